/* Records, in order, what a process does to the files below SHIM_ROOT, and kills it at a point.
 *
 * SHIM_ROOT   only files below this folder concern us
 * SHIM_TRACE  where the record goes; see Trace.java for its form
 * SHIM_KILL   the number of the write, sync, truncate or unlink of a database file before which the process is
 *             killed, from 1
 * SHIM_TORN   how many thousandths of that write are still written; 0 for none
 *
 * Files called "marks" are recorded but do not count as points: they say what the process did to the world outside.
 * The shared memory of SQLite (-shm), the lock file and the reserve are no part of what a crash leaves.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE, SYNC, UNLINK, MKDIR };

static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static long points;

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value == NULL ? "" : value;
}

/* The path below the root, or NULL if the file does not concern us. */
static const char *ours(const char *path) {
  const char *root = setting("SHIM_ROOT");
  size_t length = strlen(root);
  if (length == 0 || strncmp(path, root, length) != 0 || path[length] != '/') return NULL;
  return path + length + 1;
}

static const char *last(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? path : slash + 1;
}

static int is_mark(const char *path) { return strcmp(last(path), "marks") == 0; }

/* fermata.db, credentials.db, and their -wal and -journal. */
static int is_database(const char *path) {
  const char *suffix = strstr(last(path), ".db");
  return suffix != NULL && strcmp(suffix, ".db-shm") != 0;
}

static const char *path_of(int fd, char *buffer, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = syscall(SYS_readlink, link, buffer, size - 1);
  if (length < 0) return NULL;
  buffer[length] = 0;
  return ours(buffer);
}

static void put(int fd, const void *bytes, size_t size) {
  const char *from = bytes;
  while (size > 0) {
    ssize_t written = syscall(SYS_write, fd, from, size);
    if (written <= 0) abort();
    from += written;
    size -= written;
  }
}

static void record(uint32_t act, const char *path, uint64_t offset, const void *bytes, uint64_t size) {
  static int trace = -1;
  struct { uint32_t act, path; uint64_t offset, size; } head = {act, strlen(path), offset, size};
  if (trace < 0) trace = syscall(SYS_openat, AT_FDCWD, setting("SHIM_TRACE"), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  if (trace < 0) return;
  put(trace, &head, sizeof head);
  put(trace, path, head.path);
  if (bytes != NULL) put(trace, bytes, size);
}

static int is_the_end(const char *path) {
  return is_database(path) && ++points == atol(setting("SHIM_KILL"));
}

static void end(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static ssize_t put_at(int fd, const void *bytes, size_t size, off_t offset) {
  return offset < 0 ? syscall(SYS_write, fd, bytes, size) : syscall(SYS_pwrite64, fd, bytes, size, offset);
}

/* An offset below 0 is where the file stands. */
static ssize_t traced_write(int fd, const void *bytes, size_t size, off_t offset) {
  char buffer[4096];
  const char *path = path_of(fd, buffer, sizeof buffer);
  if (path == NULL || (!is_database(path) && !is_mark(path))) return put_at(fd, bytes, size, offset);
  pthread_mutex_lock(&order);
  int ends = is_the_end(path);
  size_t length = ends ? size * atol(setting("SHIM_TORN")) / 1000 : size;
  off_t at = offset < 0 ? lseek(fd, 0, is_mark(path) ? SEEK_END : SEEK_CUR) : offset;
  ssize_t written = length == 0 ? 0 : put_at(fd, bytes, length, offset);
  if (written > 0) record(WRITE, path, at, bytes, written);
  if (ends) end();
  pthread_mutex_unlock(&order);
  return written;
}

ssize_t write(int fd, const void *bytes, size_t size) { return traced_write(fd, bytes, size, -1); }
ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t offset) { return traced_write(fd, bytes, size, offset); }
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) { return traced_write(fd, bytes, size, offset); }

int ftruncate64(int fd, off_t size) {
  char buffer[4096];
  const char *path = path_of(fd, buffer, sizeof buffer);
  if (path == NULL || !is_database(path)) return syscall(SYS_ftruncate, fd, size);
  pthread_mutex_lock(&order);
  if (is_the_end(path)) end();
  int result = syscall(SYS_ftruncate, fd, size);
  if (result == 0) record(TRUNCATE, path, size, NULL, 0);
  pthread_mutex_unlock(&order);
  return result;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

/* A synced folder is recorded too: it makes the names in it durable. */
static int traced_sync(int fd, long call) {
  char buffer[4096];
  struct stat status;
  const char *path = path_of(fd, buffer, sizeof buffer);
  int folder = path != NULL && fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
  if (path == NULL || (!folder && !is_database(path))) return syscall(call, fd);
  pthread_mutex_lock(&order);
  if (!folder && is_the_end(path)) end();
  int result = syscall(call, fd);
  if (result == 0) record(SYNC, path, 0, NULL, 0);
  pthread_mutex_unlock(&order);
  return result;
}
int fsync(int fd) { return traced_sync(fd, SYS_fsync); }
int fdatasync(int fd) { return traced_sync(fd, SYS_fdatasync); }

int unlink(const char *name) {
  const char *path = ours(name);
  if (path == NULL || !is_database(path)) return syscall(SYS_unlink, name);
  pthread_mutex_lock(&order);
  if (is_the_end(path)) end();
  int result = syscall(SYS_unlink, name);
  if (result == 0) record(UNLINK, path, 0, NULL, 0);
  pthread_mutex_unlock(&order);
  return result;
}

int mkdir(const char *name, mode_t mode) {
  const char *path = ours(name);
  if (path == NULL) return syscall(SYS_mkdir, name, mode);
  pthread_mutex_lock(&order);
  int result = syscall(SYS_mkdir, name, mode);
  if (result == 0) record(MKDIR, path, 0, NULL, 0);
  pthread_mutex_unlock(&order);
  return result;
}
