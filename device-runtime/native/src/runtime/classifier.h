// An image classifier in ONNX, run by ONNX Runtime: one input and one float32 output N×K. The input is float32 N×3×H×W
// with fixed H and W, or uint8 N×H×W×3 RGB with free H and W, which the model resizes and crops itself. Several threads
// may run it at once, each with an input of its own.
#pragma once

#include "../files/byte_view.h"
#include "../imaging/preprocessing.h"
#include "model_metadata.h"
#include "runtime_library.h"

#include <memory>
#include <string>
#include <vector>

namespace edgekd {

// One image as a model takes it, tied to the runtime. It lives no longer than its model.
class ModelInput {
public:
    ModelInput(ModelInput&&) = default;

    // What the model is given; empty of a model that takes pixels.
    const std::vector<float>& numbers() const { return numbers_; }

private:
    friend class Classifier;
    struct Free {
        const OrtApi* api;
        void operator()(OrtValue* value) const { api->ReleaseValue(value); }
    };
    explicit ModelInput(const OrtApi& api) : value_(nullptr, Free{&api}) {}

    std::vector<float> numbers_;
    std::vector<uint8_t> pixels_;
    std::unique_ptr<OrtValue, Free> value_;
};

class Classifier {
public:
    // Opens a model from its bytes; `name` is what messages call it.
    Classifier(std::shared_ptr<RuntimeLibrary> library, ByteView model, const std::string& name,
               const RunSettings& settings);
    ~Classifier();
    Classifier(const Classifier&) = delete;
    Classifier& operator=(const Classifier&) = delete;

    bool takes_pixels() const { return takes_pixels_; }
    int32_t height() const { return height_; }
    int32_t width() const { return width_; }
    int32_t class_count() const { return class_count_; }
    int32_t shorter_side() const { return shorter_side_; }
    const std::vector<std::string>& labels() const { return metadata_.labels; }
    const RuntimeLibrary& library() const { return *library_; }

    // Time to build the session and optimise the graph, in milliseconds.
    double load_ms() const { return load_ms_; }

    // The normalisation of a model whose metadata names none.
    void set_normalization(const Normalization& normalization);
    bool has_normalization() const { return takes_pixels_ || metadata_.normalization.has_value(); }

    // A picture of any size: resized and cut as the model's metadata says.
    ModelInput input_of(const Picture& picture) const;

    // An image that was brought to size before, H×W×3 bytes: its centre is used.
    ModelInput input_of_prepared(const uint8_t* pixels, int32_t height, int32_t width) const;

    // The logits, K numbers.
    void run(const ModelInput& input, float* logits) const;

    // Ends the profile that RunSettings asked for; gives the path of its file.
    std::string end_profiling() const;

private:
    void read_shapes();
    std::pair<std::string, std::vector<int64_t>> tensor_of(bool is_input, size_t expected_rank,
                                                           ONNXTensorElementDataType& type) const;
    ModelInput tie(std::vector<float> numbers) const;
    ModelInput tie(std::vector<uint8_t> pixels, int32_t height, int32_t width) const;
    OrtValue* tensor(void* data, size_t bytes, const std::vector<int64_t>& shape, ONNXTensorElementDataType type) const;

    std::shared_ptr<RuntimeLibrary> library_;
    std::string name_, input_name_, output_name_;
    OrtSession* session_ = nullptr;
    OrtMemoryInfo* memory_ = nullptr;
    ModelMetadata metadata_;
    bool takes_pixels_ = false;
    int32_t height_ = 0, width_ = 0, class_count_ = 0, shorter_side_ = 0;
    double load_ms_ = 0;
};

}  // namespace edgekd
