// Says what is on pictures.
#include "../src/answers/answer.h"
#include "../src/faults/fault.h"
#include "commands.h"
#include "device.h"
#include "result.h"

#include <nlohmann/json.hpp>
#include <cstdio>

namespace edgekd::runner {
namespace {

constexpr size_t kMaxImages = 100000;

int run(const Arguments& arguments) {
    if (arguments.has("affinity")) set_affinity(arguments.text("affinity"));
    const OpenedModel model(arguments.rest()[0], arguments);
    const size_t top = static_cast<size_t>(arguments.integer("top", 5, 1, 1000));
    std::vector<float> logits(model.classes());
    auto results = nlohmann::ordered_json::array();
    for (size_t i = 1; i < arguments.rest().size(); i++) {
        const std::string& path = arguments.rest()[i];
        const auto input = model.from_file(path);
        model.run(input, logits.data());
        answer_result(logits, -1, path);  // refuses numbers that are not finite
        const auto probabilities = softmax(logits.data(), logits.size());
        auto classes = nlohmann::ordered_json::array();
        for (const int k : likeliest(logits.data(), logits.size(), top))
            classes.push_back(
                {{"class", k}, {"label", model.label(k)}, {"probability", probabilities[static_cast<size_t>(k)]}});
        results.push_back({{"image", path}, {"classes", std::move(classes)}});
    }
    if (arguments.has("json") || arguments.has("out")) {
        write_result(results, arguments);
        return 0;
    }
    for (const auto& result : results) {
        std::printf("%s\n", one_line(result["image"].get<std::string>()).c_str());
        for (const auto& entry : result["classes"])
            std::printf("  %6.2f %%  %s\n", 100 * entry["probability"].get<double>(),
                        one_line(entry["label"].get<std::string>()).c_str());
    }
    return 0;
}

}  // namespace

Command classify_command() {
    auto options = model_options();
    options.insert(options.end(), {{"top", "N", "classes shown of each picture (5)"}, {"json", nullptr, "as JSON"}});
    return {"classify",
            "MODEL IMAGE...",
            "Says what is on JPEG and PNG pictures.",
            "edgekd-runner classify release.zip cat.jpg --top 3",
            2,
            kMaxImages,
            options,
            run};
}

}  // namespace edgekd::runner
