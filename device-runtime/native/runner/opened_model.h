// The C ABI's handles with an owner, and its results as faults: the runner is the library's first user.
#pragma once

#include "arguments.h"

#include <edgekd.h>

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace edgekd::runner {

class PreparedInput {
public:
    explicit PreparedInput(edgekd_input* input) : input_(input, edgekd_input_free) {}
    const edgekd_input* get() const { return input_.get(); }

private:
    std::unique_ptr<edgekd_input, void (*)(edgekd_input*)> input_;
};

class OpenedModel {
public:
    // Opens the model that the options --key, --precision, --target, --runtime, --provider and --threads name.
    OpenedModel(const std::string& path, const Arguments& arguments);

    const edgekd_model_info& info() const { return info_; }
    size_t classes() const { return static_cast<size_t>(info_.class_count); }

    // Whether the model names its classes; `label` is then a class's name, else "class K".
    bool has_labels() const;
    std::string label(int k) const;

    PreparedInput from_file(const std::string& path) const;
    PreparedInput from_prepared(const std::vector<uint8_t>& pixels, int height, int width) const;
    void run(const PreparedInput& input, float* logits) const;
    nlohmann::ordered_json placement() const;

private:
    std::unique_ptr<edgekd_model, void (*)(edgekd_model*)> model_;
    edgekd_model_info info_{};
};

// The options that OpenedModel reads, for the commands that open models.
std::vector<Option> model_options();

}  // namespace edgekd::runner
