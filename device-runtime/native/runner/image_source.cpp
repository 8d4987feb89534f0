#include "image_source.h"

#include "../src/faults/fault.h"
#include "../src/files/durable_files.h"

#include <algorithm>
#include <filesystem>

namespace edgekd::runner {
namespace {

constexpr size_t kMaxFiles = 10000000;

bool is_picture(std::string extension) {
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension == ".jpg" || extension == ".jpeg" || extension == ".png";
}

std::vector<std::string> pictures_of(const std::string& path) {
    if (!is_folder(path)) return {path};
    std::vector<std::string> files;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
        if (at->is_regular_file() && is_picture(at->path().extension().string())) files.push_back(at->path().string());
        if (files.size() > kMaxFiles)
            throw Fault(path + ": there are more than " + std::to_string(kMaxFiles) + " pictures.");
    }
    if (error) throw Fault(path + ": the folder cannot be read (" + error.message() + ").");
    if (files.empty()) throw Fault(path + ": there is no JPEG or PNG picture in it.");
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

ImageSource::ImageSource(const Arguments& arguments) {
    if (arguments.has("data") == arguments.has("images"))
        throw Fault("Give --data or --images, one of them.", Outcome::usage);
    if (arguments.has("data")) packed_ = std::make_unique<PackedImages>(PackedImages::open(arguments.text("data")));
    else files_ = pictures_of(arguments.text("images"));
    const int all = packed_ ? packed_->count() : static_cast<int>(files_.size());
    count_ = static_cast<int>(std::min<long long>(all, arguments.integer("limit", all, 1, INT32_MAX)));
}

int ImageSource::label(int index) const { return packed_ ? packed_->labels()[static_cast<size_t>(index)] : -1; }

std::string ImageSource::name(int index) const {
    return packed_ ? "image " + std::to_string(index) : files_[static_cast<size_t>(index)];
}

PreparedInput ImageSource::prepare(const OpenedModel& model, int index) const {
    return packed_ ? model.from_prepared(packed_->pixels(index), packed_->height(), packed_->width())
                   : model.from_file(files_[static_cast<size_t>(index)]);
}

void ImageSource::require_fit(const OpenedModel& model) const {
    if (!packed_) return;
    const auto& names = packed_->class_names();
    if (names.size() != model.classes())
        throw Fault("The model has " + std::to_string(model.classes()) + " classes and the data has " +
                    std::to_string(names.size()) + "; measure it on the data it was made for.");
    for (size_t k = 0; k < names.size() && model.has_labels(); k++) {
        const std::string label = model.label(static_cast<int>(k));
        if (label != names[k])
            throw Fault("Class " + std::to_string(k) + " is '" + label + "' in the model and '" + names[k] +
                        "' in the data; the classes must be the same in the same order.");
    }
}

std::vector<Option> image_options() {
    return {
        {"data", "FILE", "a packed data file of EdgeKd"},
        {"images", "PATH", "a picture, or a folder of JPEG and PNG pictures, instead of --data"},
        {"limit", "N", "only the first N images"},
    };
}

}  // namespace edgekd::runner
