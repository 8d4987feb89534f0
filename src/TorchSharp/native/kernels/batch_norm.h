// The gradients of batch normalisation in training, of one loss or of several at once: the input is then read once for all.
#pragma once
#include <ATen/Tensor.h>

#include <vector>

namespace edgekd {

using OptionalTensor = c10::optional<at::Tensor>;

// What one loss sends back: the gradient of the output, and where those of input, weight and bias go (undefined: not wanted). That
// of the input lies in memory as the input does.
struct NormGradients {
  at::Tensor output, input, weight, bias;
};

bool covers_batch_norm_backward(const at::Tensor& gradient, const at::Tensor& x, const OptionalTensor& weight, const OptionalTensor& mean,
                                const OptionalTensor& inverse);
// Where `rectified` is given, a rectifier followed and this is what it gave: `output` is then the gradient of that.
void batch_norm_backward(const std::vector<NormGradients>& gradients, const at::Tensor& x, const OptionalTensor& weight, const at::Tensor& saved_mean,
                         const at::Tensor& saved_inverse, const at::Tensor& rectified = {});

}  // namespace edgekd
