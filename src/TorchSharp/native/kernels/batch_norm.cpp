// Batch normalisation in training of channels-last tensors, forward and backward (Ioffe and Szegedy, 2015), in place of libtorch
// 1.x's own kernels: those take 5 to 40 times the time where the channels are not a multiple of 16, as those of MobileNets of half
// width. What these loops do not cover goes to libtorch.
//
// Rows (pixels) are taken in chunks of fixed size, whose sums are joined in order and in double precision: the numbers do not
// depend on the number of threads.
#include "batch_norm.h"
#include "loops.h"

#include <ATen/Parallel.h>
#include <ATen/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/native_batch_norm_backward_cpu_dispatch.h>
#include <ATen/ops/native_batch_norm_cpu_dispatch.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace edgekd {
namespace {

using ThreeTensors = std::tuple<at::Tensor, at::Tensor, at::Tensor>;

// What the second-level cache holds; with many channels, enough rows to be worth their joining.
constexpr int64_t kChunkFloats = 16 * 1024, kLeastChunkRows = 32;

// Rows of channels, seen as rows of `wide` floats, a multiple of 16 that holds `repeat` rows.
struct Rows {
  int64_t channels, count, repeat, wide, chunk_rows, chunks;

  explicit Rows(const at::Tensor& x) {
    channels = x.size(1);
    count = x.numel() / channels;
    repeat = 16 / std::gcd(channels, int64_t{16});
    wide = repeat * channels;
    chunk_rows = (std::max(kChunkFloats / channels, kLeastChunkRows) + repeat - 1) / repeat * repeat;
    chunks = (count + chunk_rows - 1) / chunk_rows;
  }

  int64_t first_float(int64_t chunk) const { return chunk * chunk_rows * channels; }
  int64_t rows_of(int64_t chunk) const { return std::min(chunk_rows, count - chunk * chunk_rows); }

  std::vector<float> repeated(const std::vector<double>& values) const {
    std::vector<float> all(wide);
    for (int64_t r = 0; r < repeat; r++) std::copy(values.begin(), values.end(), all.begin() + r * channels);
    return all;
  }

  double folded(const float* columns, int64_t channel) const {
    double sum = columns[channel];
    for (int64_t r = 1; r < repeat; r++) sum += columns[r * channels + channel];
    return sum;
  }

  template <class Body>
  void each_chunk(Body body) const {
    at::parallel_for(0, chunks, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) body(i);
    });
  }
};

bool is_plain_vector(const OptionalTensor& t, int64_t length) {
  return !t.has_value() || !t->defined() || (t->scalar_type() == at::kFloat && t->dim() == 1 && t->size(0) == length && t->is_contiguous());
}

const float* data_or_null(const OptionalTensor& t) { return t.has_value() && t->defined() ? t->data_ptr<float>() : nullptr; }

bool covers(const at::Tensor& x) {
  if (x.scalar_type() != at::kFloat || x.numel() == 0) return false;
  return x.dim() == 4 ? x.is_contiguous(at::MemoryFormat::ChannelsLast) : x.dim() == 2 && x.is_contiguous();
}

at::Tensor empty_of(const at::Tensor& x) { return at::empty_like(x, x.options(), x.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous); }

