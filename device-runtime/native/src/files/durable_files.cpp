#include "durable_files.h"

#include "../faults/fault.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

namespace edgekd {
namespace {

void sync_descriptor(int descriptor, const std::string& path) {
    if (fsync(descriptor) != 0) {
        const int error = errno;
        close(descriptor);
        throw system_fault(path, "it cannot be brought to the disk", error);
    }
    if (close(descriptor) != 0) throw system_fault(path, "it cannot be written", errno);
}

void write_to(int descriptor, const std::string& path, ByteView contents) {
    for (size_t done = 0; done < contents.size;) {
        const ssize_t wrote = write(descriptor, contents.data + done, std::min<size_t>(contents.size - done, 1 << 20));
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) {
            const int error = errno;
            close(descriptor);
            throw system_fault(path, "it cannot be written", error);
        }
        done += static_cast<size_t>(wrote);
    }
    sync_descriptor(descriptor, path);
}

std::string temporary_name(const std::string& path) { return path + "." + std::to_string(getpid()) + ".tmp"; }

int remove_one(const char* path, const struct stat*, int, struct FTW*) { return std::remove(path); }

}  // namespace

void write_new_file(const std::string& path, ByteView contents) {
    const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (descriptor < 0) throw system_fault(path, "it cannot be made", errno);
    write_to(descriptor, path, contents);
}

void replace_file(const std::string& path, ByteView contents) {
    const std::string temporary = temporary_name(path);
    const int descriptor = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (descriptor < 0) throw system_fault(temporary, "it cannot be made", errno);
    try {
        write_to(descriptor, temporary, contents);
        rename_durably(temporary, path);
    } catch (...) {
        unlink(temporary.c_str());
        throw;
    }
}

void sync_folder(const std::string& path) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) throw system_fault(path, "the folder cannot be opened", errno);
    sync_descriptor(descriptor, path);
}

void make_folders(const std::string& path) {
    for (size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
        const std::string part = path.substr(0, slash);
        if (mkdir(part.c_str(), 0755) != 0 && errno != EEXIST)
            throw system_fault(part, "the folder cannot be made", errno);
        if (slash == std::string::npos) break;
    }
    if (!is_folder(path)) throw Fault(path + ": it is there and no folder.");
}

void remove_tree(const std::string& path) {
    if (exists(path) && nftw(path.c_str(), remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0)
        throw system_fault(path, "it cannot be removed", errno);
}

void switch_link(const std::string& link, const std::string& target) {
    const std::string temporary = temporary_name(link);
    unlink(temporary.c_str());
    if (symlink(target.c_str(), temporary.c_str()) != 0)
        throw system_fault(temporary, "the link cannot be made", errno);
    rename_durably(temporary, link);
}

void rename_durably(const std::string& from, const std::string& to) {
    if (rename(from.c_str(), to.c_str()) != 0) throw system_fault(to, "it cannot get its name", errno);
    sync_folder(folder_of(to));
}

bool exchange_names(const std::string& a, const std::string& b) {
    if (renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) != 0) {
        // Old kernels and some file systems (NFS, overlays, emulators) know no exchange.
        if (errno == ENOSYS || errno == EINVAL || errno == ENOTSUP) return false;
        throw system_fault(a, "it cannot change places with " + b, errno);
    }
    sync_folder(folder_of(a));
    return true;
}

std::string folder_of(const std::string& path) {
    const size_t slash = path.find_last_of('/');
    return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

std::string link_target(const std::string& link) {
    char target[4096];
    const ssize_t length = readlink(link.c_str(), target, sizeof target);
    return length < 0 ? "" : std::string(target, static_cast<size_t>(length));
}

bool exists(const std::string& path) {
    struct stat status;
    return lstat(path.c_str(), &status) == 0;
}

bool is_folder(const std::string& path) {
    struct stat status;
    return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace edgekd
