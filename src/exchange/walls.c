#define _GNU_SOURCE /* unshare, clearenv */
#include "src/exchange/walls.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libintl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <proj.h>

/* ---- what a file may cost ---- */

#ifdef BRANDPUNT_VALGRIND
enum { SLOWER = 50, LARGER = 8 };
#else
enum { SLOWER = 1, LARGER = 1 };
#endif

Walls walls_of_file(const char *path)
{
    enum { SECONDS = 4 * SLOWER, SECONDS_PER_MB = 3 * SLOWER, SECONDS_MOST = 300 * SLOWER, MEMORY_TIMES = 64 * LARGER };
    const double memory = 320e6 * LARGER, memory_most = 2e9 * LARGER;
    struct stat status;
    double size = 0;
    if (stat(path, &status) == 0) {
        size = (double)status.st_size;
        if (status.st_blocks > 0 && (double)status.st_blocks * 512 < size) size = (double)status.st_blocks * 512;
    }
    double seconds = SECONDS + SECONDS_PER_MB * size / 1e6, bytes = memory + MEMORY_TIMES * size;
    return (Walls){.path = path,
                   .memory_bytes = (size_t)(bytes < memory_most ? bytes : memory_most),
                   .cpu_seconds = (unsigned)(seconds < SECONDS_MOST ? seconds : SECONDS_MOST)};
}

static void limit(int what, rlim_t most)
{
    struct rlimit old;
    if (getrlimit((__rlimit_resource_t)what, &old) == 0 && old.rlim_max < most) most = old.rlim_max;
    struct rlimit now = {most, most};
    (void)setrlimit((__rlimit_resource_t)what, &now);
}

/* The address space in use now, which the limit comes on top of. */
static rlim_t address_space(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file) return (rlim_t)1 << 32;
    char text[64] = "";
    if (fgets(text, sizeof text, file)) pages = strtoul(text, NULL, 10);
    fclose(file);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void set_limits(const Walls *walls)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, standard = {.sa_handler = SIG_DFL};
    static const int deadly[] = {SIGPIPE, SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGXCPU, SIGINT, SIGTERM};
    for (size_t i = 0; i < sizeof deadly / sizeof deadly[0]; i++) (void)sigaction(deadly[i], &standard, NULL);
    (void)sigaction(SIGXFSZ, &ignore, NULL);
    if (CHILD_IS_WATCHED) (void)sigaction(SIGPIPE, &ignore, NULL);
    if (!CHILD_IS_WATCHED) limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 128);
    limit(RLIMIT_CPU, walls->cpu_seconds);
    limit(RLIMIT_AS, address_space() + walls->memory_bytes);
}

/* ---- what it inherits ---- */

/* A library may still close what it had open in the program (PROJ its database): the number stays taken, by nothing. */
static void leave_descriptors(int kept)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing < 0) return;
    for (int i = 0; i < 3; i++) (void)dup2(nothing, i);
    DIR *numbers = opendir("/proc/self/fd");
    if (numbers) {
        for (struct dirent *entry; (entry = readdir(numbers));) {
            int number = (int)strtol(entry->d_name, NULL, 10);
            if (number > 2 && number != kept && number != nothing && number != dirfd(numbers)) (void)dup2(nothing, number);
        }
        closedir(numbers);
    } else {
        const int most = 1024;
        for (int number = 3; number < most; number++) {
            if (number != kept && number != nothing && fcntl(number, F_GETFD) >= 0) (void)dup2(nothing, number);
        }
    }
    close(nothing);
}

/* Libraries are told what to do by the environment: proxies, drivers, folders, caches. What stays is language, time zone, where the tables of GDAL and
 * PROJ were installed, and the settings of the sanitizers. */
static void leave_environment(void)
{
    static const char *const kept[] = {"LANG",     "LANGUAGE",  "LC_ALL",    "LC_CTYPE",     "LC_MESSAGES",   "TZ",
                                       "PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"};
    enum { KEPT = sizeof kept / sizeof kept[0] };
    char *value[KEPT];
    static const char nothing[] = "";
    (void)gettext(nothing); /* reads the catalogue while it can be found */
    for (size_t i = 0; i < KEPT; i++) {
        const char *now = getenv(kept[i]);
        value[i] = now ? strdup(now) : NULL;
    }
    (void)clearenv();
    for (size_t i = 0; i < KEPT; i++) {
        if (value[i]) (void)setenv(kept[i], value[i], 1);
        free(value[i]);
    }
}

/* ---- files ---- */

enum { RIGHTS_READ = LANDLOCK_ACCESS_FS_READ_FILE, RIGHTS_LOOK = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR };

static void allow(int rules, int folder, const char *path, int flags, unsigned rights)
{
    struct stat status;
    int file = openat(folder, path, O_PATH | O_CLOEXEC | flags);
    if (file < 0) return;
    if (fstat(file, &status) == 0 && (S_ISDIR(status.st_mode) || S_ISREG(status.st_mode) || S_ISCHR(status.st_mode))) {
        if (!S_ISDIR(status.st_mode)) rights &= RIGHTS_READ;
        struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = file};
        (void)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    }
    close(file);
}

