/* Kills a program at the n-th of its changes of the file system, as a power cut would: for LD_PRELOAD, in tests.
 * EDGEKD_KILL_AT names n, from 1; a write is cut in half first. EDGEKD_KILL_COUNT names a file that gets the number of
 * changes when the program ends by itself. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static long changes;

static int is_due(void) {
    const char *at = getenv("EDGEKD_KILL_AT");
    return ++changes == (at == NULL ? 0 : atol(at));
}

static void die_if_due(void) {
    if (is_due()) kill(getpid(), SIGKILL);
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int descriptor, const void *bytes, size_t count) {
    REAL(write);
    if (descriptor > 2 && is_due()) {
        real(descriptor, bytes, count / 2);
        kill(getpid(), SIGKILL);
    }
    return real(descriptor, bytes, count);
}

int fsync(int descriptor) {
    REAL(fsync);
    die_if_due();
    return real(descriptor);
}

int rename(const char *from, const char *to) {
    REAL(rename);
    die_if_due();
    return real(from, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags) {
    REAL(renameat2);
    die_if_due();
    return real(from_folder, from, to_folder, to, flags);
}

int symlink(const char *target, const char *link) {
    REAL(symlink);
    die_if_due();
    return real(target, link);
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    die_if_due();
    return real(path, mode);
}

int unlink(const char *path) {
    REAL(unlink);
    die_if_due();
    return real(path);
}

int remove(const char *path) {
    REAL(remove);
    die_if_due();
    return real(path);
}

__attribute__((destructor)) static void tell(void) {
    const char *path = getenv("EDGEKD_KILL_COUNT");
    FILE *file = path == NULL ? NULL : fopen(path, "w");
    if (file == NULL) return;
    fprintf(file, "%ld\n", changes);
    fclose(file);
}
