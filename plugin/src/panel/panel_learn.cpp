// What a click means while MIDI controllers are learnt.
#include "midi.h"
#include "panel/panel.h"
#include "panel/words.h"

namespace reamp::plugin {

// Whether the click was for the controller. A second click on what waits for one takes its controller away.
bool Panel::learn(const Zone& zone) {
  std::optional<int> target;
  switch (zone.act) {
    case Act::kKnob:
    case Act::kKnobText:
      target = zone.index;
      break;
    case Act::kGate:
      target = kGateOn;
      break;
    case Act::kOutputMode:
      target = kOutput;
      break;
    case Act::kChannel:
      target = kChannel;
      break;
    case Act::kLimiter:
      target = kLimiter;
      break;
    case Act::kBypass:
      target = kBypass;
      break;
    case Act::kQuality:
      target = static_cast<int>(kQualityIndex);
      break;
    case Act::kModelNext:
      target = static_cast<int>(Step::kNextModel);
      break;
    case Act::kModelPrevious:
      target = static_cast<int>(Step::kPreviousModel);
      break;
    case Act::kPresetNext:
      target = static_cast<int>(Step::kNextPreset);
      break;
    case Act::kPresetPrevious:
      target = static_cast<int>(Step::kPreviousPreset);
      break;
    default:
      return false;
  }
  if (state_.tools.learning == target) {
    host_.forget_controller(*target);
    target.reset();
  }
  state_.tools.learning = target;
  host_.learn(target);
  return true;
}

}  // namespace reamp::plugin