static void allow_tables(int rules)
{
    static const char *const places[] = {"/usr/share",       "/usr/lib",          "/usr/lib64",     "/usr/local/share", "/usr/local/lib", "/lib", "/lib64",
                                         "/etc/ld.so.cache", "/etc/localtime",    "/etc/fonts",     "/var/cache/fontconfig",
                                         "/dev/null",        "/dev/urandom",      "/sys/devices/system/cpu"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) allow(rules, AT_FDCWD, places[i], 0, RIGHTS_LOOK);
    static const char *const told[] = {"PROJ_LIB", "PROJ_DATA", "GDAL_DATA"};
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        if (getenv(told[i])) allow(rules, AT_FDCWD, getenv(told[i]), O_DIRECTORY, RIGHTS_LOOK);
    }
    char folder[PATH_MAX];
    const char *database = proj_context_get_database_path(NULL), *slash = database ? strrchr(database, '/') : NULL;
    if (slash && snprintf(folder, sizeof folder, "%.*s", (int)(slash - database), database) < PATH_MAX)
        allow(rules, AT_FDCWD, folder, O_DIRECTORY, RIGHTS_LOOK);
}

/* Every file beside the one that is read with the same name but for what follows the last dot, or with something after the whole name. */
static void allow_namesakes(int rules, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    size_t stem = dot ? (size_t)(dot - name) : strlen(name), whole = strlen(name);
    char folder[PATH_MAX];
    if (snprintf(folder, sizeof folder, "%.*s.", (int)(name - path), path) >= PATH_MAX) return;
    allow(rules, AT_FDCWD, path, 0, RIGHTS_READ);
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        bool is_stem = stem > 0 && strncmp(entry->d_name, name, stem) == 0 && entry->d_name[stem] == '.';
        bool is_whole = strncmp(entry->d_name, name, whole) == 0 && entry->d_name[whole] == '-';
        if (is_stem || is_whole) allow(rules, dirfd(entries), entry->d_name, O_NOFOLLOW, RIGHTS_READ);
    }
    if (entries) closedir(entries);
}

static bool limit_files(const char *path)
{
    enum { ABI_REFER = 2, ABI_TRUNCATE = 3 };
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1) return false;
    struct landlock_ruleset_attr wanted = {.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_SYM | (LANDLOCK_ACCESS_FS_MAKE_SYM - 1)};
    if (abi >= ABI_REFER) wanted.handled_access_fs |= (uint64_t)LANDLOCK_ACCESS_FS_MAKE_SYM << 1;
    if (abi >= ABI_TRUNCATE) wanted.handled_access_fs |= (uint64_t)LANDLOCK_ACCESS_FS_MAKE_SYM << 2;
    int rules = (int)syscall(SYS_landlock_create_ruleset, &wanted, sizeof wanted, 0);
    if (rules < 0) return false;
    allow_tables(rules);
    if (path) allow_namesakes(rules, path);
    bool held = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return held;
}

/* ---- system calls ---- */

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE

/* Those of every read first: each call is looked up from the top. */
static const int allowed_calls[] = {
    __NR_read, __NR_pread64, __NR_lseek, __NR_write, __NR_futex, __NR_close, __NR_fstat, __NR_newfstatat, __NR_statx,
    /* memory */
    __NR_munmap, __NR_mremap, __NR_brk, __NR_madvise, __NR_membarrier,
    /* files, to read */
    __NR_readv, __NR_preadv, __NR_writev, __NR_fcntl, __NR_flock, __NR_dup, __NR_dup3, __NR_faccessat, __NR_faccessat2, __NR_getdents64, __NR_readlinkat,
    __NR_getcwd, __NR_statfs, __NR_fstatfs, __NR_fadvise64,
    /* itself and the clock */
    __NR_getpid, __NR_gettid, __NR_getppid, __NR_getuid, __NR_geteuid, __NR_getgid, __NR_getegid, __NR_getrusage, __NR_times, __NR_sysinfo, __NR_uname,
    __NR_sched_yield, __NR_sched_getaffinity, __NR_clock_gettime, __NR_clock_getres, __NR_gettimeofday, __NR_nanosleep, __NR_clock_nanosleep,
    __NR_getrandom, __NR_set_robust_list, __NR_rseq,
    /* signals to itself, and the end */
    __NR_rt_sigaction, __NR_rt_sigprocmask, __NR_rt_sigreturn, __NR_sigaltstack, __NR_restart_syscall, __NR_exit, __NR_exit_group,
#ifdef __x86_64__
    __NR_stat, __NR_lstat, __NR_access, __NR_readlink, __NR_dup2, __NR_time, __NR_getrlimit, __NR_arch_prctl,
#endif
};

enum { FILTER_MOST = 256 };

typedef struct Filter {
    struct sock_filter code[FILTER_MOST];
    unsigned short count;
} Filter;

