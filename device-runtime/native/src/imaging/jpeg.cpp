#include "jpeg.h"

#include "../faults/fault.h"
#include "exif_orientation.h"

#include <csetjmp>
#include <cstdio>
#include <jpeglib.h>

namespace edgekd {
namespace {

// Six bytes, "Exif" and two zeros, stand before the TIFF structure of an APP1 segment.
constexpr size_t kExifPrefix = 6;

struct Errors {
    jpeg_error_mgr base;
    jmp_buf back;
    char message[JMSG_LENGTH_MAX];
};

void leave(j_common_ptr info) {
    auto* errors = reinterpret_cast<Errors*>(info->err);
    info->err->format_message(info, errors->message);
    longjmp(errors->back, 1);
}

void say_nothing(j_common_ptr, int) {}

uint8_t with_black(int ink, int black) { return static_cast<uint8_t>(black - ((255 - ink) * black >> 8)); }

// Nothing in here has a destructor, for an error jumps out of it. `row` has room for width×4 bytes.
bool decode(ByteView encoded, Errors& errors, jpeg_decompress_struct& info, Picture& picture, uint8_t* row,
            int& orientation) {
    if (setjmp(errors.back) != 0) return false;
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, encoded.data, static_cast<unsigned long>(encoded.size));
    jpeg_save_markers(&info, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(&info, TRUE);
    const bool has_black = info.num_components == 4;
    info.out_color_space = has_black ? JCS_CMYK : JCS_RGB;
    jpeg_start_decompress(&info);
    if (info.output_height != static_cast<JDIMENSION>(picture.height) ||
        info.output_width != static_cast<JDIMENSION>(picture.width)) {
        std::snprintf(errors.message, sizeof errors.message, "the picture is not as large as its header says");
        return false;
    }
    for (const jpeg_marker_struct* marker = info.marker_list; marker != nullptr; marker = marker->next) {
        if (marker->marker != JPEG_APP0 + 1) continue;
        if (marker->data_length > kExifPrefix)
            orientation = exif_orientation({marker->data + kExifPrefix, marker->data_length - kExifPrefix});
        break;  // the first one only, as OpenCV does
    }
    uint8_t* to = picture.pixels.data();
    const size_t width = static_cast<size_t>(picture.width);
    while (info.output_scanline < info.output_height) {
        JSAMPROW rows[] = {has_black ? row : to};
        jpeg_read_scanlines(&info, rows, 1);
        for (size_t x = 0; has_black && x < width; x++)
            for (size_t c = 0; c < 3; c++) to[3 * x + c] = with_black(row[4 * x + c], row[4 * x + 3]);
        to += 3 * width;
    }
    jpeg_finish_decompress(&info);
    return true;
}

}  // namespace

Picture decode_jpeg(ByteView encoded, int64_t height, int64_t width) {
    Picture picture;
    picture.height = static_cast<int32_t>(height);
    picture.width = static_cast<int32_t>(width);
    picture.pixels.resize(static_cast<size_t>(height) * static_cast<size_t>(width) * 3);
    std::vector<uint8_t> row(static_cast<size_t>(width) * 4);
    Errors errors{};
    jpeg_decompress_struct info{};
    info.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = leave;
    errors.base.emit_message = say_nothing;
    int orientation = 1;
    const bool decoded = decode(encoded, errors, info, picture, row.data(), orientation);
    jpeg_destroy_decompress(&info);
    if (!decoded) throw Fault(std::string("the JPEG cannot be decoded (") + errors.message + ")");
    return apply_orientation(std::move(picture), orientation);
}

}  // namespace edgekd
