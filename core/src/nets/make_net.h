// Builds a network from its specification.
#pragma once

#include <memory>

#include "kernels/kernels.h"
#include "nam/spec.h"
#include "nets/net.h"

namespace reamp {

std::unique_ptr<Net> make_net(const ModelSpec& spec, const Kernels& kernels);  // of a container: the full size
std::unique_ptr<Net> make_wavenet(const ModelSpec& spec, const Kernels& kernels);
std::unique_ptr<Net> make_convnet(const ModelSpec& spec, const Kernels& kernels);

}  // namespace reamp
