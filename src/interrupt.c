#define _GNU_SOURCE /* getdents64 */
#include "src/interrupt.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FOLDERS = 8, RANDOM_DIGITS = 16, LEFT_S = 3600 };

static const int SIGNALS[] = {SIGINT, SIGTERM, SIGHUP, SIGABRT};

/* A handler can be given nothing, and may call only what is safe at any moment: no memory, no stdio, no gettext. */
static struct {
    pid_t owner; /* a child that reads a file has not set its own signals yet */
    char interrupted[512], failed[512], prefix[32];
    char folder[FOLDERS][PATH_MAX];
    volatile sig_atomic_t folders, held, waiting;
    int out; /* the error output, whatever is done with its number meanwhile */
} state = {.out = STDERR_FILENO};

static void write_out(const char *text)
{
    size_t length = strlen(text);
    while (length > 0) {
        ssize_t written = write(state.out, text, length);
        if (written <= 0) return;
        text += written;
        length -= (size_t)written;
    }
}

static void take_away_in(const char *path)
{
    _Alignas(struct dirent64) char entries[4096];
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    ssize_t got;
    while ((got = getdents64(folder, entries, sizeof entries)) > 0)
        for (ssize_t at = 0; at < got;) {
            const struct dirent64 *entry = (const struct dirent64 *)(const void *)(entries + at);
            if (strncmp(entry->d_name, state.prefix, strlen(state.prefix)) == 0) unlinkat(folder, entry->d_name, 0);
            at += entry->d_reclen;
        }
    close(folder);
}

static void tidy_and_say(const char *sentence)
{
    for (int f = 0; f < state.folders; f++) take_away_in(state.folder[f]);
    write_out(sentence);
}

static void end_program(int number)
{
    tidy_and_say(number == SIGABRT ? state.failed : state.interrupted);
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    sigaction(number, &standard, NULL);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(number);
    _exit(1);
}

static void handle(int number)
{
    int kept = errno;
    if (getpid() != state.owner) _exit(1);
    if (!state.held || state.waiting || number == SIGABRT) end_program(number);
    state.waiting = number;
    errno = kept;
}

void interrupt_listen(const char *interrupted, const char *failed)
{
    const char *begin = isatty(STDERR_FILENO) ? "\r\033[K" : ""; /* over a progress bar */
    snprintf(state.interrupted, sizeof state.interrupted, "%sbrandpunt: %s\n", begin, interrupted);
    snprintf(state.failed, sizeof state.failed, "%sbrandpunt: %s\n", begin, failed);
    if (state.owner == getpid()) return;
    state.owner = getpid();
    int out = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (out >= 0) state.out = out;
    snprintf(state.prefix, sizeof state.prefix, ".%ld-", (long)state.owner);
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART}, ignore = {.sa_handler = SIG_IGN};
    for (size_t s = 0; s < sizeof SIGNALS / sizeof SIGNALS[0]; s++) sigaddset(&action.sa_mask, SIGNALS[s]);
    for (size_t s = 0; s < sizeof SIGNALS / sizeof SIGNALS[0]; s++) {
        struct sigaction old;
        if (sigaction(SIGNALS[s], NULL, &old) == 0 && old.sa_handler != SIG_IGN) sigaction(SIGNALS[s], &action, NULL);
    }
    sigaction(SIGXFSZ, &ignore, NULL);
}

void *interrupt_room(size_t bytes)
{
    void *room = malloc(bytes);
    if (room != NULL) return room;
    tidy_and_say(state.failed);
    _exit(1);
}

/* Whether a program that is no more left it: its number is nobody's, and nothing was written to it for an hour, as another machine that
 * shares the disk has numbers of its own. */
static bool was_left(int folder, const char *name)
{
    char *end;
    long owner = name[0] == '.' ? strtol(name + 1, &end, 10) : 0;
    if (owner <= 0 || owner > INT_MAX || *end != '-' || strspn(end + 1, "0123456789abcdef") != RANDOM_DIGITS || end[1 + RANDOM_DIGITS] != '-') return false;
    struct stat status;
    return kill((pid_t)owner, 0) != 0 && errno == ESRCH && fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
           status.st_uid == geteuid() && time(NULL) - status.st_mtime > LEFT_S;
}

static void take_away_left(const char *path)
{
    DIR *folder = opendir(path);
    if (folder == NULL) return;
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
        if (was_left(dirfd(folder), entry->d_name)) unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
}

/* The folder is known before a file in it is made, and counted only when its name is whole. */
static void remember_folder(const char *path, int length)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%.*s.", length, path);
    for (int f = 0; f < state.folders; f++)
        if (strcmp(state.folder[f], folder) == 0) return;
    if (state.folders == FOLDERS) return;
    take_away_left(folder);
    memcpy(state.folder[state.folders], folder, sizeof folder);
    state.folders = state.folders + 1;
}

bool interrupt_beside(const char *path, char *ret_beside, size_t size)
{
    const char *slash = strrchr(path, '/');
    int folder = slash == NULL ? 0 : (int)(slash - path) + 1;
    uint64_t unguessable = 0; /* nobody can have put a link there beforehand */
    if (getrandom(&unguessable, sizeof unguessable, GRND_NONBLOCK) != (ssize_t)sizeof unguessable) unguessable = (uintptr_t)ret_beside;
    int length = snprintf(ret_beside, size, "%.*s.%ld-%016" PRIx64 "-%s", folder, path, (long)getpid(), unguessable, path + folder);
    if (length < 0 || (size_t)length >= size) return false;
    remember_folder(path, folder);
    return true;
}

void interrupt_hold(void)
{
    state.held = 1;
}

void interrupt_release(void)
{
    state.held = 0;
    if (state.waiting) end_program(state.waiting);
}

bool interrupt_waits(void)
{
    return state.waiting != 0;
}
