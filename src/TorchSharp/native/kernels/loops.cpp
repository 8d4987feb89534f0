// See loops.h. EDGEKD_LOOPS names the set of instructions that this compilation is for.
#include "loops.h"

namespace edgekd {
namespace EDGEKD_LOOPS {
namespace {

// The compiler splits vectors that are longer than the processor's.
typedef float Vector16 __attribute__((vector_size(64)));
typedef float Vector8 __attribute__((vector_size(32)));
typedef float Vector4 __attribute__((vector_size(16)));

// A vector in memory, at any address.
template <class V>
struct __attribute__((packed, may_alias)) Stored {
  V vector;
};

template <class V> inline V load(const float* p) { return reinterpret_cast<const Stored<V>*>(p)->vector; }
template <class V> inline void store(float* p, V v) { reinterpret_cast<Stored<V>*>(p)->vector = v; }

// Calls four(first column) for tiles of four vectors of 16, then one(first column) for single ones: `wide` is a multiple of 16.
template <class Four, class One>
inline void columns(int64_t wide, Four four, One one) {
  int64_t j = 0;
  for (; j + 64 <= wide; j += 64) four(j);
  for (; j + 16 <= wide; j += 16) one(j);
}

template <int T>
inline void sums_of(const float* x, int64_t whole, int64_t wide, float* sums) {
  Vector16 a[T];
  for (int t = 0; t < T; t++) a[t] = Vector16{};
  for (int64_t i = 0; i < whole; i += wide)
    for (int t = 0; t < T; t++) a[t] += load<Vector16>(x + i + 16 * t);
  for (int t = 0; t < T; t++) store(sums + 16 * t, a[t]);
}

void sums(const float* x, int64_t count, int64_t wide, float* out) {
  const int64_t whole = count - count % wide;
  columns(wide, [&](int64_t j) { sums_of<4>(x + j, whole, wide, out + j); }, [&](int64_t j) { sums_of<1>(x + j, whole, wide, out + j); });
  for (int64_t j = 0; j < count - whole; j++) out[j] += x[whole + j];
}

template <int T>
inline void squares_of(const float* x, int64_t whole, int64_t wide, const float* mean, float* sums) {
  Vector16 a[T], m[T];
  for (int t = 0; t < T; t++) { a[t] = Vector16{}; m[t] = load<Vector16>(mean + 16 * t); }
  for (int64_t i = 0; i < whole; i += wide)
    for (int t = 0; t < T; t++) {
      const Vector16 d = load<Vector16>(x + i + 16 * t) - m[t];
      a[t] += d * d;
    }
  for (int t = 0; t < T; t++) store(sums + 16 * t, a[t]);
}

void squares(const float* x, int64_t count, int64_t wide, const float* mean, float* out) {
  const int64_t whole = count - count % wide;
  columns(wide, [&](int64_t j) { squares_of<4>(x + j, whole, wide, mean + j, out + j); },
          [&](int64_t j) { squares_of<1>(x + j, whole, wide, mean + j, out + j); });
  for (int64_t j = 0; j < count - whole; j++) out[j] += (x[whole + j] - mean[j]) * (x[whole + j] - mean[j]);
}

void affine(const float* x, int64_t count, int64_t wide, const float* scale, const float* shift, float* y) {
  const int64_t whole = count - count % wide;
  for (int64_t i = 0; i < whole; i += wide)
    for (int64_t j = 0; j < wide; j += 16)
      store(y + i + j, load<Vector16>(x + i + j) * load<Vector16>(scale + j) + load<Vector16>(shift + j));
  for (int64_t j = 0; j < count - whole; j++) y[whole + j] = x[whole + j] * scale[j] + shift[j];
}

// The gradient, or what a rectifier whose output is `mask` lets through of it.
template <bool Masked>
inline Vector16 let_through(const float* dy, const float* mask, int64_t at) {
  const Vector16 g = load<Vector16>(dy + at);
  return Masked ? load<Vector16>(mask + at) > 0 ? g : Vector16{} : g;
}

inline float let_through(const float* dy, const float* mask, int64_t at) { return mask == nullptr || mask[at] > 0 ? dy[at] : 0; }

template <bool Masked, int T>
inline void products_of(const float* dy, const float* mask, const float* x, int64_t whole, int64_t wide, int64_t column, const float* mean, float* sums, float* products) {
  Vector16 a[T], b[T], m[T];
  for (int t = 0; t < T; t++) { a[t] = b[t] = Vector16{}; m[t] = load<Vector16>(mean + column + 16 * t); }
  for (int64_t i = column; i < whole; i += wide)
    for (int t = 0; t < T; t++) {
      const Vector16 g = let_through<Masked>(dy, mask, i + 16 * t);
      a[t] += g;
      b[t] += g * (load<Vector16>(x + i + 16 * t) - m[t]);
    }
  for (int t = 0; t < T; t++) { store(sums + column + 16 * t, a[t]); store(products + column + 16 * t, b[t]); }
}

template <bool Masked>
inline void products_of(const float* dy, const float* mask, const float* x, int64_t whole, int64_t wide, const float* mean, float* sums, float* products) {
  columns(wide, [&](int64_t j) { products_of<Masked, 4>(dy, mask, x, whole, wide, j, mean, sums, products); },
          [&](int64_t j) { products_of<Masked, 1>(dy, mask, x, whole, wide, j, mean, sums, products); });
}

void products(const float* dy, const float* mask, const float* x, int64_t count, int64_t wide, const float* mean, float* out, float* inner) {
  const int64_t whole = count - count % wide;
  if (mask == nullptr) products_of<false>(dy, mask, x, whole, wide, mean, out, inner);
  else products_of<true>(dy, mask, x, whole, wide, mean, out, inner);
  for (int64_t j = 0; j < count - whole; j++) {
    const float g = let_through(dy, mask, whole + j);
    out[j] += g;
    inner[j] += g * (x[whole + j] - mean[j]);
  }
}

template <bool Masked>
inline void blend_of(const float* dy, const float* mask, const float* x, int64_t whole, int64_t wide, const float* mean, const float* a, const float* b, const float* c, float* dx) {
  for (int64_t i = 0; i < whole; i += wide)
    for (int64_t j = 0; j < wide; j += 16)
      store(dx + i + j, let_through<Masked>(dy, mask, i + j) * load<Vector16>(a + j) + ((load<Vector16>(x + i + j) - load<Vector16>(mean + j)) * load<Vector16>(b + j) + load<Vector16>(c + j)));
}

void blend(const float* dy, const float* mask, const float* x, int64_t count, int64_t wide, const float* mean, const float* a, const float* b, const float* c, float* dx) {
  const int64_t whole = count - count % wide;
  if (mask == nullptr) blend_of<false>(dy, mask, x, whole, wide, mean, a, b, c, dx);
  else blend_of<true>(dy, mask, x, whole, wide, mean, a, b, c, dx);
  for (int64_t j = 0; j < count - whole; j++) dx[whole + j] = let_through(dy, mask, whole + j) * a[j] + ((x[whole + j] - mean[j]) * b[j] + c[j]);
}

// ---- depthwise convolution ----------------------------------------------------------------------------------------

template <class V> constexpr int64_t lanes() { return sizeof(V) / sizeof(float); }

// Rows [first, first + rows) of a plane that is `margin` wider on each side and has stride − 1 empty places between its pixels,
// of one tile of channels. Where the source has no pixel, zeros.
template <class V>
inline void spread(const float* plane, int64_t height, int64_t width, int64_t channels, int64_t stride, int64_t margin, int64_t first, int64_t rows, int64_t spread_width, float* to) {
  constexpr int64_t L = lanes<V>();
  for (int64_t r = 0; r < rows; r++, to += spread_width * L) {
    const int64_t at = first + r - margin;
    const bool is_filled = at >= 0 && at % stride == 0 && at / stride < height;
    if (!is_filled) {
      for (int64_t w = 0; w < spread_width; w++) store(to + w * L, V{});
      continue;
    }
    const float* row = plane + at / stride * width * channels;
    int64_t place = 0;
    for (; place < margin; place++) store(to + place * L, V{});
    for (int64_t w = 0; w < width && place < spread_width; w++) {
      store(to + place * L, load<V>(row + w * channels));
      for (place++; place < margin + (w + 1) * stride && place < spread_width; place++) store(to + place * L, V{});
    }
    for (; place < spread_width; place++) store(to + place * L, V{});
  }
}

template <class V, int K, int Step, int I, int J>
inline void row_gradient(const Depthwise& s, const float* scratch, int64_t wide, const V (&w)[K * K], int64_t first, float* dx) {
  constexpr int64_t L = lanes<V>();
  for (int64_t c = first; c < s.width; c += Step) {
    V sum = V{};
    for (int i = I; i < K; i += Step)
      for (int j = J; j < K; j += Step) sum += load<V>(scratch + (i * wide + c + j) * L) * w[i * K + j];
    store(dx + c * s.channels, sum);
  }
}

template <class V, int K>
inline void input_gradient(const Depthwise& s, const float* dy, const float* taps, float* dx, float* scratch) {
  constexpr int64_t L = lanes<V>();
  // The gradient of the input is a convolution of the spread-out gradient of the output by the kernel turned round.
  V w[K * K];
  for (int k = 0; k < K * K; k++) w[k] = load<V>(taps + (K * K - 1 - k) * s.channels);
  const int64_t margin = K - 1 - s.padding, wide = s.width + K - 1, band = depthwise_band(s);
  for (int64_t first = 0; first < s.height; first += band) {
    const int64_t rows = first + band < s.height ? band : s.height - first;
    spread<V>(dy, s.out_height, s.out_width, s.channels, s.stride, margin, first, rows + K - 1, wide, scratch);
    for (int64_t h = 0; h < rows; h++) {
      const float* from = scratch + h * wide * L;
      float* to = dx + (first + h) * s.width * s.channels;
      // A place is filled where its distance from the margin is a multiple of the stride.
      const int64_t even = margin % 2;
      if (s.stride == 1) {
        row_gradient<V, K, 1, 0, 0>(s, from, wide, w, 0, to);
      } else if ((first + h) % 2 == even) {
        row_gradient<V, K, 2, 0, 0>(s, from, wide, w, even, to);
        row_gradient<V, K, 2, 0, 1>(s, from, wide, w, 1 - even, to);
      } else {
        row_gradient<V, K, 2, 1, 0>(s, from, wide, w, even, to);
        row_gradient<V, K, 2, 1, 1>(s, from, wide, w, 1 - even, to);
      }
    }
  }
}

template <class V, int K>
inline void weight_gradients(const Depthwise& s, int losses, const DepthwiseGradients* gradients, int64_t channel, const float* x, float* scratch) {
  constexpr int64_t L = lanes<V>();
  const int64_t wide = (s.out_width - 1) * s.stride + K, band = (depthwise_band(s) + s.stride - 1) / s.stride;
  for (int64_t first = 0; first < s.out_height; first += band) {
    const int64_t rows = first + band < s.out_height ? band : s.out_height - first;
    spread<V>(x + channel, s.height, s.width, s.channels, 1, s.padding, first * s.stride, (rows - 1) * s.stride + K, wide, scratch);
    for (int loss = 0; loss < losses; loss++) {
      const float* dy = gradients[loss].dy + channel;
      float* dw = gradients[loss].dw + channel;
      V sums[K * K];
      for (int k = 0; k < K * K; k++) sums[k] = load<V>(dw + k * s.channels);
      for (int64_t h = 0; h < rows; h++)
        for (int64_t c = 0; c < s.out_width; c++) {
          const V g = load<V>(dy + ((first + h) * s.out_width + c) * s.channels);
          const float* corner = scratch + (h * s.stride * wide + c * s.stride) * L;
          for (int i = 0; i < K; i++)
            for (int j = 0; j < K; j++) sums[i * K + j] += g * load<V>(corner + (i * wide + j) * L);
        }
      for (int k = 0; k < K * K; k++) store(dw + k * s.channels, sums[k]);
    }
  }
}

// One tile of channels, the lanes of V.
template <class V, int K>
inline int64_t tile(const Depthwise& s, int losses, const DepthwiseGradients* gradients, const float* x, const float* taps, float* scratch, int64_t channel) {
  for (int loss = 0; loss < losses && gradients[0].dx != nullptr; loss++)
    input_gradient<V, K>(s, gradients[loss].dy + channel, taps + channel, gradients[loss].dx + channel, scratch);
  if (gradients[0].dw != nullptr) weight_gradients<V, K>(s, losses, gradients, channel, x, scratch);
  return channel + lanes<V>();
}

template <int K>
void image(const Depthwise& s, int losses, const DepthwiseGradients* gradients, const float* x, const float* taps, float* scratch) {
  int64_t c = 0;
  while (c + 16 <= s.channels) c = tile<Vector16, K>(s, losses, gradients, x, taps, scratch, c);
  if (c + 8 <= s.channels) c = tile<Vector8, K>(s, losses, gradients, x, taps, scratch, c);
  if (c + 4 <= s.channels) c = tile<Vector4, K>(s, losses, gradients, x, taps, scratch, c);
  while (c < s.channels) c = tile<float, K>(s, losses, gradients, x, taps, scratch, c);
}

void depthwise_backward(const Depthwise& s, int losses, const DepthwiseGradients* gradients, const float* x, const float* taps, float* scratch) {
  if (s.size == 3) image<3>(s, losses, gradients, x, taps, scratch);
  else image<5>(s, losses, gradients, x, taps, scratch);
}

}  // namespace

extern const Loops table;
const Loops table = {sums, squares, affine, products, blend, depthwise_backward};

}  // namespace EDGEKD_LOOPS
}  // namespace edgekd
