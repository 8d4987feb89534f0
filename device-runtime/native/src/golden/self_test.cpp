#include "self_test.h"

#include "../data/packed_images.h"
#include "../faults/fault.h"
#include "../files/memory_file.h"
#include "golden_answers.h"

#include <chrono>
#include <cmath>
#include <cstdio>

namespace edgekd {
namespace {

PrecisionTest test(const Classifier& classifier, const PackedImages& images, const std::string& precision,
                   const GoldenAnswers::Precision& golden) {
    PrecisionTest result{precision, 0, golden.tolerance, 0};
    std::vector<float> logits(static_cast<size_t>(classifier.class_count()));
    for (int i = 0; i < images.count(); i++) {
        const auto pixels = images.pixels(i);
        classifier.run(classifier.input_of_prepared(pixels.data(), images.height(), images.width()), logits.data());
        for (size_t k = 0; k < logits.size(); k++) {
            const double difference =
                std::fabs(static_cast<double>(logits[k]) - golden.logits[static_cast<size_t>(i)][k]);
            // A logit that is no number differs from all.
            if (!(difference <= result.max_difference)) {
                result.max_difference = std::isnan(difference) ? HUGE_VAL : difference;
                result.worst_image = i;
            }
        }
    }
    return result;
}

}  // namespace

bool SelfTestResult::passed() const { return fault().empty(); }

std::string SelfTestResult::fault() const {
    for (const auto& p : precisions) {
        if (p.passed()) continue;
        char text[256];
        std::snprintf(
            text, sizeof text,
            "the %s model answers golden image %d with a logit that differs by %.6g, more than the tolerance of %.6g",
            p.precision.c_str(), p.worst_image, p.max_difference, p.tolerance);
        return text;
    }
    return "";
}

SelfTestResult self_test(const std::string& path, const std::string& runtime, const RunSettings& run) {
    const auto start = std::chrono::steady_clock::now();
    const auto bundle = Bundle::open(path);
    const auto golden = GoldenAnswers::read(bundle);
    const MemoryFile packed(bundle.read(golden.data));
    const auto images = PackedImages::open(packed.path());
    if (images.count() != golden.count)
        throw Fault(path + ": " + golden.data + " holds " + std::to_string(images.count()) +
                    " images, and golden.json says " + std::to_string(golden.count) + ".");
    SelfTestResult result;
    result.images = images.count();
    const auto library = RuntimeLibrary::open(runtime);
    for (const auto& model : bundle.manifest().models) {
        const auto classifier = open_of(bundle, model, library, run);
        result.precisions.push_back(test(*classifier, images, model.precision, golden.precisions.at(model.precision)));
    }
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

}  // namespace edgekd
