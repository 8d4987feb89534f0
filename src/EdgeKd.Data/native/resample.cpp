#include "resample.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace edgekd {
namespace {

constexpr int kChannels = 3;

// Weights are fixed-point numbers: 8 bits are the pixel's, 2 are left for the sum of bicubic weights, which exceeds 1 in
// absolute value. It is Pillow's precision, so that rounding falls alike.
constexpr int kFractionBits = 32 - 8 - 2;

// The triangle of bilinear interpolation: 1 − |x| for |x| < 1.
double triangle(double x) { return std::max(0.0, 1.0 - std::fabs(x)); }

// Keys, "Cubic convolution interpolation for digital image processing" (1981), with a = −1/2.
double cubic(double x) {
    constexpr double a = -0.5;
    x = std::fabs(x);
    if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
    return 0;
}

// What each output position along one axis reads: `count[i]` inputs from `first[i]` on, weighed by `weights[i·taps …]`.
struct Axis {
    std::vector<int32_t> first, count, weights;
    int32_t taps = 0;
};

// Output i of `full` has its centre at (i + ½)·input/full. Where the picture shrinks, the filter is as much wider, so that
// every input counts; inputs beyond the border are left out and the others' weights add up to 1 all the same.
Axis make_axis(int32_t input, int64_t full, int64_t start, int32_t count, Filter filter) {
    const double scale = static_cast<double>(input) / static_cast<double>(full);
    const double stretch = std::max(scale, 1.0);
    const double radius = (filter == Filter::bilinear ? 1.0 : 2.0) * stretch;
    Axis axis;
    axis.taps = static_cast<int32_t>(std::min(std::ceil(radius) * 2 + 1, static_cast<double>(input)));
    axis.first.resize(count);
    axis.count.resize(count);
    axis.weights.assign(static_cast<size_t>(count) * axis.taps, 0);
    std::vector<double> exact(axis.taps);
    for (int32_t i = 0; i < count; i++) {
        const double centre = (static_cast<double>(start + i) + 0.5) * scale;
        const int32_t from = static_cast<int32_t>(std::max(centre - radius + 0.5, 0.0));
        const int32_t to = static_cast<int32_t>(std::min(centre + radius + 0.5, static_cast<double>(input)));
        const int32_t taps = std::min(to - from, axis.taps);
        double sum = 0;
        for (int32_t t = 0; t < taps; t++) {
            const double at = (from + t - centre + 0.5) / stretch;
            sum += exact[t] = filter == Filter::bilinear ? triangle(at) : cubic(at);
        }
        axis.first[i] = from;
        axis.count[i] = taps;
        int32_t* weights = axis.weights.data() + static_cast<size_t>(i) * axis.taps;
        for (int32_t t = 0; t < taps; t++)
            weights[t] = static_cast<int32_t>(std::lround(exact[t] / sum * (1 << kFractionBits)));
    }
    return axis;
}

uint8_t to_byte(int32_t sum) { return static_cast<uint8_t>(std::clamp(sum >> kFractionBits, 0, 255)); }

void resample_row(const uint8_t* row, const Axis& axis, int32_t width, uint8_t* to) {
    for (int32_t x = 0; x < width; x++, to += kChannels) {
        const int32_t* weights = axis.weights.data() + static_cast<size_t>(x) * axis.taps;
        const uint8_t* from = row + static_cast<size_t>(axis.first[x]) * kChannels;
        int32_t red = 1 << (kFractionBits - 1), green = red, blue = red;
        for (int32_t t = 0; t < axis.count[x]; t++, from += kChannels) {
            red += from[0] * weights[t];
            green += from[1] * weights[t];
            blue += from[2] * weights[t];
        }
        to[0] = to_byte(red);
        to[1] = to_byte(green);
        to[2] = to_byte(blue);
    }
}

void add_rows(const uint8_t* from, size_t stride, const int32_t* weights, int32_t taps, int32_t* sums, size_t length) {
    std::fill_n(sums, length, 1 << (kFractionBits - 1));
    for (int32_t t = 0; t < taps; t++, from += stride) {
        const int32_t weight = weights[t];
        for (size_t i = 0; i < length; i++) sums[i] += from[i] * weight;
    }
}

}  // namespace

void resample(const uint8_t* source, size_t source_stride, int32_t source_height, int32_t source_width,
              int64_t full_height, int64_t full_width, int64_t top, int64_t left, int32_t height, int32_t width,
              Filter filter, uint8_t* destination) {
    const bool across = full_width != source_width, down = full_height != source_height;
    const size_t row = static_cast<size_t>(width) * kChannels;
    Axis vertical;
    int64_t first = top, end = top + height;
    if (down) {
        vertical = make_axis(source_height, full_height, top, height, filter);
        first = vertical.first.front();
        end = vertical.first.back() + vertical.count.back();
    }

    // Across first, and of the rows only those that are read below; each pass rounds to bytes.
    const uint8_t* rows = source + static_cast<size_t>(first) * source_stride + (across ? 0 : static_cast<size_t>(left) * kChannels);
    size_t stride = source_stride;
    std::vector<uint8_t> resampled;
    if (across) {
        const Axis horizontal = make_axis(source_width, full_width, left, width, filter);
        if (down) resampled.resize(static_cast<size_t>(end - first) * row);
        uint8_t* to = down ? resampled.data() : destination;
        for (int64_t y = 0; y < end - first; y++) resample_row(rows + y * stride, horizontal, width, to + y * row);
        if (!down) return;
        rows = resampled.data();
        stride = row;
    }

    if (!down) {
        for (int32_t y = 0; y < height; y++) std::memcpy(destination + y * row, rows + y * stride, row);
        return;
    }

    std::vector<int32_t> sums(row);
    for (int32_t y = 0; y < height; y++) {
        add_rows(rows + static_cast<size_t>(vertical.first[y] - first) * stride, stride,
                 vertical.weights.data() + static_cast<size_t>(y) * vertical.taps, vertical.count[y], sums.data(), row);
        std::transform(sums.begin(), sums.end(), destination + y * row, to_byte);
    }
}

}  // namespace edgekd
