// Measures two models beside one another in paired blocks of runs; which of a pair comes first is decided by a coin,
// which is what the test of their difference rests on. Each block opens its model anew, so that where memory happened
// to be given is a part of the noise.
#include "../src/faults/fault.h"
#include "commands.h"
#include "device.h"
#include "result.h"

#include <nlohmann/json.hpp>
#include <algorithm>
#include <random>

namespace edgekd::runner {
namespace {

constexpr int kImagesInTurn = 64;

nlohmann::ordered_json block(const std::string& path, const Arguments& arguments, const ImageSource& images,
                             long long warm_up, long long runs) {
    const OpenedModel model(path, arguments);
    const int different = std::min(kImagesInTurn, images.count());
    std::vector<PreparedInput> inputs;
    for (int i = 0; i < different; i++)
        inputs.push_back(images.prepare(model, static_cast<int>(static_cast<int64_t>(i) * images.count() / different)));
    std::vector<float> logits(model.classes());
    auto samples = nlohmann::ordered_json::array();
    for (long long i = 0; i < warm_up + runs; i++) {
        const auto& input = inputs[static_cast<size_t>(i) % inputs.size()];
        const double start = now_ms();
        model.run(input, logits.data());
        if (i >= warm_up) samples.push_back(now_ms() - start);
    }
    return samples;
}

int run(const Arguments& arguments) {
    if (arguments.has("affinity")) set_affinity(arguments.text("affinity"));
    const long long pairs = arguments.integer("pairs", 24, 1, 100000), runs = arguments.integer("runs", 32, 1, 1000000),
                    warm_up = arguments.integer("warm-up", 4, 0, 1000000);
    std::mt19937_64 coin(static_cast<uint64_t>(arguments.integer("seed", 0, 0, INT64_MAX)));
    const ImageSource images(arguments);
    const std::string &candidate = arguments.rest()[0], &baseline = arguments.rest()[1];
    const OpenedModel model(candidate, arguments);
    images.require_fit(model);
    images.require_fit(OpenedModel(baseline, arguments));
    std::vector<float> logits(model.classes());
    const auto input = images.prepare(model, 0);
    const double start = now_ms();
    model.run(input, logits.data());
    const double first_ms = now_ms() - start;

    nlohmann::ordered_json candidates = nlohmann::ordered_json::array(), baselines = candidates, order = candidates;
    for (long long pair = 0; pair < pairs; pair++) {
        const bool candidate_first = coin() % 2 == 0;
        if (candidate_first) candidates.push_back(block(candidate, arguments, images, warm_up, runs));
        baselines.push_back(block(baseline, arguments, images, warm_up, runs));
        if (!candidate_first) candidates.push_back(block(candidate, arguments, images, warm_up, runs));
        order.push_back(candidate_first);
        report(arguments, "blocks", static_cast<size_t>(pair) + 1, static_cast<size_t>(pairs));
    }
    auto result = common_result("blocks", model, images, arguments, first_ms);
    result["blocks"] = {
        {"candidate", std::move(candidates)}, {"baseline", std::move(baselines)}, {"candidateFirst", std::move(order)}};
    write_result(result, arguments);
    return 0;
}

}  // namespace

Command blocks_command() {
    auto options = image_options();
    for (const auto& option : model_options()) options.push_back(option);
    options.insert(options.end(), {{"pairs", "N", "pairs of blocks (24)"},
                                   {"runs", "N", "timed runs of a block (32)"},
                                   {"warm-up", "N", "runs of a block before those (4)"},
                                   {"seed", "N", "of the coin (0)"}});
    return {"blocks",
            "CANDIDATE BASELINE",
            "Measures two models beside one another, in paired blocks.",
            "edgekd-runner blocks new.zip old.zip --data test.ekdimg --pairs 24 --runs 32 --seed 1",
            2,
            2,
            options,
            run};
}

}  // namespace edgekd::runner
