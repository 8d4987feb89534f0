#include "packed_images.h"

#include "../crypto/sha256.h"
#include "../faults/fault.h"

#include <algorithm>
#include <cstring>

namespace edgekd {
namespace {

constexpr size_t kHeaderLength = 128, kBodyDigestAt = 40, kHeaderDigestAt = 72;
constexpr int32_t kMaxSide = 16384;

int32_t i32(const uint8_t* p) { return static_cast<int32_t>(little_u32(p)); }

}  // namespace

PackedImages PackedImages::open(const std::string& path) {
    PackedImages images;
    images.file_ = std::make_unique<FileReader>(path);
    try {
        if (images.file_->size() < kHeaderLength) throw Fault("it is no packed image file");
        const auto header = images.file_->read(0, kHeaderLength);
        images.read_header(header);
        images.require_digest(header);
        images.read_metadata();
    } catch (const Fault& fault) {
        throw Fault(path + ": " + fault.what() + "; prepare the data again.");
    }
    return images;
}

std::vector<uint8_t> PackedImages::pixels(int32_t index) const {
    if (index < 0 || index >= count_)
        throw Fault(file_->path() + ": there are " + std::to_string(count_) + " images, and number " +
                    std::to_string(index) + " was asked for.");
    return file_->read(kHeaderLength + static_cast<uint64_t>(index) * image_length(), image_length());
}

void PackedImages::read_header(const std::vector<uint8_t>& header) {
    const uint8_t* p = header.data();
    if (std::memcmp(p, "EKDIMG\r\n", 8) != 0) throw Fault("it is no packed image file");
    if (i32(p + 8) != 1)
        throw Fault("it has format version " + std::to_string(i32(p + 8)) + ", and this program reads 1");
    const Digest digest = edgekd::sha256({p, kHeaderDigestAt});
    const bool is_zero =
        std::all_of(header.begin() + kHeaderDigestAt + 32, header.end(), [](uint8_t b) { return b == 0; });
    if (std::memcmp(digest.data(), p + kHeaderDigestAt, digest.size()) != 0 || !is_zero)
        throw Fault("its header is damaged");
    count_ = i32(p + 12);
    height_ = i32(p + 16);
    width_ = i32(p + 20);
    classes_ = i32(p + 24);
    const int32_t kind = i32(p + 28);
    if (kind != 0 && kind != 1) throw Fault("its header names a kind of part that is not known");
    labelled_ = kind == 0;
    metadata_length_ = static_cast<int64_t>(little_u64(p + 32));
    // Bounds that keep every product below within 64 bits.
    const bool fits = count_ > 0 && height_ > 0 && height_ <= kMaxSide && width_ > 0 && width_ <= kMaxSide &&
                      classes_ > 0 && metadata_length_ > 0 && metadata_length_ <= INT32_MAX / 2 &&
                      metadata_length_ >= 4ll * count_ + 4ll * classes_ + 4ll * count_;
    if (!fits) throw Fault("the sizes in its header do not fit each other");
    const uint64_t length =
        kHeaderLength + static_cast<uint64_t>(count_) * image_length() + static_cast<uint64_t>(metadata_length_);
    if (file_->size() != length)
        throw Fault("it has " + std::to_string(file_->size()) + " bytes, and its header says " +
                    std::to_string(length));
}

void PackedImages::require_digest(const std::vector<uint8_t>& header) {
    Sha256 body;
    std::vector<uint8_t> chunk(1 << 20);
    for (uint64_t at = kHeaderLength; at < file_->size();) {
        const size_t count = static_cast<size_t>(std::min<uint64_t>(chunk.size(), file_->size() - at));
        file_->read(at, chunk.data(), count);
        body.add({chunk.data(), count});
        at += count;
    }
    const Digest digest = body.finish();
    if (std::memcmp(digest.data(), header.data() + kBodyDigestAt, digest.size()) != 0)
        throw Fault("it is damaged: its SHA-256 is not the one in its header");
    sha256_ = hexadecimal(digest);
}

void PackedImages::read_metadata() {
    const auto bytes =
        file_->read(file_->size() - static_cast<uint64_t>(metadata_length_), static_cast<size_t>(metadata_length_));
    for (int32_t i = 0; i < count_; i++) {
        const int32_t label = i32(bytes.data() + 4 * static_cast<size_t>(i));
        if (labelled_ ? label < 0 || label >= classes_ : label != -1)
            throw Fault("image " + std::to_string(i) + " has label " + std::to_string(label) +
                        (labelled_ ? ", and there are " + std::to_string(classes_) + " classes"
                                   : ", and the part is unlabelled"));
        labels_.push_back(label);
    }
    size_t at = 4 * static_cast<size_t>(count_);
    const auto next_text = [&] {
        if (bytes.size() - at < 4) throw Fault("a name is cut short");
        const int32_t length = i32(bytes.data() + at);
        if (length < 0 || static_cast<size_t>(length) > bytes.size() - at - 4) throw Fault("a name is cut short");
        at += 4 + static_cast<size_t>(length);
        return ByteView(bytes.data() + at - static_cast<size_t>(length), static_cast<size_t>(length));
    };
    for (int32_t k = 0; k < classes_; k++) class_names_.push_back(next_text().text());
    for (int32_t i = 0; i < count_; i++) next_text();
    if (at != bytes.size()) throw Fault("there are bytes after the last name");
}

}  // namespace edgekd
