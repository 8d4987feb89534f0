// The gradients of a depthwise convolution, of one loss or of several at once: the input is then read once for all.
#pragma once
#include <ATen/Tensor.h>

#include <vector>

namespace edgekd {

// What one loss sends back: the gradient of the output, and where those of input (channels-last) and weight go (undefined: not wanted).
struct ConvolutionGradients {
  at::Tensor output, input, weight;
};

bool covers_depthwise_backward(const at::Tensor& gradient, const at::Tensor& x, const at::Tensor& weight, at::IntArrayRef stride, at::IntArrayRef padding,
                               at::IntArrayRef dilation, bool transposed, int64_t groups);
void depthwise_backward(const std::vector<ConvolutionGradients>& gradients, const at::Tensor& x, const at::Tensor& weight, int64_t stride);

}  // namespace edgekd
