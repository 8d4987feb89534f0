#include "image_header.h"

#include "../faults/fault.h"

#include <cstring>

namespace edgekd {
namespace {

constexpr uint8_t kPngSignature[] = {0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A};
constexpr uint8_t kJpegSignature[] = {0xFF, 0xD8, 0xFF};

Fault cut_short() { return Fault("the file is cut short"); }

bool starts_with(ByteView data, size_t at, const void* prefix, size_t length) {
    return at <= data.size && data.size - at >= length && std::memcmp(data.data + at, prefix, length) == 0;
}

// Chunks one after another up to IEND: length, type, data, checksum.
ImageHeader png_header(ByteView data) {
    if (data.size < 33) throw cut_short();
    if (!starts_with(data, 12, "IHDR", 4)) throw Fault("the PNG does not begin with its header");
    for (uint64_t at = 8;;) {
        if (at + 12 > data.size) throw cut_short();
        const uint64_t length = big_u32(data.data + at);
        const bool is_end = starts_with(data, at + 4, "IEND", 4);
        at += 12 + length;
        if (at > data.size) throw cut_short();
        if (is_end) break;
    }
    return {ImageFormat::png, big_u32(data.data + 20), big_u32(data.data + 16)};
}

bool is_frame_header(uint8_t marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

bool has_no_length(uint8_t marker) { return marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8); }

// Segments to the frame header, and on to the end marker.
ImageHeader jpeg_header(ByteView data) {
    ImageHeader header{ImageFormat::jpeg, -1, -1};
    for (size_t at = 2;;) {
        const void* found = at < data.size ? std::memchr(data.data + at, 0xFF, data.size - at) : nullptr;
        if (found == nullptr) throw cut_short();
        at = static_cast<size_t>(static_cast<const uint8_t*>(found) - data.data);
        if (at + 2 > data.size) throw cut_short();
        const uint8_t marker = data.data[at + 1];
        if (marker == 0xFF) {
            at++;  // fill byte
            continue;
        }
        at += 2;
        if (has_no_length(marker)) continue;
        if (marker == 0xD9) break;
        if (at + 2 > data.size) throw cut_short();
        const size_t length = big_u16(data.data + at);
        if (length < 2 || at + length > data.size) throw cut_short();
        if (is_frame_header(marker)) {
            if (length < 8) throw cut_short();
            if (header.height >= 0) throw Fault("the JPEG has two frame headers");
            header.height = big_u16(data.data + at + 3);
            header.width = big_u16(data.data + at + 5);
        }
        at += length;
    }
    if (header.height < 0) throw Fault("the JPEG has no frame header");
    return header;
}

}  // namespace

ImageHeader read_image_header(ByteView encoded) {
    if (encoded.size == 0) throw Fault("the file is empty");
    ImageHeader header{};
    if (starts_with(encoded, 0, kPngSignature, sizeof kPngSignature)) header = png_header(encoded);
    else if (starts_with(encoded, 0, kJpegSignature, sizeof kJpegSignature)) header = jpeg_header(encoded);
    else throw Fault("it is no JPEG or PNG picture");
    if (header.height < 1 || header.width < 1) throw Fault("its header says that it has no pixels");
    return header;
}

}  // namespace edgekd
