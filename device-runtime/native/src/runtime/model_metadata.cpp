#include "model_metadata.h"

#include "../faults/fault.h"
#include "../json/strict_json.h"

#include <algorithm>
#include <cmath>

namespace edgekd {
namespace {

constexpr int64_t kMaxSide = 1 << 14;

std::string where(const std::string& name, const char* key) { return name + ": the metadata entry '" + key + "'"; }

std::array<float, 3> channels(const std::string& json, const std::string& at) {
    const JsonDocument document(json, at);
    const auto numbers = document.root(at).numbers();
    std::array<float, 3> values{};
    if (numbers.size() != 3) throw Fault(at + " is not three numbers; export it again.");
    for (size_t c = 0; c < 3; c++) values[c] = static_cast<float>(numbers[c]);
    if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }))
        throw Fault(at + " is not three finite numbers; export it again.");
    return values;
}

int32_t side(const JsonField& field) {
    const int64_t value = field.integer();
    if (value < 1 || value > kMaxSide)
        field.fail("it is not 1 to " + std::to_string(kMaxSide) + " pixels; export it again");
    return static_cast<int32_t>(value);
}

}  // namespace

ModelMetadata ModelMetadata::read(const std::function<std::optional<std::string>(const char*)>& lookup,
                                  const std::string& name) {
    ModelMetadata metadata;
    const auto mean = lookup("edgekd.mean"), deviation = lookup("edgekd.standard_deviation");
    if (mean && deviation) {
        metadata.normalization = Normalization{channels(*mean, where(name, "edgekd.mean")),
                                               channels(*deviation, where(name, "edgekd.standard_deviation"))};
        for (const float d : metadata.normalization->deviation)
            if (d <= 0)
                throw Fault(where(name, "edgekd.standard_deviation") +
                            " is not three numbers above 0; export it again.");
    }
    if (const auto crop = lookup("edgekd.crop_size")) {
        const std::string at = where(name, "edgekd.crop_size");
        const JsonDocument document(*crop, at);
        const auto sides = document.root(at).items();
        if (sides.size() != 2) throw Fault(at + " is not two sides; export it again.");
        metadata.crop = {side(sides[0]), side(sides[1])};
    }
    if (const auto shorter = lookup("edgekd.resize_shorter_side")) {
        const std::string at = where(name, "edgekd.resize_shorter_side");
        const bool is_number =
            !shorter->empty() && shorter->size() <= 5 &&
            std::all_of(shorter->begin(), shorter->end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!is_number || std::stol(*shorter) < 1 || std::stol(*shorter) > kMaxSide)
            throw Fault(at + " is no number of pixels; export it again.");
        metadata.shorter_side = static_cast<int32_t>(std::stol(*shorter));
    }
    if (const auto filter = lookup("edgekd.interpolation")) {
        if (*filter != "bilinear" && *filter != "bicubic")
            throw Fault(where(name, "edgekd.interpolation") + " is neither bilinear nor bicubic; export it again.");
        metadata.interpolation = *filter == "bicubic" ? Interpolation::bicubic : Interpolation::bilinear;
    }
    if (const auto labels = lookup("edgekd.labels")) {
        const std::string at = where(name, "edgekd.labels");
        const JsonDocument document(*labels, at);
        metadata.labels = document.root(at).texts();
    }
    return metadata;
}

}  // namespace edgekd
