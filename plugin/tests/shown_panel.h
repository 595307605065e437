// A panel that shows facts to a host that only notes.
#pragma once

#include <string>

#include "fake_panel_host.h"
#include "panel/panel.h"

namespace reamp::plugin {

inline ValueArray initial_values() {
  const Values values;
  ValueArray all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = values.get(i);
  return all;
}

// A panel that shows these facts.
struct Shown {
  explicit Shown(Facts facts = calibrated_facts()) {
    panel.show(std::move(facts));
    panel.show(initial_values(), {}, 0.0);
  }
  FakePanelHost host;
  Panel panel{host};

  bool says(const std::string& words) const {
    for (const Shape& shape : panel.scene().shapes)
      if (shape.text.find(words) != std::string::npos) return true;
    return false;
  }
  void type(const std::string& text) {
    panel.type(text);
    panel.key(Key::kEnter);
  }
  Point middle_of(Act act, int index) const {
    for (const Zone& zone : panel.scene().zones)
      if (zone.is({{}, act, index})) return {zone.box.x + zone.box.w / 2.0f, zone.box.middle()};
    return {};
  }
};

inline std::string last(const Shown& shown) { return shown.host.asked.empty() ? "" : shown.host.asked.back(); }

}  // namespace reamp::plugin
