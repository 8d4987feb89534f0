// The gradients of two losses of one graph by one walk through it, for methods that keep them apart. It gives the numbers of two
// backward passes; what they share is done once: the walk, the reading of what forward kept, the reordering of weights.
//
// A node gets the gradients of both losses and is asked twice, but for those of two_gradients.cpp, which take both together. The
// two gradients of a tensor lie one behind the other in memory where such a node made them, so that the next takes them as one
// batch of twice the images.
#include "two_losses.h"

#include "two_gradients.h"

#include <ATen/ops/add.h>
#include <ATen/ops/ones_like.h>
#include <torch/csrc/autograd/functions/accumulate_grad.h>
#include <torch/csrc/autograd/generated/Functions.h>
#include <torch/csrc/autograd/grad_mode.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>
#include <queue>
#include <unordered_map>

namespace edgekd {

using namespace torch::autograd;
using namespace torch::autograd::generated;

namespace {

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
