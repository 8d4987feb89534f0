// Bytes as a file without a name, for readers that read files; gone with this object.
#pragma once

#include "byte_view.h"

#include <string>

namespace edgekd {

class MemoryFile {
public:
    explicit MemoryFile(ByteView contents);
    ~MemoryFile();
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    // A path by which this process can open it.
    const std::string& path() const { return path_; }

private:
    int descriptor_;
    std::string path_;
};

}  // namespace edgekd
