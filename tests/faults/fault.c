/*
 * fault.c: makes one call of a program fail, to see what the program does then. Loaded with LD_PRELOAD; for tests only.
 *
 *   FAULT_LOG=FILE              writes what was called to FILE: an array of Call, as long as the file is when the program begins
 *   FAULT_AT=STREAM:PLACE:NUMBER:HOW  makes call NUMBER from PLACE in process STREAM fail; HOW is memory, short, an errno (EIO ENOSPC
 *                               EINTR EACCES EMFILE), or, from there on for every call that writes, full (ENOSPC) or readonly (EROFS)
 *
 *   FAULT_MET=FILE            writes 1 to the first byte of FILE when it does, so that others know that the call was made
 *
 * Counted are calls for memory that come from the program's own code, directly or by way of the C library; and calls for files by
 * anybody in the process, but not of what belongs to the system (/usr, /etc, /var, /proc, /sys, /dev), except PROJ's data.
 * Process 0 is the program, 1 its first child, and so on. A place is a number for the place in the code and the file, the same in
 * each run; calls are numbered for each place, as the whole number depends on how a pipe was filled. What stdio does underneath is seen by making each FILE from
 * read() and write() of our own.
 */
#define _GNU_SOURCE
#undef _FORTIFY_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES = 1024, NAME = 40, FRAMES = 8 };

/* As fail.py reads it. */
typedef struct Call {
    uint32_t stream, number; /* the number is left to the reader */
    uint64_t place;
    char what[16], name[NAME];
} Call;

typedef struct Range {
    uintptr_t from, to;
} Range;

static Range program, library, self;
static Call *call_log;
static size_t call_log_room;
static uint32_t *call_log_used; /* in the first Call, shared by all processes */
static uint32_t stream, children, met, at_stream, at_number;
static uint64_t at_place;
static char *told; /* shared by all processes, as a child may open no file any more */
static char how[16];
static int how_errno;
static bool ready, broken_from_now_on;
static __thread int inside;
static char file_name[FILES][NAME]; /* "" is not looked at */

static const struct {
    const char *name;
    int code;
} ERRORS[] = {{"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EINTR", EINTR}, {"EACCES", EACCES}, {"EMFILE", EMFILE}, {"full", ENOSPC}, {"readonly", EROFS}, {"memory", ENOMEM}};

static void *next_of(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

/* The function that would have been called without us. */
#define NEXT(type, name, ...)                                \
    static type (*next)(__VA_ARGS__);                        \
    if (next == NULL) *(void **)(&next) = next_of(name)

static bool within(Range range, uintptr_t address)
{
    return address >= range.from && address < range.to;
}

static int find_range(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    (void)data;
    uintptr_t from = UINTPTR_MAX, to = 0;
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_LOAD) {
            uintptr_t start = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
            if (start < from) from = start;
            if (start + info->dlpi_phdr[i].p_memsz > to) to = start + info->dlpi_phdr[i].p_memsz;
        }
    Range range = {from, to};
    if (program.to == 0) program = range; /* the first is the program */
    if (within(range, (uintptr_t)&find_range)) self = range;
    if (strstr(info->dlpi_name, "/libc.so") != NULL || strstr(info->dlpi_name, "/libasan.so") != NULL) {
        if (library.to == 0 || strstr(info->dlpi_name, "/libc.so") != NULL) library = range;
    }
    return 0;
}

static void in_prepare(void)
{
    children++;
}

static void in_child(void)
{
    stream = children;
    met = 0;
}

__attribute__((constructor)) static void begin(void)
{
    inside++;
    dl_iterate_phdr(find_range, NULL);
    void *prime[2];
    backtrace(prime, 2);
    pthread_atfork(in_prepare, NULL, in_child);
    const char *path = getenv("FAULT_LOG"), *at = getenv("FAULT_AT");
    int file = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
    struct stat status;
    if (file >= 0 && fstat(file, &status) == 0) {
        void *map = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (map != MAP_FAILED) {
            call_log = map;
            call_log_room = (size_t)status.st_size / sizeof *call_log;
            call_log_used = &call_log[0].number;
        }
        close(file);
    }
    const char *met_path = getenv("FAULT_MET");
    file = met_path != NULL ? open(met_path, O_RDWR | O_CLOEXEC) : -1;
    if (file >= 0) {
        void *map = mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (map != MAP_FAILED) told = map;
        close(file);
    }
    if (at != NULL && sscanf(at, "%u:%" SCNx64 ":%u:%15s", &at_stream, &at_place, &at_number, how) == 4)
        for (size_t e = 0; e < sizeof ERRORS / sizeof ERRORS[0]; e++)
            if (strcmp(ERRORS[e].name, how) == 0) how_errno = ERRORS[e].code;
    ready = true;
    inside--;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    for (int i = 0; i < 8; i++) hash = (hash ^ (value >> (8 * i) & 255)) * UINT64_C(1099511628211);
    return hash;
}

