// Decodes PNG by libpng, with the transformations that OpenCV's imdecode asks for (IMREAD_COLOR): 16 bits cut to 8,
// palettes and grey to RGB, alpha dropped.
#pragma once

#include "../files/byte_view.h"
#include "picture.h"

namespace edgekd {

// As decode_jpeg.
Picture decode_png(ByteView encoded, int64_t height, int64_t width);

}  // namespace edgekd
