// What a model file of ours says of itself: its metadata entries `edgekd.*`, as EdgeKd.Edge reads them.
#pragma once

#include "../imaging/preprocessing.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace edgekd {

struct ModelMetadata {
    std::optional<Normalization> normalization;
    std::optional<std::pair<int32_t, int32_t>> crop;  // height and width; of models that take pixels
    std::optional<int32_t> shorter_side;
    Interpolation interpolation = Interpolation::bilinear;
    std::vector<std::string> labels;  // empty where the model names none

    // `lookup` gives an entry by its key. An error, beginning with the model's name, where one is malformed.
    static ModelMetadata read(const std::function<std::optional<std::string>(const char*)>& lookup,
                              const std::string& name);
};

}  // namespace edgekd
