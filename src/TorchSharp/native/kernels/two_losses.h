#pragma once
#include <ATen/Tensor.h>

#include <vector>

namespace edgekd {

// The gradients of both losses, one an input, undefined where the loss does not reach it; see two_losses.cpp. False: the graph is
// one for two passes (inputs that are no leaves or come twice, hooks, a device other than the processor), and nothing was done.
bool gradients_of_two_losses(const at::Tensor& first, const at::Tensor& second, const std::vector<at::Tensor>& inputs, bool keep_graph,
                             std::vector<at::Tensor>& of_first, std::vector<at::Tensor>& of_second);

}  // namespace edgekd