ThreeTensors forward(const at::Tensor& x, const OptionalTensor& weight, const OptionalTensor& bias, const OptionalTensor& running_mean,
                     const OptionalTensor& running_var, bool training, double momentum, double epsilon) {
  const bool is_covered = training && covers(x) && is_plain_vector(weight, x.size(1)) && is_plain_vector(bias, x.size(1)) &&
                          is_plain_vector(running_mean, x.size(1)) && is_plain_vector(running_var, x.size(1));
  if (!is_covered) return at::cpu::native_batch_norm(x, weight, bias, running_mean, running_var, training, momentum, epsilon);

  const Rows rows(x);
  const auto& loop = loops();
  const auto C = rows.channels;
  const float* in = x.data_ptr<float>();
  std::vector<double> chunk_means(rows.chunks * C), chunk_squares(rows.chunks * C);
  rows.each_chunk([&](int64_t i) {
    const int64_t n = rows.rows_of(i);
    const float* from = in + rows.first_float(i);
    std::vector<float> columns(rows.wide);
    std::vector<double> means(C);
    loop.sums(from, n * C, rows.wide, columns.data());
    for (int64_t c = 0; c < C; c++) means[c] = rows.folded(columns.data(), c) / n;
    const auto centre = rows.repeated(means);
    loop.squares(from, n * C, rows.wide, centre.data(), columns.data());
    for (int64_t c = 0; c < C; c++) {
      // The squares are about the mean as a float: the exact mean makes them less by n·(the difference)².
      chunk_squares[i * C + c] = rows.folded(columns.data(), c) - n * (means[c] - centre[c]) * (means[c] - centre[c]);
      chunk_means[i * C + c] = means[c];
    }
  });

  // Mean and squares of two parts joined, one after the other (Chan, Golub and LeVeque, 1979).
  double seen = rows.rows_of(0);
  for (int64_t i = 1; i < rows.chunks; i++) {
    const double n = rows.rows_of(i), part = n / (seen + n), weight = seen * part;
    const double *means = &chunk_means[i * C], *squares = &chunk_squares[i * C];
    for (int64_t c = 0; c < C; c++) {
      const double d = means[c] - chunk_means[c];
      chunk_squares[c] += squares[c] + d * d * weight;
      chunk_means[c] += d * part;
    }
    seen += n;
  }

  auto y = empty_of(x);
  auto saved_mean = at::empty({C}, x.options()), saved_inverse = at::empty({C}, x.options());
  auto* mean_out = saved_mean.data_ptr<float>();
  auto* inverse_out = saved_inverse.data_ptr<float>();
  const auto *w = data_or_null(weight), *b = data_or_null(bias);
  auto *moving_mean = const_cast<float*>(data_or_null(running_mean)), *moving_var = const_cast<float*>(data_or_null(running_var));
  std::vector<double> scale(C), shift(C);
  for (int64_t c = 0; c < C; c++) {
    const double mean = chunk_means[c], squares = chunk_squares[c], inverse = 1 / std::sqrt(squares / seen + epsilon);
    mean_out[c] = static_cast<float>(mean);
    inverse_out[c] = static_cast<float>(inverse);
    if (moving_mean != nullptr) moving_mean[c] = static_cast<float>(momentum * mean + (1 - momentum) * moving_mean[c]);
    if (moving_var != nullptr) moving_var[c] = static_cast<float>(momentum * squares / (seen - 1) + (1 - momentum) * moving_var[c]);
    scale[c] = inverse * (w == nullptr ? 1 : w[c]);
    shift[c] = (b == nullptr ? 0 : b[c]) - mean * scale[c];
  }
  const auto scales = rows.repeated(scale), shifts = rows.repeated(shift);
  auto* out = y.data_ptr<float>();
  rows.each_chunk([&](int64_t i) {
    const auto at = rows.first_float(i);
    loop.affine(in + at, rows.rows_of(i) * C, rows.wide, scales.data(), shifts.data(), out + at);
  });
  return {std::move(y), std::move(saved_mean), std::move(saved_inverse)};
}

ThreeTensors backward(const at::Tensor& gradient, const at::Tensor& x, const OptionalTensor& weight, const OptionalTensor& running_mean,
                      const OptionalTensor& running_var, const OptionalTensor& saved_mean, const OptionalTensor& saved_inverse, bool training,
                      double epsilon, std::array<bool, 3> wanted) {
  if (!training || !covers_batch_norm_backward(gradient, x, weight, saved_mean, saved_inverse))
    return at::cpu::native_batch_norm_backward(gradient, x, weight, running_mean, running_var, saved_mean, saved_inverse, training, epsilon, wanted);

  ThreeTensors all;
  auto& [dx, dw, db] = all;
  if (wanted[0]) dx = empty_of(x);
  if (wanted[1]) dw = at::empty({x.size(1)}, x.options());
  if (wanted[2]) db = at::empty({x.size(1)}, x.options());
  batch_norm_backward({{gradient, dx, dw, db}}, x, weight, *saved_mean, *saved_inverse);
  return all;
}

}  // namespace

