// Decodes JPEG by libjpeg-turbo, with the settings that OpenCV's imdecode has (IMREAD_COLOR): accurate integer DCT,
// smooth upsampling, grey and YCbCr to RGB, CMYK by multiplying with its black.
#pragma once

#include "../files/byte_view.h"
#include "picture.h"

namespace edgekd {

// A picture whose header was checked; upright. An error (without the picture's name) where it cannot be decoded, or has
// other sizes.
Picture decode_jpeg(ByteView encoded, int64_t height, int64_t width);

}  // namespace edgekd
