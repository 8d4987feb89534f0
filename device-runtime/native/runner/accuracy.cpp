// Answers every image once, in order.
#include "../src/faults/fault.h"
#include "../src/files/durable_files.h"
#include "commands.h"
#include "device.h"
#include "result.h"

#include <nlohmann/json.hpp>
#include <cstring>

namespace edgekd::runner {
namespace {

constexpr int kReportEvery = 256;

int run(const Arguments& arguments) {
    if (arguments.has("affinity")) set_affinity(arguments.text("affinity"));
    const ImageSource images(arguments);
    const OpenedModel model(arguments.rest()[0], arguments);
    images.require_fit(model);
    const size_t classes = model.classes();
    std::vector<float> logits(classes);
    std::vector<uint8_t> kept;
    auto answers = nlohmann::ordered_json::array();
    double first_ms = 0;
    mark_instructions(true, static_cast<size_t>(images.count()));
    for (int i = 0; i < images.count(); i++) {
        const auto input = images.prepare(model, i);
        const double start = now_ms();
        model.run(input, logits.data());
        if (i == 0) first_ms = now_ms() - start;
        answers.push_back(answer_result(logits, images.label(i), images.name(i)));
        if (arguments.has("logits")) {
            const auto* bytes = reinterpret_cast<const uint8_t*>(logits.data());
            kept.insert(kept.end(), bytes, bytes + classes * sizeof(float));
        }
        if ((i + 1) % kReportEvery == 0)
            report(arguments, "accuracy", static_cast<size_t>(i) + 1, static_cast<size_t>(images.count()));
    }
    mark_instructions(false, static_cast<size_t>(images.count()));
    auto result = common_result("accuracy", model, images, arguments, first_ms);
    result["answers"] = std::move(answers);
    if (arguments.has("logits")) replace_file(arguments.text("logits"), kept);
    write_result(result, arguments);
    return 0;
}

}  // namespace

Command accuracy_command() {
    auto options = image_options();
    for (const auto& option : model_options()) options.push_back(option);
    options.push_back({"logits", "FILE", "where the logits go as well: N×K little-endian float32"});
    return {"accuracy",
            "MODEL",
            "Answers every image of a set and writes the answers.",
            "edgekd-runner accuracy release.zip --data test.ekdimg --out answers.json",
            1,
            1,
            options,
            run};
}

}  // namespace edgekd::runner
