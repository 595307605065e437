// The .nam reader: activations.
#include "nam/read_parts.h"

namespace reamp {
namespace {

struct Name {
  const char* name;
  ActivationKind kind;
};
constexpr Name kNames[] = {
    {"Tanh", ActivationKind::kTanh},
    {"Fasttanh", ActivationKind::kFastTanh},
    {"Hardtanh", ActivationKind::kHardTanh},
    {"ReLU", ActivationKind::kReLU},
    {"LeakyReLU", ActivationKind::kLeakyReLU},
    {"PReLU", ActivationKind::kPReLU},
    {"Sigmoid", ActivationKind::kSigmoid},
    {"SiLU", ActivationKind::kSiLU},
    {"Hardswish", ActivationKind::kHardSwish},
    {"LeakyHardtanh", ActivationKind::kLeakyHardTanh},
    {"LeakyHardTanh", ActivationKind::kLeakyHardTanh},
    {"Softsign", ActivationKind::kSoftSign},
};

ActivationKind read_kind(const Field& name) {
  for (const Name& known : kNames)
    if (name.text() == known.name) return known.kind;
  name.fail("unknown activation " + in_quotes(name.text()));
}

void read_parameter(const Field& object, const char* key, float& value) {
  if (const auto field = object.find(key)) value = field->number32();
}

}  // namespace

ActivationSpec read_activation(const Field& field) {
  ActivationSpec spec;
  spec.slopes = {0.01f};
  if (field.is_text()) {
    spec.kind = read_kind(field);
    return spec;
  }
  spec.kind = read_kind(field.at("type"));
  switch (spec.kind) {
    case ActivationKind::kLeakyReLU:
      read_parameter(field, "negative_slope", spec.slopes[0]);
      break;
    case ActivationKind::kPReLU:
      if (const auto slopes = field.find("negative_slopes"); slopes && !field.find("negative_slope")) {
        const auto items = slopes->items();
        if (items.empty() || items.size() > kMaxChannels)
          slopes->fail("expected 1 to 1024 slopes, got " + std::to_string(items.size()));
        spec.slopes.clear();
        for (const Field& slope : items) spec.slopes.push_back(slope.number32());
      }
      read_parameter(field, "negative_slope", spec.slopes[0]);
      break;
    case ActivationKind::kLeakyHardTanh:
      read_parameter(field, "min_val", spec.min_value);
      read_parameter(field, "max_val", spec.max_value);
      read_parameter(field, "min_slope", spec.min_slope);
      read_parameter(field, "max_slope", spec.max_slope);
      break;
    default:  // the official core ignores the parameters of the other activations, including Hardtanh's bounds
      break;
  }
  return spec;
}

}  // namespace reamp
