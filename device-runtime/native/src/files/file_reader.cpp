#include "file_reader.h"

#include "../faults/fault.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace edgekd {

FileReader::FileReader(const std::string& path, bool follow_links) : path_(path) {
    // Without O_NONBLOCK a named pipe would be waited for.
    descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | (follow_links ? 0 : O_NOFOLLOW));
    if (descriptor_ < 0) throw system_fault(path, "it cannot be opened", errno);
    struct stat status;
    if (fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(descriptor_);
        throw Fault(path + ": it is no regular file.");
    }
    size_ = static_cast<uint64_t>(status.st_size);
}

FileReader::~FileReader() { close(descriptor_); }

void FileReader::read(uint64_t position, uint8_t* destination, size_t count) const {
    while (count > 0) {
        const ssize_t got =
            pread(descriptor_, destination, std::min<size_t>(count, 1 << 30), static_cast<off_t>(position));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw system_fault(path_, "it cannot be read", errno);
        if (got == 0) throw Fault(path_ + ": it is cut short; take it from its source again.");
        destination += got;
        position += static_cast<uint64_t>(got);
        count -= static_cast<size_t>(got);
    }
}

std::vector<uint8_t> FileReader::read(uint64_t position, size_t count) const {
    if (position > size_ || count > size_ - position)
        throw Fault(path_ + ": it is cut short; take it from its source again.");
    std::vector<uint8_t> bytes(count);
    read(position, bytes.data(), count);
    return bytes;
}

std::vector<uint8_t> read_file(const std::string& path, uint64_t most, bool follow_links) {
    const FileReader file(path, follow_links);
    if (file.size() > most)
        throw Fault(path + ": " + std::to_string(file.size()) + " bytes are more than the " + std::to_string(most) +
                    " that such a file may have.");
    return file.read(0, static_cast<size_t>(file.size()));
}

}  // namespace edgekd
