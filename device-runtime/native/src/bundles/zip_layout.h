// The one layout of a bundle's archive, in which every byte follows from the names and contents of its entries: stored
// entries back to back, sizes and checksums in front of them, the directory, its end; no extra field, no comment, no
// time of day (PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16). EdgeKd.Release writes the same.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace edgekd {

struct ZipEntry {
    std::string name;
    uint64_t size = 0;
    uint32_t crc = 0;
    uint64_t header_at = 0;

    uint64_t contents_at() const;
};

constexpr size_t kLocalHeaderLength = 30;

std::vector<uint8_t> local_header(const ZipEntry& entry);
std::vector<uint8_t> directory_record(const ZipEntry& entry);
std::vector<uint8_t> end_of_archive(size_t entries, uint64_t directory_length, uint64_t directory_at);

}  // namespace edgekd
