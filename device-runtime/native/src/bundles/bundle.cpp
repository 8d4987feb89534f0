#include "bundle.h"

#include "../crypto/sha256.h"
#include "../faults/fault.h"
#include "../files/durable_files.h"

#include <algorithm>
#include <cstring>
#include <zlib.h>

namespace edgekd {
namespace {

constexpr size_t kChunk = 1 << 16;

Fault not_as_laid(const std::string& what) {
    return Fault(what +
                 " is not as a bundle has it, so the archive was changed or packed by another program; take it from "
                 "its source again.");
}

Fault not_as_named(const std::string& path, const std::string& file) {
    return Fault(path + ": the contents of " + file +
                 " are not those that its manifest names by SHA-256; the bundle was damaged or changed, so fetch or "
                 "pack it again.");
}

// Digest and checksum of a part of a file.
std::pair<std::string, uint32_t> sums_of(const FileReader& file, uint64_t position, uint64_t size) {
    Sha256 sha;
    uLong crc = crc32(0, nullptr, 0);
    std::vector<uint8_t> chunk(kChunk);
    while (size > 0) {
        const size_t count = static_cast<size_t>(std::min<uint64_t>(size, kChunk));
        file.read(position, chunk.data(), count);
        sha.add({chunk.data(), count});
        crc = crc32(crc, chunk.data(), static_cast<uInt>(count));
        position += count;
        size -= count;
    }
    return {hexadecimal(sha.finish()), static_cast<uint32_t>(crc)};
}

}  // namespace

Bundle Bundle::open(const std::string& path) {
    Bundle bundle(path);
    if (is_folder(path)) bundle.open_folder();
    else bundle.open_archive();
    return bundle;
}

std::vector<uint8_t> Bundle::read(const std::string& file) const {
    const BundleFile* named = manifest_.file(file);
    if (named == nullptr) throw Fault(path_ + ": it holds no " + file + ".");
    const size_t size = static_cast<size_t>(named->size);
    const auto bytes = archive_
                           ? archive_->read(contents_at_[static_cast<size_t>(named - manifest_.files.data())], size)
                           : read_file(path_ + "/" + file, size, /*follow_links=*/false);
    if (bytes.size() != size || hexadecimal(sha256(bytes)) != named->sha256) throw not_as_named(path_, file);
    return bytes;
}

void Bundle::read_manifest(std::vector<uint8_t> bytes) {
    manifest_ = Manifest::parse(bytes, path_ + ": " + Manifest::kFileName);
    manifest_bytes_ = std::move(bytes);
    if (manifest_.files.size() + 2 > kMaxEntries)
        throw Fault(path_ + ": " + std::to_string(manifest_.files.size()) + " files are more than a bundle may have.");
    uint64_t total = 0;
    for (const auto& file : manifest_.files) {
        if (file.size > kMaxTotalBytes - total)
            throw Fault(path_ + ": its entries hold more than " + std::to_string(kMaxTotalBytes) + " bytes.");
        total += file.size;
    }
}

void Bundle::open_archive() {
    archive_ = std::make_unique<FileReader>(path_);
    if (archive_->size() > kMaxTotalBytes)
        throw Fault(path_ + ": " + std::to_string(archive_->size()) + " bytes are more than the " +
                    std::to_string(kMaxTotalBytes) + " that a bundle may have.");
    const std::string first = Manifest::kFileName;
    if (archive_->size() < kLocalHeaderLength + first.size())
        throw Fault(path_ + ": it is no bundle: it is too short to hold " + first + ".");
    const auto header = archive_->read(0, kLocalHeaderLength + first.size());
    if (little_u32(header.data()) != 0x04034B50 || little_u16(header.data() + 26) != first.size() ||
        std::memcmp(header.data() + kLocalHeaderLength, first.data(), first.size()) != 0)
        throw Fault(path_ + ": it does not begin with " + first + ", so it is no bundle.");
    const uint64_t size = little_u32(header.data() + 22);
    if (size > Manifest::kMaxBytes)
        throw Fault(path_ + ": " + first + " has " + std::to_string(size) + " bytes, more than the " +
                    std::to_string(Manifest::kMaxBytes) + " allowed.");
    read_manifest(archive_->read(header.size(), static_cast<size_t>(size)));

    std::vector<ZipEntry> entries{entry_at(0, first, size, nullptr)};
    const auto end = [&] { return entries.back().contents_at() + entries.back().size; };
    for (const auto& file : manifest_.files) {
        if (entries.size() > 1 && entries.back().name >= file.path)
            throw Fault(path_ + ": " + file.path +
                        " is not in the order of the names; take the bundle from its source again.");
        entries.push_back(entry_at(end(), file.path, file.size, &file));
        contents_at_.push_back(entries.back().contents_at());
    }
    if (manifest_.is_signed()) {
        const std::string name = Manifest::kSignatureFileName;
        const uint64_t length = little_u32(archive_->read(end(), kLocalHeaderLength).data() + 22);
        if (length > kMaxSignatureBytes)
            throw Fault(path_ + ": " + name + " has " + std::to_string(length) + " bytes, more than the " +
                        std::to_string(kMaxSignatureBytes) + " allowed.");
        entries.push_back(entry_at(end(), name, length, nullptr));
        signature_bytes_ = archive_->read(entries.back().contents_at(), static_cast<size_t>(length));
    }
    require_end(entries, end());
}

ZipEntry Bundle::entry_at(uint64_t position, const std::string& name, uint64_t size, const BundleFile* expected) {
    ZipEntry entry{name, size, 0, position};
    if (archive_->size() < entry.contents_at() || archive_->size() - entry.contents_at() < size)
        throw Fault(path_ + ": it is cut short within " + name + "; take it from its source again.");
    const auto [digest, crc] = sums_of(*archive_, entry.contents_at(), size);
    // Name and size first: where another entry stands here, its contents would differ too, and say less.
    entry.crc = little_u32(archive_->read(position, kLocalHeaderLength).data() + 14);
    require_bytes(position, local_header(entry), "the header of " + name);
    if (expected != nullptr && digest != expected->sha256) throw not_as_named(path_, name);
    if (entry.crc != crc) throw not_as_laid(path_ + ": the header of " + name);
    return entry;
}

void Bundle::require_bytes(uint64_t position, const std::vector<uint8_t>& expected, const std::string& what) const {
    if (archive_->size() - position < expected.size() || archive_->read(position, expected.size()) != expected)
        throw not_as_laid(path_ + ": " + what);
}

void Bundle::require_end(const std::vector<ZipEntry>& entries, uint64_t directory_at) const {
    uint64_t position = directory_at;
    for (const auto& entry : entries) {
        const auto record = directory_record(entry);
        require_bytes(position, record, "the directory's record of " + entry.name);
        position += record.size();
    }
    const auto last = end_of_archive(entries.size(), position - directory_at, directory_at);
    require_bytes(position, last, "the end of the archive");
    position += last.size();
    if (position != archive_->size())
        throw Fault(path_ + ": " + std::to_string(archive_->size() - position) +
                    " bytes follow the end of the archive; take the bundle from its source again.");
}

void Bundle::open_folder() {
    read_manifest(read_file(path_ + "/" + Manifest::kFileName, Manifest::kMaxBytes, /*follow_links=*/false));
    for (const auto& named : manifest_.files) {
        const FileReader file(path_ + "/" + named.path, /*follow_links=*/false);
        if (file.size() != named.size || sums_of(file, 0, named.size).first != named.sha256)
            throw not_as_named(path_, named.path);
    }
    if (manifest_.is_signed())
        signature_bytes_ =
            read_file(path_ + "/" + Manifest::kSignatureFileName, kMaxSignatureBytes, /*follow_links=*/false);
}

}  // namespace edgekd
