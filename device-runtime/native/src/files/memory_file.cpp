#include "memory_file.h"

#include "../faults/fault.h"

#include <cerrno>
#include <sys/mman.h>
#include <unistd.h>

namespace edgekd {

MemoryFile::MemoryFile(ByteView contents) : descriptor_(memfd_create("edgekd", MFD_CLOEXEC)) {
    if (descriptor_ < 0) throw system_fault("memory", "no file can be made in it", errno);
    path_ = "/proc/self/fd/" + std::to_string(descriptor_);
    for (size_t done = 0; done < contents.size;) {
        const ssize_t wrote = write(descriptor_, contents.data + done, contents.size - done);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) {
            const int error = errno;
            close(descriptor_);
            throw system_fault("memory", "a file in it cannot be written", error);
        }
        done += static_cast<size_t>(wrote);
    }
}

MemoryFile::~MemoryFile() { close(descriptor_); }

}  // namespace edgekd
