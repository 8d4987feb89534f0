// An open file that is read at positions.
#pragma once

#include "byte_view.h"

#include <string>
#include <vector>

namespace edgekd {

class FileReader {
public:
    // Opens a regular file; `follow_links` false refuses a symbolic link as the last part of the path.
    explicit FileReader(const std::string& path, bool follow_links = true);
    ~FileReader();
    FileReader(const FileReader&) = delete;
    FileReader& operator=(const FileReader&) = delete;

    const std::string& path() const { return path_; }
    uint64_t size() const { return size_; }

    // Reads exactly `count` bytes; an error where the file ends before.
    void read(uint64_t position, uint8_t* destination, size_t count) const;
    std::vector<uint8_t> read(uint64_t position, size_t count) const;

private:
    std::string path_;
    int descriptor_;
    uint64_t size_;
};

// A whole file of at most `most` bytes.
std::vector<uint8_t> read_file(const std::string& path, uint64_t most, bool follow_links = true);

}  // namespace edgekd
