// The gradients of two losses of one graph by one walk through it, for methods that keep them apart. It gives the numbers of two
// backward passes; what they share is done once: the walk, the reading of what forward kept, the reordering of weights.
//
// A node gets the gradients of both losses and is asked twice, but for those below that take both together. The two gradients of a
// tensor lie one behind the other in memory where such a node made them, so that the next takes them as one batch of twice
// the images.
#include "two_losses.h"

#include "batch_norm.h"
#include "convolution_backward.h"

#include <ATen/Tensor.h>
#include <ATen/ops/as_strided.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/hardtanh_backward.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/threshold_backward.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/accumulate_grad.h>
#include <torch/csrc/autograd/generated/Functions.h>
#include <torch/csrc/autograd/grad_mode.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>
#include <array>
#include <queue>
#include <unordered_map>
#include <vector>

namespace edgekd {
namespace {

using namespace torch::autograd;
using namespace torch::autograd::generated;

constexpr int kLosses = 2;
using Both = std::array<at::Tensor, kLosses>;
using BothLists = std::array<variable_list, kLosses>;

bool are_defined(const Both& g) { return g[0].defined() && g[1].defined(); }

bool is_dense(const at::Tensor& t) { return t.is_contiguous() || (t.dim() == 4 && t.is_contiguous(at::MemoryFormat::ChannelsLast)); }

// Larger ones are not put together: a batch of twice the images saves little there, and blocks of that size are mapped anew each time.
constexpr int64_t kLargestTogether = 32 << 20;

bool may_lie_together(const at::Tensor& one) { return kLosses * static_cast<int64_t>(one.nbytes()) <= kLargestTogether; }

// An empty batch of twice the images.
at::Tensor doubled(const at::Tensor& like) {
  auto sizes = like.sizes().vec();
  sizes[0] *= kLosses;
  return at::empty(sizes, like.options(), like.suggest_memory_format());
}

// Two empty tensors like this one, together where they may lie so.
Both empty_both(const at::Tensor& like) {
  if (!may_lie_together(like)) return {at::empty_like(like), at::empty_like(like)};
  const auto all = doubled(like);
  return {all.narrow(0, 0, like.size(0)), all.narrow(0, like.size(0), like.size(0))};
}

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

bool are_images(const at::Tensor& x, const Both& g) {
  return x.device().is_cpu() && x.scalar_type() == at::kFloat && x.dim() == 4 && is_dense(x) && are_defined(g);
}

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

// `rectified` is what a rectifier behind the node gave, where the gradients are those of it.
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

// As libtorch's engine does: a broadcast gradient is summed, and its type is the tensor's.
void fit(at::Tensor& gradient, const InputMetadata& wanted) {
  if (!wanted.is_same_shape(gradient)) {
    TORCH_CHECK(wanted.is_expandable_to_shape(gradient), wanted.incompatible_shape_error_message(0, gradient).str());
    gradient = wanted.reduce_grad(gradient);
  }
  const auto type = c10::typeMetaToScalarType(wanted.dtype());
  if (gradient.scalar_type() != type) gradient = gradient.to(type);
}

class Walk {
 public:
  Walk(const Both& losses, const variable_list& inputs, bool keep_graph) : keep_graph_(keep_graph) {
    for (size_t i = 0; i < inputs.size(); i++) leaves_[impl::grad_accumulator(inputs[i]).get()] = i;
    for (auto& list : results_) list.resize(inputs.size());
    for (int k = 0; k < kLosses; k++) {
      const auto edge = impl::gradient_edge(losses[k]);
      starts_[k] = edge;
      find(edge.function);
    }
  }

  // Whether it may be walked: each input once, no hooks, which belong to one pass, and the processor alone.
  bool can_go() const {
    return leaves_.size() == results_[0].size() && std::all_of(entries_.begin(), entries_.end(), [](const auto& pair) {
      const Node* node = pair.first;
      if (!node->pre_hooks().empty() || !node->post_hooks().empty()) return false;
      for (uint32_t i = 0; i < node->num_inputs(); i++)
        if (!node->input_metadata(i).device().is_cpu()) return false;
      return true;
    });
  }

  BothLists go(const Both& losses) {
    for (int k = 0; k < kLosses; k++) add(starts_[k], k, at::ones_like(losses[k]));
    // A loss that follows from the other waits until that one's gradient has come.
    for (auto& [node, entry] : entries_)
      if (entry.waits_for == 0) ready_.push(node);
    while (!ready_.empty()) {
      Node* node = ready_.top();
      ready_.pop();
      visit(*node);
    }
    return std::move(results_);
  }

 private:
  struct Entry {
    BothLists gradients;
    at::Tensor rectified;
    int waits_for = 0;
    std::shared_ptr<Node> node;
  };

  struct LaterFirst {
    bool operator()(const Node* a, const Node* b) const { return a->sequence_nr() < b->sequence_nr(); }
  };

