// What a node of the graph does with the gradients of two losses at once; see two_losses.cpp.
#pragma once
#include <ATen/Tensor.h>
#include <torch/csrc/autograd/function.h>

#include <array>

namespace edgekd {

constexpr int kLosses = 2;
using Both = std::array<at::Tensor, kLosses>;
using BothLists = std::array<torch::autograd::variable_list, kLosses>;

inline bool are_defined(const Both& g) { return g[0].defined() && g[1].defined(); }

// Whether x is a batch of float images on the processor, and both gradients are there.
bool are_images(const at::Tensor& x, const Both& g);

// Two empty tensors like this one, together where they may lie so.
Both empty_both(const at::Tensor& like);

// Does the node's work for both losses where it is one of those that take both, and answers whether it did. `rectified` is what a
// rectifier behind the node gave, where the gradients are those of it.
bool take_both(torch::autograd::Node& node, const BothLists& in, const at::Tensor& rectified, BothLists& out);

}  // namespace edgekd
