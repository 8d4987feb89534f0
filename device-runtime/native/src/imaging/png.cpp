#include "png.h"

#include "../faults/fault.h"
#include "exif_orientation.h"

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <png.h>

namespace edgekd {
namespace {

struct Reading {
    ByteView encoded;
    size_t at = 0;
    char message[128] = "";
};

[[noreturn]] void leave(png_structp png, png_const_charp message) {
    std::snprintf(static_cast<Reading*>(png_get_error_ptr(png))->message, sizeof Reading::message, "%s", message);
    png_longjmp(png, 1);
}

void say_nothing(png_structp, png_const_charp) {}

void read_bytes(png_structp png, png_bytep to, size_t count) {
    auto* reading = static_cast<Reading*>(png_get_io_ptr(png));
    if (count > reading->encoded.size - reading->at) png_error(png, "the file is cut short");
    std::memcpy(to, reading->encoded.data + reading->at, count);
    reading->at += count;
}

int orientation_of(png_structp png, png_infop info, png_infop end) {
    png_uint_32 length = 0;
    png_bytep exif = nullptr;
    // The chunk may stand before or after the pixels.
    if (png_get_valid(png, info, PNG_INFO_eXIf)) png_get_eXIf_1(png, info, &length, &exif);
    else if (png_get_valid(png, end, PNG_INFO_eXIf)) png_get_eXIf_1(png, end, &length, &exif);
    return exif != nullptr && length > 0 ? exif_orientation({exif, length}) : 1;
}

// Nothing in here has a destructor, for an error jumps out of it.
bool decode(png_structp png, png_infop info, png_infop end, Reading& reading, Picture& picture, uint8_t** rows,
            int& orientation) {
    if (setjmp(png_jmpbuf(png)) != 0) return false;
    png_set_read_fn(png, &reading, read_bytes);
    png_read_info(png, info);
    const auto color = png_get_color_type(png, info);
    const auto depth = png_get_bit_depth(png, info);
    if (png_get_image_height(png, info) != static_cast<png_uint_32>(picture.height) ||
        png_get_image_width(png, info) != static_cast<png_uint_32>(picture.width))
        png_error(png, "the picture is not as large as its header says");
    if (depth == 16) png_set_strip_16(png);
    png_set_strip_alpha(png);
    if (color == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
    if ((color & PNG_COLOR_MASK_COLOR) == 0) {
        if (depth < 8) png_set_expand_gray_1_2_4_to_8(png);
        png_set_gray_to_rgb(png);
    }
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    if (png_get_rowbytes(png, info) != static_cast<size_t>(picture.width) * 3)
        png_error(png, "its pixels are of no known kind");
    png_read_image(png, rows);
    png_read_end(png, end);
    orientation = orientation_of(png, info, end);
    return true;
}

}  // namespace

Picture decode_png(ByteView encoded, int64_t height, int64_t width) {
    Picture picture;
    picture.height = static_cast<int32_t>(height);
    picture.width = static_cast<int32_t>(width);
    const size_t row = static_cast<size_t>(width) * 3;
    picture.pixels.resize(static_cast<size_t>(height) * row);
    std::vector<uint8_t*> rows(static_cast<size_t>(height));
    for (size_t y = 0; y < rows.size(); y++) rows[y] = picture.pixels.data() + y * row;
    Reading reading{encoded};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading, leave, say_nothing);
    png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
    png_infop end = png != nullptr ? png_create_info_struct(png) : nullptr;
    int orientation = 1;
    const bool decoded =
        info != nullptr && end != nullptr && decode(png, info, end, reading, picture, rows.data(), orientation);
    png_destroy_read_struct(&png, &info, &end);
    if (!decoded) throw Fault(std::string("the PNG cannot be decoded (") + reading.message + ")");
    return apply_orientation(std::move(picture), orientation);
}

}  // namespace edgekd
