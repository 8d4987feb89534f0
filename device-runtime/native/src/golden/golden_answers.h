// What a release has to answer to its golden images: the contents of golden.json, schema 1.
#pragma once

#include "../bundles/bundle.h"

#include <map>
#include <string>
#include <vector>

namespace edgekd {

struct GoldenAnswers {
    static constexpr const char* kFileName = "golden.json";
    static constexpr int64_t kMaxCount = 1024;

    struct Precision {
        std::vector<std::vector<double>> logits;  // N×K
        double tolerance = 0;                     // the largest absolute difference of a logit
    };

    int64_t count = 0;
    std::string data;  // the packed images' file in the release
    std::map<std::string, Precision> precisions;

    // Reads and checks: as many rows as images and as many logits as labels, and every model of the release.
    static GoldenAnswers read(const Bundle& bundle);
};

}  // namespace edgekd
