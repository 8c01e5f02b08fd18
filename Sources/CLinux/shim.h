// What Swift's Glibc module leaves out, most of it because the C library declares it under _GNU_SOURCE only.
#include <features.h>
#include <linux/stat.h>
#include <sys/eventfd.h>
#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline int linux_statx(int folder, const char *path, int flags, unsigned mask, struct statx *status) {
  return (int)syscall(SYS_statx, folder, path, flags, mask, status);
}

static const int LINUX_AT_EMPTY_PATH = 0x1000;
static const int LINUX_SEEK_DATA = 3;
