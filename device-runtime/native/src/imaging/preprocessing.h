// Turns pixels into what a network takes, bit by bit as EdgeKd.Data does.
#pragma once

#include "../files/byte_view.h"
#include "picture.h"

#include <array>

namespace edgekd {

enum class Interpolation { bilinear, bicubic };

// Mean and standard deviation of R, G, B on the scale 0 to 1: a byte p becomes (p / 255 − mean) / deviation, in
// float32.
struct Normalization {
    std::array<float, 3> mean{}, deviation{};
};

// Resizes the shorter side and cuts the centre square out; nothing outside of it is computed.
Picture resize_and_crop(const Picture& picture, int32_t shorter_side, int32_t crop, Interpolation interpolation);

// Cuts the centre out of an image that was brought to size before; margins are halved and rounded down.
Picture crop_centre(const uint8_t* pixels, int32_t image_height, int32_t image_width, int32_t height, int32_t width);

// Scales, normalises and separates the channels: 3×H×W numbers, all of R, then G, then B.
std::vector<float> to_model_input(const Picture& picture, const Normalization& normalization);

}  // namespace edgekd