enum { CALLER_BITS = 24 };

/* Frames of the program and of the C library, up to FRAMES; whether the call is the program's own. The last CALLER_BITS of its place are
 * of the caller alone, so that most calls are passed over without looking for the frames, which takes longer than all else. */
static bool own_call(uintptr_t caller, uint64_t *place)
{
    if (!within(program, caller) && !within(library, caller)) return false;
    uint64_t mask = (UINT64_C(1) << CALLER_BITS) - 1, own_part = (caller - (within(program, caller) ? program.from : library.from)) & mask;
    if (call_log == NULL && own_part != (at_place & mask)) return false;
    void *frame[3 * FRAMES];
    int count = backtrace(frame, 3 * FRAMES), used = 0;
    bool own = false;
    for (int i = 0; i < count && used < FRAMES; i++) {
        uintptr_t address = (uintptr_t)frame[i];
        if (within(self, address)) continue;
        if (within(program, address)) own = true;
        else if (!own && !within(library, address)) return false;
        *place = mix(*place, address - (within(program, address) ? program.from : within(library, address) ? library.from : 0));
        if (own) used++;
        if (own && !within(program, address)) break;
    }
    *place = *place << CALLER_BITS | own_part;
    return own;
}

/* Counts the call, and tells whether it is the one that must fail. */
static bool must_fail(const char *what, const char *name, uint64_t place, bool writes)
{
    if (call_log != NULL) {
        size_t slot = __atomic_add_fetch(call_log_used, 1, __ATOMIC_RELAXED);
        if (slot < call_log_room) {
            Call *call = &call_log[slot];
            call->stream = stream;
            call->place = place;
            strncpy(call->what, what, sizeof call->what - 1);
            strncpy(call->name, name, sizeof call->name - 1);
        }
    }
    if (broken_from_now_on && writes) return true;
    if (stream != at_stream || place != at_place || __atomic_add_fetch(&met, 1, __ATOMIC_RELAXED) != at_number) return false;
    broken_from_now_on = strcmp(how, "full") == 0 || strcmp(how, "readonly") == 0;
    if (told != NULL) *told = 1;
    return true;
}

/* ---- memory ---- */

static bool memory_fails(const char *what, void *caller)
{
    if (!ready || inside || (call_log == NULL && strcmp(how, "memory") != 0)) return false;
    inside++;
    int kept = errno;
    uint64_t place = UINT64_C(14695981039346656037);
    bool fails = own_call((uintptr_t)caller, &place) && must_fail(what, "", place, false);
    errno = fails ? ENOMEM : kept;
    inside--;
    return fails;
}

/* Before the real functions are found, dlsym() itself asks for memory. */
static char early[1 << 16];
static size_t early_used;

static void *take_early(size_t bytes)
{
    size_t at = (early_used + 15) / 16 * 16;
    if (at + bytes > sizeof early) return NULL;
    early_used = at + bytes;
    return early + at;
}

static void *(*next_malloc)(size_t), *(*next_calloc)(size_t, size_t), *(*next_realloc)(void *, size_t);
static void (*next_free)(void *);
static __thread int finding;

static bool find_memory(void)
{
    if (next_free != NULL) return true;
    if (finding) return false;
    finding++;
    *(void **)(&next_malloc) = next_of("malloc");
    *(void **)(&next_calloc) = next_of("calloc");
    *(void **)(&next_realloc) = next_of("realloc");
    *(void **)(&next_free) = next_of("free");
    finding--;
    return true;
}

void *malloc(size_t bytes)
{
    if (!find_memory()) return take_early(bytes);
    return memory_fails("malloc", __builtin_return_address(0)) ? NULL : next_malloc(bytes);
}

void *calloc(size_t count, size_t bytes)
{
    if (!find_memory()) return take_early(count * bytes);
    return memory_fails("calloc", __builtin_return_address(0)) ? NULL : next_calloc(count, bytes);
}

