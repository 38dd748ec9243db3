/* Makes fsync or write fail for the file of a database, as a broken or full disk does.
   FAULT names a file with the operation and the number of the error, for example "fsync 5"; without it, nothing fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fault_of(const char *operation, int fd) {
    const char *name = getenv("FAULT");
    char text[32] = "", link[64], path[4096], wanted[16];
    int number = 0, file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return 0;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    if (length <= 0 || sscanf(text, "%15s %d", wanted, &number) != 2 || strcmp(wanted, operation)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, "content.fs") && !strstr(path, ".lock") ? number : 0;
}

int fsync(int fd) {
    int number = fault_of("fsync", fd);
    if (number) { errno = number; return -1; }
    return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
}

ssize_t write(int fd, const void *data, size_t size) {
    int number = fault_of("write", fd);
    if (number) { errno = number; return -1; }
    return ((ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write"))(fd, data, size);
}
