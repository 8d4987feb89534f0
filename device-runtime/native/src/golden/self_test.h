// Whether a release answers on this machine as it did where it was made: its golden images, through every model that it
// holds.
#pragma once

#include "../api/device_model.h"
#include "../bundles/bundle.h"

#include <string>
#include <vector>

namespace edgekd {

struct PrecisionTest {
    std::string precision;
    double max_difference = 0, tolerance = 0;  // of logits, absolute
    int worst_image = 0;

    bool passed() const { return max_difference <= tolerance; }
};

struct SelfTestResult {
    int images = 0;
    double seconds = 0;
    std::vector<PrecisionTest> precisions;

    bool passed() const;
    std::string fault() const;  // one line; empty where it passed
};

// Answers `golden.images` and compares with the logits of `golden.json`. An error (Outcome::refused) where the release
// carries none, for then nothing can tell whether it works here.
SelfTestResult self_test(const std::string& path, const std::string& runtime, const RunSettings& run);

}  // namespace edgekd
