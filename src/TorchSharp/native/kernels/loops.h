// The inner loops of the kernels, on bare float arrays. loops.cpp is compiled once for each set of instructions; loops() gives
// the best that this processor has. No header of the standard library or of libtorch may come into loops.cpp: an inline
// function compiled there for AVX-512 could be the copy that the linker keeps for everybody.
#pragma once
#include <cstdint>

namespace edgekd {

// A depthwise convolution of channels-last tensors: one kernel of size×size a channel.
struct Depthwise {
  int64_t channels, height, width, out_height, out_width;
  int64_t size, stride, padding;
};

// What one loss sends back through it: the gradient of the output, and where that of the input goes and that of the weights is
// added to (null: not wanted).
struct DepthwiseGradients {
  const float* dy;
  float* dx;
  float* dw;
};

struct Loops {
  // Of `count` floats, seen as rows of `wide`: sums[j] is the sum of column j. A last row may be shorter.
  void (*sums)(const float* x, int64_t count, int64_t wide, float* sums);
  // sums[j] of (x − mean[j])².
  void (*squares)(const float* x, int64_t count, int64_t wide, const float* mean, float* sums);
  // y ← x·scale[j] + shift[j]
  void (*affine)(const float* x, int64_t count, int64_t wide, const float* scale, const float* shift, float* y);
  // sums[j] of dy, and products[j] of dy·(x − mean[j]). Where `mask` is given, dy counts where that is above zero.
  void (*products)(const float* dy, const float* mask, const float* x, int64_t count, int64_t wide, const float* mean, float* sums, float* products);
  // dx ← dy·a[j] + (x − mean[j])·b[j] + c[j], of the same dy.
  void (*blend)(const float* dy, const float* mask, const float* x, int64_t count, int64_t wide, const float* mean, const float* a, const float* b,
                const float* c, float* dx);
  // The gradients of one image, of kernels of 3×3 or 5×5 and strides of 1 or 2, of each of `losses` losses. `taps` and dw are size·size
  // rows of channels; `scratch` has room for depthwise_scratch floats.
  void (*depthwise_backward)(const Depthwise& shape, int losses, const DepthwiseGradients* gradients, const float* x, const float* taps, float* scratch);
};

const Loops& loops();

// Rows of an image that are worked on together, so that a tile of 16 channels of them fits the first-level cache.
int64_t depthwise_band(const Depthwise& shape);

// The room that they take, in floats.
int64_t depthwise_scratch(const Depthwise& shape);

}  // namespace edgekd
