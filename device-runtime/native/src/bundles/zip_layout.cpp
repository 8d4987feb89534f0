#include "zip_layout.h"

namespace edgekd {
namespace {

constexpr uint16_t kVersionNeeded = 20;                // ZIP 2.0
constexpr uint16_t kMadeBy = 3 << 8 | kVersionNeeded;  // on Unix
constexpr uint16_t kDate = 1 << 5 | 1;                 // 1980-01-01
constexpr uint32_t kRegularFile = 0x81A40000;          // Unix mode 0100644

struct Record {
    std::vector<uint8_t> bytes;

    void u16(uint32_t value) {
        bytes.push_back(static_cast<uint8_t>(value));
        bytes.push_back(static_cast<uint8_t>(value >> 8));
    }
    void u32(uint64_t value) {
        u16(static_cast<uint32_t>(value & 0xFFFF));
        u16(static_cast<uint32_t>(value >> 16 & 0xFFFF));
    }
    void text(const std::string& value) { bytes.insert(bytes.end(), value.begin(), value.end()); }

    // What both headers have: from the version needed to the length of the extra field.
    void common(const ZipEntry& entry) {
        u16(kVersionNeeded);
        u16(0);  // no flags
        u16(0);  // stored
        u16(0);  // midnight
        u16(kDate);
        u32(entry.crc);
        u32(entry.size);
        u32(entry.size);
        u16(static_cast<uint32_t>(entry.name.size()));
        u16(0);  // no extra field
    }
};

}  // namespace

uint64_t ZipEntry::contents_at() const { return header_at + kLocalHeaderLength + name.size(); }

std::vector<uint8_t> local_header(const ZipEntry& entry) {
    Record record;
    record.u32(0x04034B50);
    record.common(entry);
    record.text(entry.name);
    return record.bytes;
}

std::vector<uint8_t> directory_record(const ZipEntry& entry) {
    Record record;
    record.u32(0x02014B50);
    record.u16(kMadeBy);
    record.common(entry);
    record.u16(0);  // no comment
    record.u16(0);  // disk
    record.u16(0);  // internal attributes
    record.u32(kRegularFile);
    record.u32(entry.header_at);
    record.text(entry.name);
    return record.bytes;
}

std::vector<uint8_t> end_of_archive(size_t entries, uint64_t directory_length, uint64_t directory_at) {
    Record record;
    record.u32(0x06054B50);
    record.u16(0);
    record.u16(0);
    record.u16(static_cast<uint32_t>(entries));
    record.u16(static_cast<uint32_t>(entries));
    record.u32(directory_length);
    record.u32(directory_at);
    record.u16(0);  // no comment
    return record.bytes;
}

}  // namespace edgekd
