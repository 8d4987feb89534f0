#include "opened_model.h"

#include "../src/faults/fault.h"

#include <nlohmann/json.hpp>

namespace edgekd::runner {
namespace {

constexpr size_t kErrorSize = 4096;

template <typename Call>
void checked(Call&& call) {
    char error[kErrorSize] = "";
    const edgekd_result result = call(error, kErrorSize);
    if (result != EDGEKD_OK) throw Fault(error, static_cast<Outcome>(result));
}

}  // namespace

OpenedModel::OpenedModel(const std::string& path, const Arguments& arguments) : model_(nullptr, edgekd_model_close) {
    const std::string key = arguments.text("key"), precision = arguments.text("precision"),
                      target = arguments.text("target", "local"), runtime = arguments.text("runtime"),
                      provider = arguments.text("provider", "cpu");
    edgekd_open_options options{};
    options.size = sizeof options;
    options.path = path.c_str();
    options.key = key.c_str();
    options.precision = precision.c_str();
    options.target = target.c_str();
    options.runtime = runtime.c_str();
    options.provider = provider.c_str();
    options.threads = static_cast<int32_t>(arguments.integer("threads", 1, 1, 1024));
    edgekd_model* opened = nullptr;
    checked([&](char* error, size_t size) { return edgekd_model_open(&options, &opened, error, size); });
    model_.reset(opened);
    edgekd_model_describe(opened, &info_);
}

bool OpenedModel::has_labels() const { return edgekd_model_label(model_.get(), 0) != nullptr; }

std::string OpenedModel::label(int k) const {
    const char* label = edgekd_model_label(model_.get(), k);
    return label == nullptr ? "class " + std::to_string(k) : label;
}

PreparedInput OpenedModel::from_file(const std::string& path) const {
    edgekd_input* input = nullptr;
    checked([&](char* error, size_t size) {
        return edgekd_input_from_file(model_.get(), path.c_str(), &input, error, size);
    });
    return PreparedInput(input);
}

PreparedInput OpenedModel::from_prepared(const std::vector<uint8_t>& pixels, int height, int width) const {
    edgekd_input* input = nullptr;
    checked([&](char* error, size_t size) {
        return edgekd_input_from_prepared(model_.get(), pixels.data(), height, width, &input, error, size);
    });
    return PreparedInput(input);
}

void OpenedModel::run(const PreparedInput& input, float* logits) const {
    checked([&](char* error, size_t size) {
        return edgekd_model_run(model_.get(), input.get(), logits, classes(), error, size);
    });
}

nlohmann::ordered_json OpenedModel::placement() const {
    char json[kErrorSize];
    checked(
        [&](char* error, size_t size) { return edgekd_model_placement(model_.get(), json, sizeof json, error, size); });
    return nlohmann::ordered_json::parse(json);
}

std::vector<Option> model_options() {
    return {
        {"key", "FILE", "a public key (PEM) or a trust file (JSON): the bundle has to be signed with it"},
        {"precision", "NAME", "which model of a bundle, such as int8"},
        {"target", "NAME", "the machine's name among the bundle's targets (local)"},
        {"runtime", "FILE", "libonnxruntime.so (beside the executable, then $EDGEKD_ONNXRUNTIME)"},
        {"provider", "NAME", "cpu, xnnpack, nnapi, cuda or tensorrt (cpu)"},
        {"threads", "N", "threads inside one operator (1)"},
        {"affinity", "LIST", "processors to run on, such as 0,2"},
        {"out", "FILE", "where the result goes (the standard output)"},
        {"progress", nullptr, "tell on the standard error how far it is"},
    };
}

}  // namespace edgekd::runner