void *realloc(void *room, size_t bytes)
{
    if (!find_memory()) return NULL;
    if ((char *)room >= early && (char *)room < early + sizeof early) {
        void *moved = next_malloc(bytes);
        size_t most = (size_t)(early + sizeof early - (char *)room);
        return moved != NULL ? memcpy(moved, room, bytes < most ? bytes : most) : NULL;
    }
    return memory_fails("realloc", __builtin_return_address(0)) ? NULL : next_realloc(room, bytes);
}

void free(void *room)
{
    if (((char *)room >= early && (char *)room < early + sizeof early) || !find_memory()) return;
    next_free(room);
}

/* ---- files ---- */

static bool is_looked_at(const char *path)
{
    static const char *const systems[] = {"/usr/", "/etc/", "/var/", "/proc/", "/sys/", "/dev/", "/root/.cache/fontconfig"};
    if (strncmp(path, "/usr/share/proj/", 16) == 0) return true;
    for (size_t s = 0; s < sizeof systems / sizeof systems[0]; s++)
        if (strncmp(path, systems[s], strlen(systems[s])) == 0) return false;
    return strstr(path, ".mo") == NULL && strstr(path, "/.cache/") == NULL;
}

/* The last part of the path, without numbers, and of what is not finished yet without the one that is drawn: ".123-9f0a-map.pdf". */
static void name_of(const char *path, char name[NAME])
{
    name[0] = '\0';
    if (!is_looked_at(path)) return;
    const char *slash = strrchr(path, '/'), *last = slash != NULL ? slash + 1 : path;
    size_t used = 0;
    if (last[0] == '.') {
        const char *number = last + 1 + strspn(last + 1, "0123456789"), *drawn = *number == '-' ? number + 1 + strspn(number + 1, "0123456789abcdef") : NULL;
        if (drawn != NULL && *drawn == '-') name[used++] = '.', last = drawn + 1;
    }
    for (const char *c = last; *c != '\0' && used + 1 < NAME; c++)
        if (*c < '0' || *c > '9') name[used++] = *c;
    name[used] = '\0';
}

static const char *name_of_file(int file)
{
    return file > 2 && file < FILES ? file_name[file] : "";
}

static void note_file(int file, const char *name)
{
    if (file >= 0 && file < FILES) snprintf(file_name[file], NAME, "%s", name);
}

/* 0, or the errno to fail with; -1 to do half of it. */
static int file_fails(const char *what, const char *name, void *caller, bool writes)
{
    if (!ready || inside || name[0] == '\0' || (call_log == NULL && strcmp(how, "memory") == 0)) return 0;
    inside++;
    int kept = errno;
    uint64_t place = UINT64_C(14695981039346656037);
    for (const char *c = what; *c != '\0'; c++) place = mix(place, (unsigned char)*c);
    for (const char *c = name; *c != '\0'; c++) place = mix(place, (unsigned char)*c);
    Dl_info info;
    if (dladdr(caller, &info) != 0) place = mix(place, (uintptr_t)caller - (uintptr_t)info.dli_fbase);
    bool fails = must_fail(what, name, place, writes);
    errno = kept;
    inside--;
    return !fails ? 0 : how_errno != 0 ? how_errno : -1;
}

static ssize_t fail_with(int code)
{
    errno = code;
    return -1;
}

#define CALLER __builtin_return_address(0)

static ssize_t read_here(int file, void *room, size_t bytes, void *caller)
{
    NEXT(ssize_t, "read", int, void *, size_t);
    int code = file_fails("read", name_of_file(file), caller, false);
    if (code > 0) return fail_with(code);
    return next(file, room, code < 0 && bytes > 1 ? bytes / 2 : bytes);
}

static ssize_t write_here(int file, const void *room, size_t bytes, void *caller)
{
    NEXT(ssize_t, "write", int, const void *, size_t);
    int code = file_fails("write", name_of_file(file), caller, true);
    if (code > 0) return fail_with(code);
    return next(file, room, code < 0 && bytes > 1 ? bytes / 2 : bytes);
}

static ssize_t pread_here(int file, void *room, size_t bytes, off_t at, void *caller)
{
    NEXT(ssize_t, "pread64", int, void *, size_t, off_t);
    int code = file_fails("pread", name_of_file(file), caller, false);
    if (code > 0) return fail_with(code);
    return next(file, room, code < 0 && bytes > 1 ? bytes / 2 : bytes, at);
}

static ssize_t pwrite_here(int file, const void *room, size_t bytes, off_t at, void *caller)
{
    NEXT(ssize_t, "pwrite64", int, const void *, size_t, off_t);
    int code = file_fails("pwrite", name_of_file(file), caller, true);
    if (code > 0) return fail_with(code);
    return next(file, room, code < 0 && bytes > 1 ? bytes / 2 : bytes, at);
}

