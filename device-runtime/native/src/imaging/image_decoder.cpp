#include "image_decoder.h"

#include "../faults/fault.h"
#include "../files/file_reader.h"
#include "image_header.h"
#include "jpeg.h"
#include "png.h"

namespace edgekd {

Picture decode_image(ByteView encoded, const std::string& name) {
    try {
        const auto header = read_image_header(encoded);
        if (header.height > INT32_MAX || header.width > INT32_MAX || header.height * header.width > kMaxPixels)
            throw Fault("it has " + std::to_string(header.width) + "×" + std::to_string(header.height) +
                        " pixels, more than the limit of " + std::to_string(kMaxPixels) + "; make it smaller");
        return header.format == ImageFormat::jpeg ? decode_jpeg(encoded, header.height, header.width)
                                                  : decode_png(encoded, header.height, header.width);
    } catch (const Fault& fault) {
        throw Fault("image " + name + ": " + fault.what() + ".");
    }
}

Picture decode_image_file(const std::string& path) { return decode_image(read_file(path, kMaxImageFileBytes), path); }

}  // namespace edgekd
