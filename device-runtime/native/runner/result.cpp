#include "result.h"

#include "../src/answers/answer.h"
#include "../src/faults/fault.h"
#include "../src/files/durable_files.h"
#include "device.h"

#include <nlohmann/json.hpp>
#include <chrono>
#include <cstdio>

namespace edgekd::runner {
namespace {

nlohmann::ordered_json or_null(const char* text) {
    return text == nullptr ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(text);
}

}  // namespace

nlohmann::ordered_json common_result(const char* mode, const OpenedModel& model, const ImageSource& images,
                                     const Arguments& arguments, double first_run_ms) {
    const auto& info = model.info();
    nlohmann::ordered_json result;
    result["schema"] = 1;
    result["mode"] = mode;
    result["runner"] = edgekd_version();
    result["model"] = {{"file", info.file},
                       {"sha256", info.sha256},
                       {"precision", or_null(info.precision)},
                       {"bundle", or_null(info.bundle)},
                       {"version", or_null(info.version)},
                       {"verified", info.verified}};
    result["data"] = {
        {"sha256", images.sha256().empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(images.sha256())},
        {"count", images.count()}};
    // Before the model is opened once more to see where its nodes run.
    const auto peak = peak_memory_bytes();
    result["runtime"]["onnxRuntime"] = info.runtime_version;
    result["runtime"]["threads"] = arguments.integer("threads", 1, 1, 1024);
    result["runtime"]["provider"] = {{"requested", arguments.text("provider", "cpu")}, {"nodes", model.placement()}};
    result["device"] = describe_device();
    result["loadMs"] = info.load_ms;
    result["firstRunMs"] = first_run_ms;
    result["peakMemoryBytes"] = peak;
    return result;
}

nlohmann::ordered_json answer_result(const std::vector<float>& logits, int label, const std::string& image) {
    try {
        const auto answer = answer_of(logits.data(), logits.size(), label);
        nlohmann::ordered_json result;
        result["top"] = answer.top;
        result["score"] = answer.score;
        result["labelLogProbability"] =
            label < 0 ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(answer.label_log_probability);
        result["logits"] = logits_digest(logits.data(), logits.size());
        return result;
    } catch (const Fault& fault) {
        throw Fault(image + ": " + fault.what());
    }
}

void write_result(const nlohmann::ordered_json& result, const Arguments& arguments) {
    const std::string text = result.dump() + "\n";
    if (arguments.has("out")) {
        replace_file(arguments.text("out"), text);
        return;
    }
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        throw system_fault("The standard output", "it cannot be written", errno);
}

void report(const Arguments& arguments, const std::string& what, size_t done, size_t all) {
    if (arguments.has("progress")) std::fprintf(stderr, "%s %zu/%zu\n", what.c_str(), done, all);
}

double now_ms() {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace edgekd::runner