bool covers_batch_norm_backward(const at::Tensor& gradient, const at::Tensor& x, const OptionalTensor& weight, const OptionalTensor& mean,
                                const OptionalTensor& inverse) {
  return covers(x) && is_plain_vector(weight, x.size(1)) && gradient.scalar_type() == at::kFloat && gradient.sizes() == x.sizes() &&
         data_or_null(mean) != nullptr && data_or_null(inverse) != nullptr;
}

void batch_norm_backward(const std::vector<NormGradients>& gradients, const at::Tensor& x, const OptionalTensor& weight, const at::Tensor& saved_mean,
                         const at::Tensor& saved_inverse, const at::Tensor& rectified) {
  const Rows rows(x);
  const auto& loop = loops();
  const auto C = rows.channels, count = static_cast<int64_t>(gradients.size());
  const auto format = x.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
  std::vector<at::Tensor> dys;
  for (const auto& one : gradients) dys.push_back(one.output.contiguous(format));
  const float *in = x.data_ptr<float>(), *mask = rectified.defined() ? rectified.data_ptr<float>() : nullptr;
  const auto mask_at = [&](int64_t at) { return mask == nullptr ? nullptr : mask + at; };
  const auto *mean = saved_mean.data_ptr<float>(), *inverse = saved_inverse.data_ptr<float>(), *w = data_or_null(weight);
  const auto means = rows.repeated(std::vector<double>(mean, mean + C));
  // Of each gradient and chunk, C sums; the first chunk's become those of all.
  const auto part = rows.chunks * C;
  std::vector<double> sums(count * part), products(count * part);
  rows.each_chunk([&](int64_t i) {
    const auto at = rows.first_float(i);
    std::vector<float> columns(rows.wide), inner(rows.wide);
    for (int64_t k = 0; k < count; k++) {
      loop.products(dys[k].data_ptr<float>() + at, mask_at(at), in + at, rows.rows_of(i) * C, rows.wide, means.data(), columns.data(), inner.data());
      for (int64_t c = 0; c < C; c++) {
        sums[k * part + i * C + c] = rows.folded(columns.data(), c);
        products[k * part + i * C + c] = rows.folded(inner.data(), c);
      }
    }
  });

  struct Coefficients { std::vector<float> a, b, shift; };
  std::vector<Coefficients> coefficients;
  std::vector<double> a(C), b(C), shift(C);
  for (int64_t k = 0; k < count; k++) {
    double *sum = &sums[k * part], *product = &products[k * part];
    for (int64_t i = 1; i < rows.chunks; i++)
      for (int64_t c = 0; c < C; c++) {
        sum[c] += sum[i * C + c];
        product[c] += product[i * C + c];
      }
    for (int64_t c = 0; c < C; c++) {
      if (gradients[k].weight.defined()) gradients[k].weight.data_ptr<float>()[c] = static_cast<float>(product[c] * inverse[c]);
      if (gradients[k].bias.defined()) gradients[k].bias.data_ptr<float>()[c] = static_cast<float>(sum[c]);
      a[c] = inverse[c] * (w == nullptr ? 1.0 : w[c]);
      b[c] = -a[c] * product[c] * inverse[c] * inverse[c] / rows.count;
      shift[c] = -a[c] * sum[c] / rows.count;
    }
    coefficients.push_back({rows.repeated(a), rows.repeated(b), rows.repeated(shift)});
  }

  rows.each_chunk([&](int64_t i) {
    const auto at = rows.first_float(i);
    for (int64_t k = 0; k < count; k++) {
      if (!gradients[k].input.defined()) continue;
      const auto& q = coefficients[k];
      loop.blend(dys[k].data_ptr<float>() + at, mask_at(at), in + at, rows.rows_of(i) * C, rows.wide, means.data(), q.a.data(), q.b.data(), q.shift.data(),
                 gradients[k].input.data_ptr<float>() + at);
    }
  });
}

void use_batch_norm(torch::Library& library) {
  library.impl("native_batch_norm", TORCH_FN(forward));
  library.impl("native_batch_norm_backward", TORCH_FN(backward));
}

}  // namespace edgekd