  void find(const std::shared_ptr<Node>& root) {
    std::vector<std::shared_ptr<Node>> open;
    const auto meet = [&](const std::shared_ptr<Node>& node) {
      auto [at, is_new] = entries_.try_emplace(node.get());
      if (is_new) {
        at->second.node = node;
        for (auto& list : at->second.gradients) list.resize(node->num_inputs());
        open.push_back(node);
      }
      return &at->second;
    };
    meet(root);
    while (!open.empty()) {
      const auto node = open.back();
      open.pop_back();
      for (const auto& edge : node->next_edges())
        if (edge.is_valid()) meet(edge.function)->waits_for++;
    }
  }

  void add(const Edge& edge, int loss, at::Tensor gradient) {
    fit(gradient, edge.function->input_metadata(edge.input_nr));
    auto& place = entries_[edge.function.get()].gradients[loss][edge.input_nr];
    place = place.defined() ? place + gradient : std::move(gradient);
  }

  // Those of both losses: where the two lie together, their sums do as well.
  void add_both(const Edge& edge, Both gradients) {
    auto& entry = entries_[edge.function.get()];
    const Both there{entry.gradients[0][edge.input_nr], entry.gradients[1][edge.input_nr]};
    if (!are_defined(gradients) || !are_defined(there) || !are_images(gradients[0], there) || gradients[0].sizes() != there[0].sizes()) {
      for (int k = 0; k < kLosses; k++)
        if (gradients[k].defined()) add(edge, k, std::move(gradients[k]));
      return;
    }
    auto sums = empty_both(there[0]);
    for (int k = 0; k < kLosses; k++) {
      at::add_out(sums[k], there[k], gradients[k]);
      entry.gradients[k][edge.input_nr] = sums[k];
    }
  }

  void visit(Node& node) {
    auto& entry = entries_[&node];
    auto in = std::move(entry.gradients);
    const auto rectified = std::move(entry.rectified);
    if (auto* leaf = dynamic_cast<AccumulateGrad*>(&node)) {
      const auto at = leaves_.find(leaf);
      if (at != leaves_.end())
        for (int k = 0; k < kLosses; k++) results_[k][at->second] = std::move(in[k][0]);
      return;
    }

    const auto has = [](const variable_list& list) { return std::any_of(list.begin(), list.end(), [](const auto& t) { return t.defined(); }); };
    const std::array<bool, kLosses> reached{has(in[0]), has(in[1])};
    if (reached[0] && reached[1] && leave_to_norm(node, in)) return;
    BothLists out;
    if (!(reached[0] && reached[1] && take_both(node, in, rectified, out)))
      for (int k = 0; k < kLosses; k++)
        if (reached[k]) out[k] = node(std::move(in[k]));
    if (!keep_graph_) node.release_variables();
    in = {};
    for (uint32_t i = 0; i < node.num_outputs(); i++) {
      const auto& edge = node.next_edge(i);
      if (!edge.is_valid()) continue;
      const auto of = [&](int k) { return i < out[k].size() ? out[k][i] : at::Tensor(); };
      add_both(edge, {of(0), of(1)});
      if (--entries_[edge.function.get()].waits_for == 0) ready_.push(edge.function.get());
    }
  }

  // A rectifier whose input is that of nothing but a batch normalisation leaves its work to that: both then are one loop.
  bool leave_to_norm(Node& node, const BothLists& in) {
    auto* rectifier = dynamic_cast<ReluBackward0*>(&node);
    if (rectifier == nullptr || !node.next_edge(0).is_valid()) return false;
    const auto& edge = node.next_edge(0);
    auto* norm = dynamic_cast<NativeBatchNormBackward0*>(edge.function.get());
    const auto y = rectifier->result_.unpack(node.shared_from_this());
    if (norm == nullptr || edge.input_nr != 0 || !are_images(y, {in[0][0], in[1][0]})) return false;
    auto& entry = entries_[norm];
    if (entry.waits_for != 1 || entry.gradients[0][0].defined() || entry.gradients[1][0].defined()) return false;
    for (int k = 0; k < kLosses; k++) entry.gradients[k][0] = in[k][0];
    entry.rectified = y;
    entry.waits_for = 0;
    ready_.push(norm);
    if (!keep_graph_) node.release_variables();
    return true;
  }

  bool keep_graph_;
  std::unordered_map<Node*, Entry> entries_;
  std::unordered_map<Node*, size_t> leaves_;
  std::array<Edge, kLosses> starts_;
  std::priority_queue<Node*, std::vector<Node*>, LaterFirst> ready_;
  BothLists results_;
};

}  // namespace

bool gradients_of_two_losses(const at::Tensor& first, const at::Tensor& second, const variable_list& inputs, bool keep_graph, variable_list& of_first,
                             variable_list& of_second) {
  const auto is_leaf = [](const at::Tensor& t) { return t.is_leaf() && t.requires_grad(); };
  if (!std::all_of(inputs.begin(), inputs.end(), is_leaf) || first.is_leaf() || second.is_leaf()) return false;
  AutoGradMode no_grad(false);
  const Both losses{first, second};
  Walk walk(losses, inputs, keep_graph);
  if (!walk.can_go()) return false;
  auto results = walk.go(losses);
  of_first = std::move(results[0]);
  of_second = std::move(results[1]);
  return true;
}

}  // namespace edgekd
