// Decodes picture files.
#pragma once

#include "../files/byte_view.h"
#include "picture.h"

#include <string>

namespace edgekd {

// The most pixels a picture may have, as in EdgeKd.Data.
constexpr int64_t kMaxPixels = 64ll << 20;
constexpr uint64_t kMaxImageFileBytes = 512ull << 20;

// Decodes a JPEG or PNG to RGB: grey becomes RGB, alpha is dropped, EXIF orientation is applied. Its height and width
// are read and bounded before memory is given to it. `name` is what messages call it.
Picture decode_image(ByteView encoded, const std::string& name);

Picture decode_image_file(const std::string& path);

}  // namespace edgekd