static int open_here(int folder, const char *path, int flags, mode_t mode, void *caller)
{
    NEXT(int, "openat64", int, const char *, int, ...);
    char name[NAME];
    name_of(path, name);
    bool makes = (flags & O_CREAT) != 0, writes = (flags & O_ACCMODE) != O_RDONLY;
    int code = (flags & O_DIRECTORY) != 0 ? 0 : file_fails(makes ? "create" : "open", name, caller, makes || (writes && how_errno == EROFS));
    if (code != 0) return (int)fail_with(code > 0 ? code : EIO);
    int file = next(folder, path, flags, mode);
    note_file(file, (flags & O_DIRECTORY) != 0 ? "" : name);
    return file;
}

#define MODE_OF(flags)                       \
    mode_t mode = 0;                         \
    if (((flags) & (O_CREAT | O_TMPFILE)) != 0) { \
        va_list values;                      \
        va_start(values, flags);             \
        mode = va_arg(values, mode_t);       \
        va_end(values);                      \
    }

ssize_t __read_chk(int file, void *room, size_t bytes, size_t most);
ssize_t __pread64_chk(int file, void *room, size_t bytes, off64_t at, size_t most);
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);

ssize_t read(int file, void *room, size_t bytes) { return read_here(file, room, bytes, CALLER); }
ssize_t __read_chk(int file, void *room, size_t bytes, size_t most) { return bytes > most ? -1 : read_here(file, room, bytes, CALLER); }
ssize_t write(int file, const void *room, size_t bytes) { return write_here(file, room, bytes, CALLER); }
ssize_t pread(int file, void *room, size_t bytes, off_t at) { return pread_here(file, room, bytes, at, CALLER); }
ssize_t pread64(int file, void *room, size_t bytes, off64_t at) { return pread_here(file, room, bytes, at, CALLER); }
ssize_t __pread64_chk(int file, void *room, size_t bytes, off64_t at, size_t most) { return bytes > most ? -1 : pread_here(file, room, bytes, at, CALLER); }
ssize_t pwrite(int file, const void *room, size_t bytes, off_t at) { return pwrite_here(file, room, bytes, at, CALLER); }
ssize_t pwrite64(int file, const void *room, size_t bytes, off64_t at) { return pwrite_here(file, room, bytes, at, CALLER); }
int open(const char *path, int flags, ...) { MODE_OF(flags) return open_here(AT_FDCWD, path, flags, mode, CALLER); }
int open64(const char *path, int flags, ...) { MODE_OF(flags) return open_here(AT_FDCWD, path, flags, mode, CALLER); }
int __open_2(const char *path, int flags) { return open_here(AT_FDCWD, path, flags, 0, CALLER); }
int __open64_2(const char *path, int flags) { return open_here(AT_FDCWD, path, flags, 0, CALLER); }
int openat(int folder, const char *path, int flags, ...) { MODE_OF(flags) return open_here(folder, path, flags, mode, CALLER); }
int openat64(int folder, const char *path, int flags, ...) { MODE_OF(flags) return open_here(folder, path, flags, mode, CALLER); }

int pipe(int ends[2])
{
    NEXT(int, "pipe", int[2]);
    int done = next(ends);
    if (done == 0) note_file(ends[0], "pipe"), note_file(ends[1], "pipe");
    return done;
}

int fcntl64(int file, int command, ...)
{
    NEXT(int, "fcntl64", int, int, ...);
    va_list values;
    va_start(values, command);
    void *value = va_arg(values, void *);
    va_end(values);
    int done = next(file, command, value);
    if (done >= 0 && (command == F_DUPFD || command == F_DUPFD_CLOEXEC)) note_file(done, name_of_file(file));
    return done;
}

int fcntl(int file, int command, ...)
{
    va_list values;
    va_start(values, command);
    void *value = va_arg(values, void *);
    va_end(values);
    return fcntl64(file, command, value);
}

int close(int file)
{
    NEXT(int, "close", int);
    note_file(file, "");
    return next(file);
}

static int sync_here(const char *what, int file, void *caller)
{
    int code = file_fails(what, name_of_file(file), caller, true);
    if (code != 0) return (int)fail_with(code > 0 ? code : EIO);
    return 0;
}

int fsync(int file)
{
    NEXT(int, "fsync", int);
    return sync_here("fsync", file, CALLER) != 0 ? -1 : next(file);
}

