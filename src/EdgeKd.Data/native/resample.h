// Resizing of RGB pictures by separable convolution, as Pillow's Image.resize does it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace edgekd {

enum class Filter : int32_t { bilinear = 0, bicubic = 1 };

// Resizes `source` (`source_height` rows of `source_width` RGB pixels, `source_stride` bytes apart) to full_height×full_width
// and writes of that only the window height×width at (top, left), rows without padding.
void resample(const uint8_t* source, size_t source_stride, int32_t source_height, int32_t source_width,
              int64_t full_height, int64_t full_width, int64_t top, int64_t left, int32_t height, int32_t width,
              Filter filter, uint8_t* destination);

}  // namespace edgekd
