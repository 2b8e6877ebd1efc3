/* A shim between a server and its disk, loaded with LD_PRELOAD. kill -9 keeps the page cache and so cannot show a missing fsync:
 * this keeps, beside each file below SHIM_DATA, a journal of all that was written since the file's last sync, with what stood
 * there before. After a kill the verifier takes those writes back, all of them or some, torn at sectors: the state a power cut
 * could have left.
 *
 * The same shim fails or kills at the n-th operation, slows down syncs, and moves the wall clock. One shared page (SHIM_CONTROL,
 * see powercut.py) holds the orders and the counts, so that the verifier gives orders while the server runs. Time passes when the
 * wall clock and the time since the machine's start are moved together; the machine starts anew when that begins again and the
 * boot id is another.
 *
 * SHIM_DATA     absolute path of the data folder; files that end in -shm are left alone: they are memory, gone after a power cut
 * SHIM_JOURNAL  folder of the journals; without it no journal is kept
 * SHIM_CONTROL  file of the shared page
 * SHIM_BOOT_ID  file that is read in the place of the kernel's boot id
 *
 * Creating, removing and renaming are taken to be durable at once. What the model cannot see (a shared writable mapping of a data
 * file, writev, fallocate) is counted as `unseen`, and a drill that meets it is inconclusive.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { kFilesMax = 64, kFdsMax = 65536 };
enum { kFailNone = 0, kFailIo = 1, kFailNoSpace = 2, kKillBefore = 3, kKillHalf = 4, kKillAfter = 5 };
enum { kOpWrite = 1, kOpTruncate = 2, kOpSync = 3, kOpName = 4 };

/* The layout is mirrored in powercut.py. */
struct control {
  int64_t points;     /* operations met so far */
  int64_t strike_at;  /* the operation to strike, counted as `points` is; 0: none */
  int64_t strike_how; /* one of the kinds above; without space, all writes from there on fail */
  int64_t struck_ns;  /* when it was struck, monotonic */
  int64_t struck_op;  /* what it was: kOp… */
  int64_t sync_delay_us;
  int64_t clock_offset_us;
  int64_t boot_offset_us; /* of the time since the machine's start */
  int64_t writes, bytes, syncs, unseen;
};

/* One record of a journal: the header, the old bytes, the new bytes. For a truncation `new_length` is the new size. */
struct record {
  int64_t op, offset, old_size, old_length, new_length;
};

struct file {
  char name[NAME_MAX + 1];
  int journal;
  pthread_mutex_t lock;
};

static struct control idle_control, *control = &idle_control;
static struct file files[kFilesMax];
static int files_count;
static short file_of[kFdsMax]; /* index + 1 */
static char data[PATH_MAX], journal_folder[PATH_MAX];
static size_t data_length;
static pthread_mutex_t names_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int (*real_open)(const char*, int, ...);
static int (*real_openat)(int, const char*, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void*, size_t);
static ssize_t (*real_pwrite)(int, const void*, size_t, off_t);
static ssize_t (*real_writev)(int, const struct iovec*, int);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_rename)(const char*, const char*);
static int (*real_unlink)(const char*);
static void* (*real_mmap)(void*, size_t, int, int, int, off_t);
static int (*real_fallocate)(int, off_t, off_t);
static int (*real_clock_gettime)(clockid_t, struct timespec*);
static FILE* (*real_fopen)(const char*, const char*);

static void begin(void) {
  *(void**)&real_open = dlsym(RTLD_NEXT, "open64");
  *(void**)&real_openat = dlsym(RTLD_NEXT, "openat64");
  *(void**)&real_close = dlsym(RTLD_NEXT, "close");
  *(void**)&real_write = dlsym(RTLD_NEXT, "write");
  *(void**)&real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  *(void**)&real_writev = dlsym(RTLD_NEXT, "writev");
  *(void**)&real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  *(void**)&real_fsync = dlsym(RTLD_NEXT, "fsync");
  *(void**)&real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  *(void**)&real_rename = dlsym(RTLD_NEXT, "rename");
  *(void**)&real_unlink = dlsym(RTLD_NEXT, "unlink");
  *(void**)&real_mmap = dlsym(RTLD_NEXT, "mmap64");
  *(void**)&real_fallocate = dlsym(RTLD_NEXT, "posix_fallocate64");
  *(void**)&real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  *(void**)&real_fopen = dlsym(RTLD_NEXT, "fopen64");
  const char* folder = getenv("SHIM_DATA");
  if (folder) data_length = (size_t)snprintf(data, sizeof data, "%s/", folder);
  const char* journals = getenv("SHIM_JOURNAL");
  if (journals) snprintf(journal_folder, sizeof journal_folder, "%s", journals);
  const char* page = getenv("SHIM_CONTROL");
  const int shared = page ? real_open(page, O_RDWR | O_CLOEXEC) : -1;
  if (shared >= 0) {
    void* mapped = real_mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
    if (mapped != MAP_FAILED) control = mapped;
    real_close(shared);
  }
}