int fdatasync(int file)
{
    NEXT(int, "fdatasync", int);
    return sync_here("fdatasync", file, CALLER) != 0 ? -1 : next(file);
}

int ftruncate64(int file, off64_t length)
{
    NEXT(int, "ftruncate64", int, off64_t);
    return sync_here("ftruncate", file, CALLER) != 0 ? -1 : next(file, length);
}

int ftruncate(int file, off_t length)
{
    NEXT(int, "ftruncate", int, off_t);
    return sync_here("ftruncate", file, CALLER) != 0 ? -1 : next(file, length);
}

static int names_here(const char *what, const char *to, void *caller)
{
    char name[NAME];
    name_of(to, name);
    int code = file_fails(what, name, caller, how_errno == EROFS);
    if (code != 0) return (int)fail_with(code > 0 ? code : EIO);
    return 0;
}

int rename(const char *from, const char *to)
{
    NEXT(int, "rename", const char *, const char *);
    return names_here("rename", to, CALLER) != 0 ? -1 : next(from, to);
}

int link(const char *from, const char *to)
{
    NEXT(int, "link", const char *, const char *);
    return names_here("link", to, CALLER) != 0 ? -1 : next(from, to);
}

int mkdir(const char *path, mode_t mode)
{
    NEXT(int, "mkdir", const char *, mode_t);
    return names_here("mkdir", path, CALLER) != 0 ? -1 : next(path, mode);
}

/* ---- stdio ---- */

typedef struct Stream {
    FILE *stream;
    int file;
    void *caller;
} Stream;

static Stream streams[FILES];
static pthread_mutex_t streams_lock = PTHREAD_MUTEX_INITIALIZER;

static ssize_t stream_read(void *cookie, char *room, size_t bytes)
{
    const Stream *from = cookie;
    return read_here(from->file, room, bytes, from->caller);
}

/* As the C library does: what was written in part goes on. */
static ssize_t stream_write(void *cookie, const char *room, size_t bytes)
{
    const Stream *to = cookie;
    size_t done = 0;
    while (done < bytes) {
        ssize_t written = write_here(to->file, room + done, bytes - done, to->caller);
        if (written <= 0) return 0;
        done += (size_t)written;
    }
    return (ssize_t)done;
}

static int stream_seek(void *cookie, off64_t *at, int whence)
{
    const Stream *in = cookie;
    off64_t now = lseek64(in->file, *at, whence);
    if (now < 0) return -1;
    *at = now;
    return 0;
}

static int stream_close(void *cookie)
{
    Stream *gone = cookie;
    int file = gone->file;
    pthread_mutex_lock(&streams_lock);
    gone->stream = NULL;
    pthread_mutex_unlock(&streams_lock);
    return close(file);
}

static FILE *fopen_here(const char *path, const char *mode, void *caller)
{
    NEXT(FILE *, "fopen64", const char *, const char *);
    char name[NAME];
    name_of(path, name);
    if (name[0] == '\0' || inside) return next(path, mode);
    bool both = strchr(mode, '+') != NULL;
    int flags = (both ? O_RDWR : mode[0] == 'r' ? O_RDONLY : O_WRONLY) | (mode[0] == 'r' ? 0 : O_CREAT) |
                (mode[0] == 'w' ? O_TRUNC : 0) | (mode[0] == 'a' ? O_APPEND : 0) | (strchr(mode, 'e') != NULL ? O_CLOEXEC : 0);
    int file = open_here(AT_FDCWD, path, flags, 0666, caller);
    if (file < 0) return NULL;
    inside++; /* the C library asks for this memory before it makes the file */
    pthread_mutex_lock(&streams_lock);
    Stream *made = streams;
    while (made < streams + FILES && made->stream != NULL) made++;
    if (made < streams + FILES) {
        made->file = file;
        made->caller = caller;
        made->stream = fopencookie(made, mode, (cookie_io_functions_t){stream_read, stream_write, stream_seek, stream_close});
    }
    pthread_mutex_unlock(&streams_lock);
    inside--;
    if (made < streams + FILES && made->stream != NULL) return made->stream;
    close(file);
    errno = ENOMEM;
    return NULL;
}

FILE *fopen(const char *path, const char *mode) { return fopen_here(path, mode, CALLER); }
FILE *fopen64(const char *path, const char *mode) { return fopen_here(path, mode, CALLER); }

int fileno(FILE *stream_of)
{
    NEXT(int, "fileno", FILE *);
    for (int s = 0; s < FILES; s++)
        if (streams[s].stream == stream_of) return streams[s].file;
    return next(stream_of);
}
