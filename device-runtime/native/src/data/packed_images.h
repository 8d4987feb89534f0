// A part of a data set in one file, as EdgeKd.Data packs it: a header of 128 bytes, the pixels of all images, labels
// and names.
#pragma once

#include "../files/file_reader.h"

#include <memory>
#include <string>
#include <vector>

namespace edgekd {

class PackedImages {
public:
    // Opens a labelled or unlabelled part and checks all of it against its SHA-256.
    static PackedImages open(const std::string& path);

    int32_t count() const { return count_; }
    int32_t height() const { return height_; }
    int32_t width() const { return width_; }
    bool is_labelled() const { return labelled_; }
    const std::vector<std::string>& class_names() const { return class_names_; }
    const std::vector<int32_t>& labels() const { return labels_; }

    // The digest of the body as it stands in the header, in lower-case hexadecimal digits.
    const std::string& sha256() const { return sha256_; }

    // The RGB bytes of an image, H×W×3.
    std::vector<uint8_t> pixels(int32_t index) const;

private:
    void read_header(const std::vector<uint8_t>& header);
    void require_digest(const std::vector<uint8_t>& header);
    void read_metadata();
    size_t image_length() const { return static_cast<size_t>(height_) * static_cast<size_t>(width_) * 3; }

    std::unique_ptr<FileReader> file_;
    int32_t count_ = 0, height_ = 0, width_ = 0, classes_ = 0;
    int64_t metadata_length_ = 0;
    bool labelled_ = true;
    std::vector<std::string> class_names_;
    std::vector<int32_t> labels_;
    std::string sha256_;
};

}  // namespace edgekd
