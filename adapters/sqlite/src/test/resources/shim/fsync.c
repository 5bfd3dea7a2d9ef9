/* Makes one fsync or fdatasync fail as a dying disk does: the FSYNC_FAILS-th of files of ours. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_int calls;

static int fails(int fd) {
  char link[64], path[4096];
  const char *nth = getenv("FSYNC_FAILS");
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (nth == NULL || length < 0) return 0;
  path[length] = 0;
  if (strstr(path, "fermata.db") == NULL) return 0;
  return atomic_fetch_add(&calls, 1) + 1 == atoi(nth);
}

int fsync(int fd) {
  static int (*real)(int);
  if (real == NULL) real = dlsym(RTLD_NEXT, "fsync");
  if (fails(fd)) { errno = EIO; return -1; }
  return real(fd);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (real == NULL) real = dlsym(RTLD_NEXT, "fdatasync");
  if (fails(fd)) { errno = EIO; return -1; }
  return real(fd);
}
