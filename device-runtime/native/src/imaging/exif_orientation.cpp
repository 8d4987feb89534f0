#include "exif_orientation.h"

#include <cstring>

namespace edgekd {
namespace {

constexpr uint16_t kOrientationTag = 0x0112;
constexpr size_t kEntryLength = 12;

}  // namespace

int exif_orientation(ByteView tiff) {
    if (tiff.size < 8) return 1;
    const bool little = tiff.data[0] == 'I' && tiff.data[1] == 'I';
    if (!little && !(tiff.data[0] == 'M' && tiff.data[1] == 'M')) return 1;
    const auto u16 = [&](size_t at) { return little ? little_u16(tiff.data + at) : big_u16(tiff.data + at); };
    const auto u32 = [&](size_t at) { return little ? little_u32(tiff.data + at) : big_u32(tiff.data + at); };
    if (u16(2) != 42) return 1;
    size_t at = u32(4);
    if (at > tiff.size - 2) return 1;
    const size_t entries = u16(at);
    at += 2;
    for (size_t i = 0; i < entries && at + kEntryLength <= tiff.size; i++, at += kEntryLength) {
        if (u16(at) != kOrientationTag) continue;
        const int orientation = u16(at + 8);
        return orientation >= 1 && orientation <= 8 ? orientation : 1;
    }
    return 1;
}

Picture apply_orientation(Picture picture, int orientation) {
    if (orientation <= 1 || orientation > 8) return picture;
    // From 5 on rows are columns.
    const bool transposed = orientation >= 5;
    const bool mirrored_x = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    const bool mirrored_y = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    Picture upright;
    upright.height = transposed ? picture.width : picture.height;
    upright.width = transposed ? picture.height : picture.width;
    upright.pixels.resize(picture.pixels.size());
    uint8_t* to = upright.pixels.data();
    for (int32_t y = 0; y < upright.height; y++) {
        for (int32_t x = 0; x < upright.width; x++, to += 3) {
            const int32_t column = mirrored_x ? upright.width - 1 - x : x,
                          row = mirrored_y ? upright.height - 1 - y : y;
            const size_t from = transposed ? static_cast<size_t>(column) * picture.width + row
                                           : static_cast<size_t>(row) * picture.width + column;
            std::memcpy(to, picture.pixels.data() + 3 * from, 3);
        }
    }
    return upright;
}

}  // namespace edgekd
