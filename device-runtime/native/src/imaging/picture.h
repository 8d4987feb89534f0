// A picture in memory.
#pragma once

#include <cstdint>
#include <vector>

namespace edgekd {

struct Picture {
    int32_t height = 0, width = 0;
    std::vector<uint8_t> pixels;  // RGB interleaved, H×W×3, rows from the top without padding
};

}  // namespace edgekd
