#include "classifier.h"

#include "../faults/fault.h"
#include "../imaging/image_decoder.h"

#include <algorithm>
#include <chrono>

namespace edgekd {

Classifier::Classifier(std::shared_ptr<RuntimeLibrary> library, ByteView model, const std::string& name,
                       const RunSettings& settings)
    : library_(std::move(library)), name_(name) {
    const auto& api = library_->api();
    OrtSessionOptions* options = library_->session_options(settings);
    const auto start = std::chrono::steady_clock::now();
    OrtStatus* status = api.CreateSessionFromArray(library_->environment(), model.data, model.size, options, &session_);
    load_ms_ = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    api.ReleaseSessionOptions(options);
    library_->check(status, name + ": ONNX Runtime cannot load the model");
    try {
        library_->check(api.CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &memory_), name);
        read_shapes();
    } catch (...) {
        api.ReleaseMemoryInfo(memory_);
        api.ReleaseSession(session_);
        throw;
    }
}

Classifier::~Classifier() {
    library_->api().ReleaseMemoryInfo(memory_);
    library_->api().ReleaseSession(session_);
}

void Classifier::set_normalization(const Normalization& normalization) { metadata_.normalization = normalization; }

ModelInput Classifier::input_of(const Picture& picture) const {
    if (!takes_pixels_) {
        if (height_ != width_)
            throw Fault(name_ + ": its input of " + std::to_string(height_) + "×" + std::to_string(width_) +
                        " is no square, so pictures cannot be brought to size for it.");
        return tie(to_model_input(resize_and_crop(picture, shorter_side_, height_, metadata_.interpolation),
                                  *metadata_.normalization));
    }
    // Unlike our own resizing the model resizes all of a picture before it cuts.
    const int64_t longer = static_cast<int64_t>(std::max(picture.height, picture.width)) * shorter_side_ /
                           std::min(picture.height, picture.width);
    if (longer * shorter_side_ > kMaxPixels)
        throw Fault(name_ + ": a picture of " + std::to_string(picture.width) + "×" + std::to_string(picture.height) +
                    " pixels is too long and thin for the model to resize; cut it.");
    return tie(picture.pixels, picture.height, picture.width);
}

ModelInput Classifier::input_of_prepared(const uint8_t* pixels, int32_t height, int32_t width) const {
    if (takes_pixels_)
        return tie(std::vector<uint8_t>(pixels, pixels + static_cast<size_t>(height) * static_cast<size_t>(width) * 3),
                   height, width);
    return tie(to_model_input(crop_centre(pixels, height, width, height_, width_), *metadata_.normalization));
}

void Classifier::run(const ModelInput& input, float* logits) const {
    const auto& api = library_->api();
    const char* inputs[] = {input_name_.c_str()};
    const char* outputs[] = {output_name_.c_str()};
    const OrtValue* given[] = {input.value_.get()};
    OrtValue* output = tensor(logits, sizeof(float) * static_cast<size_t>(class_count_), {1, class_count_},
                              ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT);
    OrtStatus* status = api.Run(session_, nullptr, inputs, given, 1, outputs, 1, &output);
    api.ReleaseValue(output);
    library_->check(status, name_ + ": ONNX Runtime cannot run the model");
}

std::string Classifier::end_profiling() const {
    const auto& api = library_->api();
    OrtAllocator* allocator = nullptr;
    char* path = nullptr;
    library_->check(api.GetAllocatorWithDefaultOptions(&allocator), name_);
    library_->check(api.SessionEndProfiling(session_, allocator, &path), name_ + ": the profile cannot be written");
    std::string file = path;
    library_->check(api.AllocatorFree(allocator, path), name_);
    return file;
}

ModelInput Classifier::tie(std::vector<float> numbers) const {
    if (!metadata_.normalization) throw Fault(name_ + ": nothing names its normalisation.");
    ModelInput input(library_->api());
    input.numbers_ = std::move(numbers);
    input.value_.reset(tensor(input.numbers_.data(), sizeof(float) * input.numbers_.size(), {1, 3, height_, width_},
                              ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT));
    return input;
}

ModelInput Classifier::tie(std::vector<uint8_t> pixels, int32_t height, int32_t width) const {
    ModelInput input(library_->api());
    input.pixels_ = std::move(pixels);
    input.value_.reset(
        tensor(input.pixels_.data(), input.pixels_.size(), {1, height, width, 3}, ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8));
    return input;
}

OrtValue* Classifier::tensor(void* data, size_t bytes, const std::vector<int64_t>& shape,
                             ONNXTensorElementDataType type) const {
    OrtValue* value = nullptr;
    library_->check(
        library_->api().CreateTensorWithDataAsOrtValue(memory_, data, bytes, shape.data(), shape.size(), type, &value),
        name_);
    return value;
}

}  // namespace edgekd
