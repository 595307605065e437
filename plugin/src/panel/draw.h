// Draws a scene with NanoVG, at any size.
#pragma once

#include "panel/scene.h"

struct NVGcontext;

namespace reamp::plugin {

// The fonts are compiled in. Once for each context; false: they could not be read.
bool load_fonts(NVGcontext* context);

// Between nvgBeginFrame and nvgEndFrame of a frame of this many pixels. The panel keeps its shape, in the middle.
void draw(NVGcontext* context, const Scene& scene, float width, float height);

// Where the panel lies in a frame of this size: its left upper corner, and pixels for a unit.
struct Placement {
  float x, y, scale;
};
Placement place_in(float width, float height) noexcept;

}  // namespace reamp::plugin
