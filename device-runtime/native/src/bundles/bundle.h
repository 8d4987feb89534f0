// A release: a bundle's archive, or the folder that it was unpacked to. Hostile until every file was checked against
// the manifest.
#pragma once

#include "../files/file_reader.h"
#include "manifest.h"
#include "zip_layout.h"

#include <memory>
#include <string>
#include <vector>

namespace edgekd {

class Bundle {
public:
    static constexpr size_t kMaxEntries = 1000;
    static constexpr uint64_t kMaxTotalBytes = 2000000000;
    static constexpr uint64_t kMaxSignatureBytes = 1 << 20;

    // Opens a bundle and checks every file of it: name, kind, size and digest, and of an archive that it holds no byte
    // beside them. What the manifest says is then whole, but may be anyone's: see require_signature.
    static Bundle open(const std::string& path);

    const std::string& path() const { return path_; }
    const Manifest& manifest() const { return manifest_; }
    const std::vector<uint8_t>& manifest_bytes() const { return manifest_bytes_; }
    const std::vector<uint8_t>& signature_bytes() const { return signature_bytes_; }

    // The contents of a file of the manifest; its digest is checked once more, for the archive may have been changed
    // meanwhile.
    std::vector<uint8_t> read(const std::string& file) const;

private:
    explicit Bundle(std::string path) : path_(std::move(path)) {}

    void open_archive();
    void open_folder();
    void read_manifest(std::vector<uint8_t> bytes);
    ZipEntry entry_at(uint64_t position, const std::string& name, uint64_t size, const BundleFile* expected);
    void require_bytes(uint64_t position, const std::vector<uint8_t>& expected, const std::string& what) const;
    void require_end(const std::vector<ZipEntry>& entries, uint64_t directory_at) const;

    std::string path_;
    std::unique_ptr<FileReader> archive_;
    std::vector<uint64_t> contents_at_;
    Manifest manifest_;
    std::vector<uint8_t> manifest_bytes_, signature_bytes_;
};

}  // namespace edgekd
