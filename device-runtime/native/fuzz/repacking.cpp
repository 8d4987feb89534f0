#include "repacking.h"

#include "../src/bundles/zip_layout.h"
#include "../src/crypto/sha256.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <zlib.h>

namespace edgekd::fuzz {
namespace {

struct File {
    std::string name;
    std::vector<uint8_t> contents;
};

std::vector<File> files_of(const std::vector<uint8_t>& bundle) {
    std::vector<File> files;
    for (size_t at = 0; at + kLocalHeaderLength < bundle.size() && little_u32(bundle.data() + at) == 0x04034B50;) {
        const size_t size = little_u32(bundle.data() + at + 22), name = little_u16(bundle.data() + at + 26);
        const uint8_t* text = bundle.data() + at + kLocalHeaderLength;
        files.push_back({std::string(text, text + name), std::vector<uint8_t>(text + name, text + name + size)});
        at += kLocalHeaderLength + name + size;
    }
    return files;
}

void append(std::vector<uint8_t>& to, const std::vector<uint8_t>& part) {
    to.insert(to.end(), part.begin(), part.end());
}

std::vector<uint8_t> laid(const std::vector<File>& files) {
    std::vector<uint8_t> bytes, directory;
    for (const auto& file : files) {
        const auto crc = crc32(0, file.contents.data(), static_cast<uInt>(file.contents.size()));
        const ZipEntry entry{file.name, file.contents.size(), static_cast<uint32_t>(crc), bytes.size()};
        append(bytes, local_header(entry));
        append(bytes, file.contents);
        append(directory, directory_record(entry));
    }
    const auto end = end_of_archive(files.size(), directory.size(), bytes.size());
    append(bytes, directory);
    append(bytes, end);
    return bytes;
}

void replace(std::vector<uint8_t>& text, const std::string& from, const std::string& to) {
    std::string s(text.begin(), text.end());
    const size_t at = s.find(from);
    // The manifest is written otherwise than this expects: no mutation would get past its digests.
    if (at == std::string::npos) std::abort();
    s.replace(at, from.size(), to);
    text.assign(s.begin(), s.end());
}

}  // namespace

std::vector<uint8_t> with_mutated_file(const std::vector<uint8_t>& bundle, const std::string& name, Random& random) {
    auto files = files_of(bundle);
    for (auto& file : files) {
        if (file.name != name) continue;
        const std::string digest = hexadecimal(sha256(file.contents));
        const size_t size = file.contents.size();
        file.contents = mutate_text(std::move(file.contents), random);
        // The manifest names the digests of all files but itself and the signature.
        if (name == "bundle.json" || name == "model.sig") break;
        auto& manifest = files[0].contents;
        replace(manifest, "\"sizeBytes\": " + std::to_string(size) + ",\n      \"sha256\": \"" + digest,
                "\"sizeBytes\": " + std::to_string(file.contents.size()) + ",\n      \"sha256\": \"" +
                    hexadecimal(sha256(file.contents)));
    }
    return laid(files);
}

std::vector<uint8_t> with_mutated_data(std::vector<uint8_t> packed, Random& random) {
    constexpr size_t header = 128, body_digest_at = 40, header_digest_at = 72;
    if (random() % 2 == 0) {
        // The numbers of the header.
        std::vector<uint8_t> numbers =
            mutate(std::vector<uint8_t>(packed.begin() + 8, packed.begin() + body_digest_at), random);
        numbers.resize(body_digest_at - 8);
        std::copy(numbers.begin(), numbers.end(), packed.begin() + 8);
    } else {
        // The labels and names behind the pixels, of the same length.
        const size_t length = static_cast<size_t>(little_u64(packed.data() + 32));
        std::vector<uint8_t> metadata =
            mutate(std::vector<uint8_t>(packed.end() - static_cast<std::ptrdiff_t>(length), packed.end()), random);
        metadata.resize(length);
        std::copy(metadata.begin(), metadata.end(), packed.end() - static_cast<std::ptrdiff_t>(length));
    }
    const Digest body = sha256({packed.data() + header, packed.size() - header});
    std::copy(body.begin(), body.end(), packed.begin() + body_digest_at);
    const Digest whole = sha256({packed.data(), header_digest_at});
    std::copy(whole.begin(), whole.end(), packed.begin() + header_digest_at);
    return packed;
}

}  // namespace edgekd::fuzz
