// How one sound is faded into another.
#pragma once

namespace reamp {

// Of models and cabinets: at 50 ms the fade adds to the steps of a sine of 40 Hz less than 0.5 %.
inline constexpr double kFadeS = 0.05;

}  // namespace reamp