static void put(Filter *filter, unsigned code, uint32_t value, unsigned if_true, unsigned if_false)
{
    if (filter->count < FILTER_MOST)
        filter->code[filter->count++] = (struct sock_filter){(uint16_t)code, (uint8_t)if_true, (uint8_t)if_false, value};
}

static void put_load(Filter *filter, size_t at)
{
    put(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)at, 0, 0);
}

static void put_answer(Filter *filter, uint32_t answer)
{
    put(filter, BPF_RET | BPF_K, answer, 0, 0);
}

static void put_error(Filter *filter, int error)
{
    put_answer(filter, SECCOMP_RET_ERRNO | ((uint32_t)error & SECCOMP_RET_DATA));
}

/* The lower half of an argument; both architectures have it first. */
static size_t argument(int number)
{
    return offsetof(struct seccomp_data, args) + (size_t)number * sizeof(uint64_t);
}

/* `skip` is the number of instructions that judge this call: they are passed over when it is another. */
static void put_call(Filter *filter, int call, unsigned skip)
{
    put(filter, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, skip);
}

/* The call fails when any of these bits is set in the argument; else it is allowed. */
static void put_without_bits(Filter *filter, int call, int number, uint32_t bits, int error)
{
    put_call(filter, call, 4);
    put_load(filter, argument(number));
    put(filter, BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
    put_error(filter, error);
    put_answer(filter, SECCOMP_RET_ALLOW);
}

/* The call is allowed when one of these bits is set, or with `equal` when the whole lower half is this; else it fails. */
static void put_only(Filter *filter, int call, int number, bool equal, uint32_t value, int error)
{
    put_call(filter, call, 4);
    put_load(filter, argument(number));
    put(filter, BPF_JMP | (equal ? BPF_JEQ : BPF_JSET) | BPF_K, value, 0, 1);
    put_answer(filter, SECCOMP_RET_ALLOW);
    put_error(filter, error);
}

/* A library may be mapped to be run, from its file; memory that is filled here may not. */
static void put_mmap(Filter *filter)
{
    put_call(filter, __NR_mmap, 8);
    put_load(filter, argument(2));
    put(filter, BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0);
    put_answer(filter, SECCOMP_RET_ALLOW);
    put(filter, BPF_JMP | BPF_JSET | BPF_K, PROT_WRITE, 3, 0);
    put_load(filter, argument(3));
    put(filter, BPF_JMP | BPF_JSET | BPF_K, MAP_ANONYMOUS, 1, 0);
    put_answer(filter, SECCOMP_RET_ALLOW);
    put_error(filter, EACCES);
}

static void put_calls(Filter *filter, bool threads)
{
    const uint32_t writing = O_ACCMODE | O_CREAT | O_TRUNC;
    put_load(filter, offsetof(struct seccomp_data, arch));
    put(filter, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    put_answer(filter, SECCOMP_RET_KILL_PROCESS);
    put_load(filter, offsetof(struct seccomp_data, nr)); /* calls of x32 have a bit that none of these has */
    for (size_t i = 0; i < sizeof allowed_calls / sizeof allowed_calls[0]; i++) {
        put_call(filter, allowed_calls[i], 1);
        put_answer(filter, SECCOMP_RET_ALLOW);
    }
    put_mmap(filter);
    put_without_bits(filter, __NR_mprotect, 2, PROT_EXEC, EACCES);
    put_without_bits(filter, __NR_openat, 2, writing, EACCES);
#ifdef __NR_open
    put_without_bits(filter, __NR_open, 1, writing, EACCES);
#endif
    put_only(filter, __NR_tgkill, 0, true, (uint32_t)getpid(), EPERM);
    put_call(filter, __NR_prlimit64, 6); /* to ask, not to set */
    put_load(filter, argument(2));
    put(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3);
    put_load(filter, argument(2) + sizeof(uint32_t));
    put(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1);
    put_answer(filter, SECCOMP_RET_ALLOW);
    put_error(filter, EPERM);
    put_call(filter, __NR_ioctl, 1);
    put_error(filter, ENOTTY);
    if (threads) put_only(filter, __NR_clone, 0, false, CLONE_THREAD, EPERM);
    put_error(filter, ENOSYS);
}

static bool limit_calls(bool threads)
{
    Filter filter = {.count = 0};
    put_calls(&filter, threads);
    struct sock_fprog program = {filter.count, filter.code};
    return filter.count < FILTER_MOST && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

#else

static bool limit_calls(bool threads)
{
    (void)threads;
    return false;
}

#endif

WallsHeld walls_raise(const Walls *walls, int kept)
{
    WallsHeld held = {false, false, false};
    if (!CHILD_IS_WATCHED) (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    leave_descriptors(kept);
    set_limits(walls);
    leave_environment();
    if (CHILD_IS_WATCHED) return held;
    held.files = limit_files(walls->path);
    held.calls = limit_calls(walls->threads);
    held.network = held.calls || unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 || unshare(CLONE_NEWNET) == 0;
    return held;
}
