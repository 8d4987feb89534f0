// What a classifier has to look like, read from an opened session.
#include "../faults/fault.h"
#include "classifier.h"

#include <algorithm>

namespace edgekd {
namespace {

constexpr int64_t kMaxSide = 1 << 14, kMaxClasses = 1 << 20;

std::string text_of(const std::vector<int64_t>& shape) {
    std::string text = "[";
    for (const int64_t d : shape) text += (text.size() > 1 ? ", " : "") + (d < 0 ? "?" : std::to_string(d));
    return text + "]";
}

}  // namespace

std::pair<std::string, std::vector<int64_t>> Classifier::tensor_of(bool is_input, size_t expected_rank,
                                                                   ONNXTensorElementDataType& type) const {
    const auto& api = library_->api();
    const char* kind = is_input ? "input" : "output";
    size_t count = 0;
    library_->check(is_input ? api.SessionGetInputCount(session_, &count) : api.SessionGetOutputCount(session_, &count),
                    name_);
    if (count != 1)
        throw Fault(name_ + ": it has " + std::to_string(count) + " " + kind + "s; an image classifier has one.");
    OrtAllocator* allocator = nullptr;
    library_->check(api.GetAllocatorWithDefaultOptions(&allocator), name_);
    char* text = nullptr;
    library_->check(is_input ? api.SessionGetInputName(session_, 0, allocator, &text)
                             : api.SessionGetOutputName(session_, 0, allocator, &text),
                    name_);
    std::string tensor_name = text;
    library_->check(api.AllocatorFree(allocator, text), name_);

    OrtTypeInfo* info = nullptr;
    library_->check(
        is_input ? api.SessionGetInputTypeInfo(session_, 0, &info) : api.SessionGetOutputTypeInfo(session_, 0, &info),
        name_);
    const std::unique_ptr<OrtTypeInfo, void (*)(OrtTypeInfo*)> owner(info, api.ReleaseTypeInfo);
    const OrtTensorTypeAndShapeInfo* shape_info = nullptr;
    library_->check(api.CastTypeInfoToTensorInfo(info, &shape_info), name_);
    size_t rank = 0;
    if (shape_info != nullptr) library_->check(api.GetDimensionsCount(shape_info, &rank), name_);
    if (rank != expected_rank)
        throw Fault(name_ + ": its " + kind + " '" + tensor_name + "' has " + std::to_string(rank) +
                    " axes instead of " + std::to_string(expected_rank) + ".");
    std::vector<int64_t> shape(rank);
    library_->check(api.GetTensorElementType(shape_info, &type), name_);
    library_->check(api.GetDimensions(shape_info, shape.data(), rank), name_);
    return {tensor_name, shape};
}

void Classifier::read_shapes() {
    ONNXTensorElementDataType input_type{}, output_type{};
    auto [input_name, input] = tensor_of(true, 4, input_type);
    auto [output_name, output] = tensor_of(false, 2, output_type);
    takes_pixels_ = input_type == ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 && input[1] < 0 && input[2] < 0 && input[3] == 3;
    const bool is_square = input_type == ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT && input[1] == 3 && input[2] > 0 &&
                           input[2] <= kMaxSide && input[3] > 0 && input[3] <= kMaxSide;
    if (!takes_pixels_ && !is_square)
        throw Fault(name_ + ": its input '" + input_name + "' is " + text_of(input) +
                    "; a float32 N×3×H×W with fixed H and W is needed, or a uint8 N×H×W×3 with free H and W.");
    if (output_type != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT || output[1] < 1 || output[1] > kMaxClasses)
        throw Fault(name_ + ": its output '" + output_name + "' is " + text_of(output) +
                    "; float32 N×K logits with a fixed K are needed.");
    if (input[0] > 1)
        throw Fault(name_ + ": it takes " + std::to_string(input[0]) +
                    " images at a time; export it with a free batch size or with 1.");
    input_name_ = input_name;
    output_name_ = output_name;
    class_count_ = static_cast<int32_t>(output[1]);

    const auto& api = library_->api();
    OrtModelMetadata* entries = nullptr;
    library_->check(api.SessionGetModelMetadata(session_, &entries), name_);
    const std::unique_ptr<OrtModelMetadata, void (*)(OrtModelMetadata*)> owner(entries, api.ReleaseModelMetadata);
    OrtAllocator* allocator = nullptr;
    library_->check(api.GetAllocatorWithDefaultOptions(&allocator), name_);
    metadata_ = ModelMetadata::read(
        [&](const char* key) -> std::optional<std::string> {
            char* value = nullptr;
            library_->check(api.ModelMetadataLookupCustomMetadataMap(entries, allocator, key, &value), name_);
            if (value == nullptr) return std::nullopt;
            std::string text = value;
            library_->check(api.AllocatorFree(allocator, value), name_);
            return text;
        },
        name_);
    if (takes_pixels_ && !metadata_.crop)
        throw Fault(name_ +
                    ": it takes pixels of any size, and its metadata does not name what it cuts out of them; export it "
                    "with EdgeKd.");
    height_ = takes_pixels_ ? metadata_.crop->first : static_cast<int32_t>(input[2]);
    width_ = takes_pixels_ ? metadata_.crop->second : static_cast<int32_t>(input[3]);
    shorter_side_ = metadata_.shorter_side.value_or(std::max(height_, width_));
    if (shorter_side_ < std::max(height_, width_))
        throw Fault(name_ + ": the metadata entry 'edgekd.resize_shorter_side' is " + std::to_string(shorter_side_) +
                    ", less than the input; export it again.");
    if (!metadata_.labels.empty() && metadata_.labels.size() != static_cast<size_t>(class_count_))
        throw Fault(name_ + ": the metadata names " + std::to_string(metadata_.labels.size()) +
                    " labels and the model has " + std::to_string(class_count_) + " classes; export it again.");
}

}  // namespace edgekd
