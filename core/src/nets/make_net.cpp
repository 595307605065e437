// Builds a network from its specification.
#include "nets/make_net.h"

namespace reamp {

std::unique_ptr<Net> make_net(const ModelSpec& spec, const Kernels& kernels) {
  if (const auto* lstm = std::get_if<LstmSpec>(&spec.net)) return make_lstm(*lstm, kernels);
  if (const auto* linear = std::get_if<LinearSpec>(&spec.net)) return make_linear(*linear, kernels);
  if (const auto* container = std::get_if<ContainerSpec>(&spec.net))
    return make_net(*container->submodels.back().model, kernels);
  if (std::holds_alternative<ConvNetSpec>(spec.net)) return make_convnet(spec, kernels);
  return make_wavenet(spec, kernels);
}

}  // namespace reamp
