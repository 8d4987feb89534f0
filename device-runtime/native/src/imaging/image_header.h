// Format, height and width of an encoded picture, read from its first bytes without decoding it.
#pragma once

#include "../files/byte_view.h"

namespace edgekd {

enum class ImageFormat { jpeg, png };

struct ImageHeader {
    ImageFormat format;
    int64_t height, width;
};

// An error (without the picture's name) where it is none of the formats, cut short or without pixels. The walk goes to
// the end marker, so that a decoder never has to guess what a missing end was. The same rules as EdgeKd.Data's.
ImageHeader read_image_header(ByteView encoded);

}  // namespace edgekd
