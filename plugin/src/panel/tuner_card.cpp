// The tuner, in the place of the meters while it is open.
#include <algorithm>
#include <cmath>

#include "panel/brush.h"
#include "panel/panel.h"
#include "panel/words.h"

namespace reamp::plugin {
namespace {

constexpr double kInTuneCents = 2.0, kMostCents = 50.0;
constexpr float kScaleWidth = 472.0f;

}  // namespace

void add_tuner_card(Scene& scene, const PanelState& state) {
  Brush brush(scene);
  const Box card = kLevelsCard;
  const TunerView& tuner = *state.tools.tuner;
  brush.card(card);
  brush.text({card.x + 16, card.y + 8, 90, 28}, "Tuner", {14.0f, Ink::kText, Align::kLeft, true});
  brush.text({card.x + 70, card.y + 8, 120, 28}, "A4 = 440 Hz", {12.0f, Ink::kQuiet});
  const Box mute{card.right() - 134, card.y + 9, 86, 27};
  brush.box(mute, state.is_hovered(Act::kTunerMute) ? Ink::kHover : Ink::kRaise, 7.0f,
            tuner.is_muted ? Ink::kAmber : Ink::kLine);
  brush.text(mute, tuner.is_muted ? "muted" : "mute",
             {12.5f, tuner.is_muted ? Ink::kAmber : Ink::kText, Align::kCenter});
  brush.zone(mute, Act::kTunerMute);
  const Box close{card.right() - 42, card.y + 8, 28, 28};
  brush.mark({close.x + 14, close.middle()}, "close", state.is_hovered(Act::kTuner) ? Ink::kAmber : Ink::kQuiet, 4.5f);
  brush.zone(close, Act::kTuner);

  const auto& reading = tuner.reading;
  const double cents = reading ? std::round(reading->cents * 10.0) / 10.0 : 0.0;
  const bool is_in_tune = reading && std::abs(cents) <= kInTuneCents;
  const Ink ink = is_in_tune ? Ink::kOk : reading ? Ink::kAmber : Ink::kFaint;
  const float middle = card.x + card.w / 2.0f;
  brush.text({middle - 100, card.y + 44, 200, 84}, reading ? note_name(reading->midi_note) : "\u2013",
             {76.0f, ink, Align::kCenter, true});
  brush.text({card.x + 16, card.y + 72, 150, 30}, reading ? number_words(reading->frequency_hz, 2) + " Hz" : "",
             {17.0f, Ink::kQuiet});
  brush.text({card.right() - 186, card.y + 72, 170, 30},
             reading ? number_words(cents, 1, true) + " cents" : "Play one string",
             {reading ? 17.0f : 13.0f, reading ? ink : Ink::kQuiet, Align::kRight, reading.has_value()});

  const Box scale{middle - kScaleWidth / 2.0f, card.y + 142, kScaleWidth, 44};
  const auto column = [&](double at) {
    return middle + kScaleWidth / 2.0f * static_cast<float>(std::clamp(at, -kMostCents, kMostCents) / kMostCents);
  };
  brush.box(scale.inset(-4.0f), Ink::kWell, 8.0f);
  brush.box({column(-kInTuneCents), scale.y, column(kInTuneCents) - column(-kInTuneCents), scale.h}, Ink::kZone, 2.0f);
  for (int at = -50; at <= 50; at += 5) {
    const bool is_major = at % 10 == 0;
    const float height = at == 0 ? 44.0f : is_major ? 16.0f : 9.0f;
    brush.box({column(at) - 0.5f, scale.bottom() - height, 1.0f, height}, at == 0 ? Ink::kOk : Ink::kFaint);
    if (at % 25 == 0 || at == 0)
      brush.text({column(at) - 24.0f, scale.bottom() + 6.0f, 48.0f, 16.0f}, number_words(at, 0, true),
                 {11.0f, Ink::kQuiet, Align::kCenter});
  }
  if (reading) brush.box({column(cents) - 2.5f, scale.y, 5.0f, scale.h}, ink, 2.5f);
  brush.text({card.x + 16, card.bottom() - 30, card.w - 32, 20},
             !reading      ? ""
             : is_in_tune  ? "in tune"
             : cents < 0.0 ? "too low: tighten the string"
                           : "too high: loosen the string",
             {13.0f, ink, Align::kCenter});
}

}  // namespace reamp::plugin