static void ready(void) { pthread_once(&once, begin); }
__attribute__((constructor)) static void loaded(void) { ready(); }

static int is_data(const char* path) {
  if (!data_length || !path || strncmp(path, data, data_length) != 0) return 0;
  const size_t length = strlen(path);
  return !(length > 4 && strcmp(path + length - 4, "-shm") == 0);
}

static void journal_path(char* out, const char* name) {
  snprintf(out, PATH_MAX, "%.*s/%s.undo", PATH_MAX - 300, journal_folder, name);
}

/* The record of a file by its name, made when it is new. */
static struct file* file_by_path(const char* path) {
  const char* name = path + data_length;
  struct file* found = NULL;
  pthread_mutex_lock(&names_lock);
  for (int at = 0; at < files_count && !found; ++at)
    if (strcmp(files[at].name, name) == 0) found = &files[at];
  if (!found && files_count < kFilesMax) {
    found = &files[files_count++];
    snprintf(found->name, sizeof found->name, "%s", name);
    pthread_mutex_init(&found->lock, NULL);
    found->journal = -1;
    if (journal_folder[0]) {
      char undo[PATH_MAX];
      journal_path(undo, name);
      found->journal = real_open(undo, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
  }
  pthread_mutex_unlock(&names_lock);
  return found;
}

static struct file* file_by_fd(int fd) { return fd >= 0 && fd < kFdsMax && file_of[fd] ? &files[file_of[fd] - 1] : NULL; }

static int64_t monotonic_ns(void) {
  struct timespec now;
  real_clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/* Counts an operation; says whether it is to be struck, and how. */
static int strike(int op) {
  const int64_t point = __atomic_add_fetch(&control->points, 1, __ATOMIC_SEQ_CST);
  const int64_t at = __atomic_load_n(&control->strike_at, __ATOMIC_SEQ_CST);
  if (at == 0 || point < at) return kFailNone;
  const int how = (int)control->strike_how;
  if (how == kFailNoSpace ? op != kOpWrite && op != kOpTruncate : point != at) return kFailNone;
  if (!control->struck_ns) {
    control->struck_op = op;
    control->struck_ns = monotonic_ns();
  }
  if (how == kKillBefore) die();
  if (how == kKillHalf && op != kOpWrite) die();
  return how;
}

static int failed(int how) {
  if (how == kFailIo) errno = EIO;
  if (how == kFailNoSpace) errno = ENOSPC;
  return how == kFailIo || how == kFailNoSpace;
}

/* Writes down what an operation is about to change, before it does. The file's lock is held. */
static void note(struct file* file, int fd, struct record record, const void* fresh) {
  if (file->journal < 0) return;
  struct stat now;
  if (fstat(fd, &now) != 0) abort();
  record.old_size = now.st_size;
  const int64_t end = record.op == kOpWrite ? record.offset + record.new_length : now.st_size;
  record.old_length = record.offset < now.st_size ? (end < now.st_size ? end : now.st_size) - record.offset : 0;
  char* old = malloc((size_t)record.old_length + 1);
  /* The file may have been opened for writing only. */
  char self[32];
  snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
  int reader = fd;
  ssize_t got = pread(reader, old, (size_t)record.old_length, record.offset);
  if (got != record.old_length && (reader = real_open(self, O_RDONLY | O_CLOEXEC)) >= 0) {
    got = pread(reader, old, (size_t)record.old_length, record.offset);
    real_close(reader);
  }
  if (got != record.old_length) abort();
  struct iovec parts[3] = {{&record, sizeof record},
                           {old, (size_t)record.old_length},
                           {(void*)(uintptr_t)fresh, record.op == kOpWrite ? (size_t)record.new_length : 0}};
  const ssize_t all = (ssize_t)(parts[0].iov_len + parts[1].iov_len + parts[2].iov_len);
  if (real_writev(file->journal, parts, 3) != all) abort();
  free(old);
}

static void opened(int fd, const char* path) {
  if (fd < 0 || fd >= kFdsMax || !is_data(path)) return;
  struct file* file = file_by_path(path);
  if (file) file_of[fd] = (short)(file - files + 1);
}

/* Emptying a file by opening it is a truncation like any other, so it becomes one. */
static int open_any(int folder, const char* path, int flags, mode_t mode) {
  ready();
  const int ours = is_data(path), emptied = ours && (flags & O_TRUNC) && (flags & O_ACCMODE) != O_RDONLY;
  const int fd = folder == AT_FDCWD ? real_open(path, emptied ? flags & ~O_TRUNC : flags, mode)
                                    : real_openat(folder, path, emptied ? flags & ~O_TRUNC : flags, mode);
  opened(fd, path);
  if (fd >= 0 && emptied && ftruncate(fd, 0) != 0) {
    const int why = errno;
    close(fd);
    errno = why;
    return -1;
  }
  return fd;
}

#define MODE_OF(flags, mode)                              \
  mode_t mode = 0;                                        \
  if ((flags) & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) { \
    va_list rest;                                         \
    va_start(rest, flags);                                \
    mode = (mode_t)va_arg(rest, int);                     \
    va_end(rest);                                         \
  }

int open(const char* path, int flags, ...) { MODE_OF(flags, mode) return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char* path, int flags, ...) { MODE_OF(flags, mode) return open_any(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int folder, const char* path, int flags, ...) { MODE_OF(flags, mode) return open_any(folder, path, flags, mode); }
int openat64(int folder, const char* path, int flags, ...) {
  MODE_OF(flags, mode) return open_any(folder, path, flags | O_LARGEFILE, mode);
}
int __open_2(const char* path, int flags) { return open_any(AT_FDCWD, path, flags, 0); }
int __open64_2(const char* path, int flags) { return open_any(AT_FDCWD, path, flags | O_LARGEFILE, 0); }

int close(int fd) {
  ready();
  if (fd >= 0 && fd < kFdsMax) file_of[fd] = 0;
  return real_close(fd);
}

static ssize_t write_at(struct file* file, int fd, const void* bytes, size_t length, off_t offset, int moves) {
  const int how = strike(kOpWrite);
  if (failed(how)) return -1;
  pthread_mutex_lock(&file->lock);
  if (moves) {
    struct stat now;
    const int appends = fcntl(fd, F_GETFL) & O_APPEND;
    offset = appends && fstat(fd, &now) == 0 ? now.st_size : lseek(fd, 0, SEEK_CUR);
  }
  note(file, fd, (struct record){kOpWrite, offset, 0, 0, (int64_t)length}, bytes);
  const size_t part = how == kKillHalf ? length / 2 : length;
  const ssize_t done = moves ? real_write(fd, bytes, part) : real_pwrite(fd, bytes, part, offset);
  if (how == kKillHalf || how == kKillAfter) die();
  __atomic_add_fetch(&control->writes, 1, __ATOMIC_RELAXED);
  __atomic_add_fetch(&control->bytes, done > 0 ? done : 0, __ATOMIC_RELAXED);
  pthread_mutex_unlock(&file->lock);
  return done;
}

ssize_t write(int fd, const void* bytes, size_t length) {
  ready();
  struct file* file = file_by_fd(fd);
  return file ? write_at(file, fd, bytes, length, 0, 1) : real_write(fd, bytes, length);
}

ssize_t pwrite64(int fd, const void* bytes, size_t length, off_t offset) {
  ready();
  struct file* file = file_by_fd(fd);
  return file ? write_at(file, fd, bytes, length, offset, 0) : real_pwrite(fd, bytes, length, offset);
}
ssize_t pwrite(int fd, const void* bytes, size_t length, off_t offset) { return pwrite64(fd, bytes, length, offset); }

int ftruncate64(int fd, off_t size) {
  ready();
  struct file* file = file_by_fd(fd);
  if (!file) return real_ftruncate(fd, size);
  const int how = strike(kOpTruncate);
  if (failed(how)) return -1;
  pthread_mutex_lock(&file->lock);
  note(file, fd, (struct record){kOpTruncate, size, 0, 0, size}, NULL);
  const int done = real_ftruncate(fd, size);
  if (how == kKillAfter) die();
  pthread_mutex_unlock(&file->lock);
  return done;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int sync_any(int fd, int (*really)(int)) {
  struct file* file = file_by_fd(fd);
  if (!file) return really(fd);
  const int how = strike(kOpSync);
  if (failed(how)) return -1;
  /* Nothing is written to the file meanwhile, so that the journal holds exactly what is not durable. */
  pthread_mutex_lock(&file->lock);
  if (control->sync_delay_us > 0) usleep((useconds_t)control->sync_delay_us);
  const int done = really(fd);
  if (done == 0 && file->journal >= 0 && real_ftruncate(file->journal, 0) != 0) abort();
  if (how == kKillAfter) die();
  __atomic_add_fetch(&control->syncs, 1, __ATOMIC_RELAXED);
  pthread_mutex_unlock(&file->lock);
  return done;
}
int fsync(int fd) {
  ready();
  return sync_any(fd, real_fsync);
}
int fdatasync(int fd) {
  ready();
  return sync_any(fd, real_fdatasync);
}

int rename(const char* from, const char* to) {
  ready();
  if (!is_data(from) || !is_data(to)) return real_rename(from, to);
  const int how = strike(kOpName);
  if (failed(how)) return -1;
  if (journal_folder[0]) {
    char undo_from[PATH_MAX], undo_to[PATH_MAX];
    journal_path(undo_from, from + data_length);
    journal_path(undo_to, to + data_length);
    real_rename(undo_from, undo_to);
  }
  const int done = real_rename(from, to);
  if (how == kKillAfter) die();
  return done;
}

int unlink(const char* path) {
  ready();
  if (!is_data(path)) return real_unlink(path);
  const int how = strike(kOpName);
  if (failed(how)) return -1;
  const int done = real_unlink(path);
  if (done == 0 && journal_folder[0]) {
    struct file* file = file_by_path(path);
    if (file && file->journal >= 0 && real_ftruncate(file->journal, 0) != 0) abort();
  }
  if (how == kKillAfter) die();
  return done;
}

ssize_t writev(int fd, const struct iovec* parts, int count) {
  ready();
  if (file_by_fd(fd)) __atomic_add_fetch(&control->unseen, 1, __ATOMIC_RELAXED);
  return real_writev(fd, parts, count);
}

void* mmap64(void* where, size_t length, int protection, int flags, int fd, off_t offset) {
  ready();
  if (file_by_fd(fd) && (flags & MAP_SHARED) && (protection & PROT_WRITE))
    __atomic_add_fetch(&control->unseen, 1, __ATOMIC_RELAXED);
  return real_mmap(where, length, protection, flags, fd, offset);
}
void* mmap(void* where, size_t length, int protection, int flags, int fd, off_t offset) {
  return mmap64(where, length, protection, flags, fd, offset);
}

int posix_fallocate64(int fd, off_t offset, off_t length) {
  ready();
  if (file_by_fd(fd)) __atomic_add_fetch(&control->unseen, 1, __ATOMIC_RELAXED);
  return real_fallocate(fd, offset, length);
}
int posix_fallocate(int fd, off_t offset, off_t length) { return posix_fallocate64(fd, offset, length); }

/* Each clock is moved by its own offset; the monotonic one is left alone. */
int clock_gettime(clockid_t which, struct timespec* now) {
  ready();
  const int done = real_clock_gettime(which, now);
  int64_t offset = 0;
  if (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE) offset = control->clock_offset_us;
  if (which == CLOCK_BOOTTIME) offset = control->boot_offset_us;
  if (done != 0 || offset == 0) return done;
  const int64_t moved = now->tv_sec * 1000000000LL + now->tv_nsec + offset * 1000;
  now->tv_sec = moved / 1000000000LL;
  now->tv_nsec = moved % 1000000000LL;
  return 0;
}

int gettimeofday(struct timeval* now, void* zone) {
  (void)zone;
  struct timespec exact;
  if (clock_gettime(CLOCK_REALTIME, &exact) != 0) return -1;
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

time_t time(time_t* out) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  if (out) *out = exact.tv_sec;
  return exact.tv_sec;
}

FILE* fopen64(const char* path, const char* mode) {
  ready();
  const char* boot_id = getenv("SHIM_BOOT_ID");
  return real_fopen(boot_id && strcmp(path, "/proc/sys/kernel/random/boot_id") == 0 ? boot_id : path, mode);
}
FILE* fopen(const char* path, const char* mode) { return fopen64(path, mode); }
