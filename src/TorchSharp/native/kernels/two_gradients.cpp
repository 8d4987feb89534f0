#include "two_gradients.h"

#include "batch_norm.h"
#include "convolution_backward.h"

#include <ATen/ops/as_strided.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/hardtanh_backward.h>
#include <ATen/ops/threshold_backward.h>
#include <torch/csrc/autograd/generated/Functions.h>

#include <vector>

namespace edgekd {

using namespace torch::autograd;
using namespace torch::autograd::generated;

namespace {

bool is_dense(const at::Tensor& t) { return t.is_contiguous() || (t.dim() == 4 && t.is_contiguous(at::MemoryFormat::ChannelsLast)); }

// Larger ones are not put together: a batch of twice the images saves little there, and a block of twice the size is harder to find again
// (one that malloc maps by itself is cleared anew in each step).
constexpr int64_t kLargestTogether = 32 << 20;

bool may_lie_together(const at::Tensor& one) { return kLosses * static_cast<int64_t>(one.nbytes()) <= kLargestTogether; }

// An empty batch of twice the images.
at::Tensor doubled(const at::Tensor& like) {
  auto sizes = like.sizes().vec();
  sizes[0] *= kLosses;
  return at::empty(sizes, like.options(), like.suggest_memory_format());
}

}  // namespace

Both empty_both(const at::Tensor& like) {
  if (!may_lie_together(like)) return {at::empty_like(like), at::empty_like(like)};
  const auto all = doubled(like);
  return {all.narrow(0, 0, like.size(0)), all.narrow(0, like.size(0), like.size(0))};
}

namespace {

// Both as one batch.
at::Tensor stacked(const Both& g) {
  const auto& [a, b] = g;
  const bool lie_together = a.is_alias_of(b) && a.sizes() == b.sizes() && a.strides() == b.strides() && is_dense(a) &&
                            b.storage_offset() == a.storage_offset() + a.numel();
  if (!lie_together) return at::cat({a, b}, 0);
  auto sizes = a.sizes().vec();
  sizes[0] *= kLosses;
  return at::as_strided(a, sizes, a.strides(), a.storage_offset());
}

}  // namespace

bool are_images(const at::Tensor& x, const Both& g) {
  return x.device().is_cpu() && x.scalar_type() == at::kFloat && x.dim() == 4 && is_dense(x) && are_defined(g);
}

namespace {

// Each answers whether it did the node's work; its outputs then stand in `out`.

bool convolution(ConvolutionBackward0& node, const Both& g, BothLists& out) {
  const auto x = node.input_.unpack(), w = node.weight_.unpack();
  if (!are_images(x, g) || node.transposed) return false;
  const bool wants_input = node.next_edge(0).is_valid(), wants_weight = node.next_edge(1).is_valid(), wants_bias = node.next_edge(2).is_valid();
  const auto call = [&](const at::Tensor& dy, const at::Tensor& input, std::array<bool, 3> wanted) {
    return at::convolution_backward_symint(dy, input, w, node.bias_sym_sizes_opt, node.stride, node.padding, node.dilation, node.transposed,
                                           node.output_padding, node.groups, wanted);
  };
  for (auto& list : out) list.resize(3);
  if (covers_depthwise_backward(g[0], x, w, node.stride, node.padding, node.dilation, node.transposed, node.groups)) {
    std::vector<ConvolutionGradients> gradients;
    const auto dx = wants_input ? empty_both(x) : Both();
    for (int k = 0; k < kLosses; k++) {
      out[k][0] = dx[k];
      if (wants_weight) out[k][1] = at::empty(w.sizes(), w.options(), w.suggest_memory_format());
      if (wants_bias) out[k][2] = g[k].sum(at::IntArrayRef{0, 2, 3});
      gradients.push_back({g[k], dx[k], out[k][1]});
    }
    depthwise_backward(gradients, x, w, node.stride[0]);
    return true;
  }

  if (!may_lie_together(x) || !may_lie_together(g[0])) return false;
  const auto all = stacked(g);
  if (wants_input) {
    // The shape alone of the input is read for its gradient.
    const auto dx = std::get<0>(call(all, doubled(x), {true, false, false}));
    for (int k = 0; k < kLosses; k++) out[k][0] = dx.narrow(0, k * x.size(0), x.size(0));
  }
  if (wants_weight || wants_bias)
    for (int k = 0; k < kLosses; k++)
      std::tie(std::ignore, out[k][1], out[k][2]) = call(all.narrow(0, k * x.size(0), x.size(0)), x, {false, wants_weight, wants_bias});
  return true;
}

bool batch_norm(NativeBatchNormBackward0& node, const Both& g, const at::Tensor& rectified, BothLists& out) {
  const auto self = node.shared_from_this();
  const auto x = node.input_.unpack(), w = node.weight_.unpack(), mean = node.result1_.unpack(self), inverse = node.result2_.unpack(self);
  const auto is_covered = [&](const at::Tensor& dy) { return covers_batch_norm_backward(dy, x, w, mean, inverse); };
  if (!node.training || !are_images(x, g) || !is_covered(g[0]) || !is_covered(g[1])) return false;
  if (rectified.defined() && rectified.strides() != x.strides()) return false;
  const auto dx = node.next_edge(0).is_valid() ? empty_both(x) : Both();
  std::vector<NormGradients> gradients;
  for (int k = 0; k < kLosses; k++) {
    const auto vector = [&](int edge) { return node.next_edge(edge).is_valid() ? at::empty({x.size(1)}, x.options()) : at::Tensor(); };
    gradients.push_back({g[k], dx[k], vector(1), vector(2)});
    out[k] = {dx[k], gradients[k].weight, gradients[k].bias};
  }
  batch_norm_backward(gradients, x, w, mean, inverse, rectified);
  return true;
}

// What the rectifier lets through of both.
Both relu(const at::Tensor& y, const Both& g) {
  auto dx = empty_both(y);
  for (int k = 0; k < kLosses; k++) at::threshold_backward_out(dx[k], g[k], y, 0);
  return dx;
}

bool hardtanh(HardtanhBackward0& node, const Both& g, BothLists& out) {
  const auto x = node.self_.unpack();
  if (!are_images(x, g)) return false;
  auto dx = empty_both(x);
  for (int k = 0; k < kLosses; k++) {
    at::hardtanh_backward_out(dx[k], g[k], x, node.min_val, node.max_val);
    out[k] = {dx[k]};
  }
  return true;
}

}  // namespace

bool take_both(Node& node, const BothLists& in, const at::Tensor& rectified, BothLists& out) {
  const Both g{in[0][0], in[1][0]};
  if (auto* norm = dynamic_cast<NativeBatchNormBackward0*>(&node)) {
    if (batch_norm(*norm, g, rectified, out)) return true;
    if (!rectified.defined()) return false;
    const auto through = relu(rectified, g);
    for (int k = 0; k < kLosses; k++) {
      auto all = in[k];
      all[0] = through[k];
      out[k] = node(std::move(all));
    }
    return true;
  }
  if (auto* conv = dynamic_cast<ConvolutionBackward0*>(&node)) return convolution(*conv, g, out);
  if (auto* clip = dynamic_cast<HardtanhBackward0*>(&node)) return hardtanh(*clip, g, out);
  if (auto* rectifier = dynamic_cast<ReluBackward0*>(&node)) {
    const auto y = rectifier->result_.unpack(node.shared_from_this());
    if (!are_images(y, g)) return false;
    const auto dx = relu(y, g);
    for (int k = 0; k < kLosses; k++) out[k] = {dx[k]};
    return true;
  }
  return false;
}

}  // namespace edgekd
