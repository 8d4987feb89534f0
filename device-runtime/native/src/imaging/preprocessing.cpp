#include "preprocessing.h"

#include "../faults/fault.h"

#include <algorithm>
#include <cstring>
#include <resample.h>

namespace edgekd {

Picture resize_and_crop(const Picture& picture, int32_t shorter_side, int32_t crop, Interpolation interpolation) {
    if (crop < 1 || shorter_side < crop)
        throw Fault("a centre of " + std::to_string(crop) + " pixels cannot be cut out of " +
                    std::to_string(shorter_side) + ".");
    if (picture.height == crop && picture.width == crop && shorter_side == crop) return picture;
    // The longer side is truncated to whole pixels, as torchvision's Resize does. Two cuts, first to the square of the
    // shorter side, because a packed set keeps that square and its reader cuts the rest.
    const int64_t shorter = std::min(picture.height, picture.width);
    const int64_t full_height = static_cast<int64_t>(picture.height) * shorter_side / shorter,
                  full_width = static_cast<int64_t>(picture.width) * shorter_side / shorter;
    const int64_t inner = (shorter_side - crop) / 2;
    Picture cut;
    cut.height = cut.width = crop;
    cut.pixels.resize(static_cast<size_t>(crop) * crop * 3);
    resample(picture.pixels.data(), static_cast<size_t>(picture.width) * 3, picture.height, picture.width, full_height,
             full_width, (full_height - shorter_side) / 2 + inner, (full_width - shorter_side) / 2 + inner, crop, crop,
             interpolation == Interpolation::bilinear ? Filter::bilinear : Filter::bicubic, cut.pixels.data());
    return cut;
}

Picture crop_centre(const uint8_t* pixels, int32_t image_height, int32_t image_width, int32_t height, int32_t width) {
    if (image_height < height || image_width < width)
        throw Fault("the model takes images of " + std::to_string(height) + "×" + std::to_string(width) +
                    ", and the data has " + std::to_string(image_height) + "×" + std::to_string(image_width) +
                    "; prepare the data at that size.");
    const size_t top = static_cast<size_t>(image_height - height) / 2,
                 left = static_cast<size_t>(image_width - width) / 2, row = static_cast<size_t>(width) * 3;
    Picture cut;
    cut.height = height;
    cut.width = width;
    cut.pixels.resize(static_cast<size_t>(height) * row);
    for (size_t y = 0; y < static_cast<size_t>(height); y++)
        std::memcpy(cut.pixels.data() + y * row, pixels + ((top + y) * static_cast<size_t>(image_width) + left) * 3,
                    row);
    return cut;
}

std::vector<float> to_model_input(const Picture& picture, const Normalization& normalization) {
    const size_t plane = static_cast<size_t>(picture.height) * static_cast<size_t>(picture.width);
    std::vector<float> input(3 * plane);
    for (size_t c = 0; c < 3; c++) {
        float table[256];
        for (int p = 0; p < 256; p++)
            table[p] = (static_cast<float>(p) / 255.0f - normalization.mean[c]) / normalization.deviation[c];
        float* to = input.data() + c * plane;
        const uint8_t* from = picture.pixels.data() + c;
        for (size_t i = 0; i < plane; i++) to[i] = table[from[3 * i]];
    }
    return input;
}

}  // namespace edgekd
