#include "src/exchange/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef BRANDPUNT_COVERAGE
void __gcov_dump(void);
#endif

noreturn void child_leave(void)
{
#ifdef BRANDPUNT_COVERAGE
    __gcov_dump();
#endif
    _exit(0);
}

/* The work, and where what holds is told: NULL but for the probe. */
static bool start(const Walls *walls, ChildWork *work, void *context, ChildProcess *ret_child, Error *error)
{
    int ends[2];
    *ret_child = (ChildProcess){0, -1};
    if (pipe(ends) != 0) return error_set(error, ERROR_FAILED, _("No pipe could be made: %s."), strerror(errno));
    int in = fcntl(ends[0], F_DUPFD_CLOEXEC, 3), out = fcntl(ends[1], F_DUPFD_CLOEXEC, 3);
    close(ends[0]);
    close(ends[1]);
    pid_t process = in >= 0 && out >= 0 ? fork() : -1;
    if (process == 0) {
        close(in);
        WallsHeld held = walls_raise(walls, out);
        if (work) work(context, out);
        else (void)!write(out, &held, sizeof held);
        child_leave();
    }
    int reason = errno;
    if (out >= 0) close(out);
    if (process < 0) {
        if (in >= 0) close(in);
        return error_set(error, ERROR_FAILED, _("No reading process could be started: %s."), strerror(reason));
    }
    *ret_child = (ChildProcess){process, in};
    return true;
}

bool child_start(const Walls *walls, ChildWork *work, void *context, ChildProcess *ret_child, Error *error)
{
    return start(walls, work, context, ret_child, error);
}

/* Waits; returns how it ended. */
static int wait_for(ChildProcess *child)
{
    int status = 0;
    pid_t waited = -1;
    if (child->process <= 0) return 0;
    do {
        waited = waitpid(child->process, &status, 0);
    } while (waited < 0 && errno == EINTR);
    child->process = 0;
    return waited > 0 ? status : 0;
}

void child_end(ChildProcess *child)
{
    if (child->in >= 0) close(child->in);
    child->in = -1;
    if (child->process > 0 && !CHILD_IS_WATCHED) (void)kill(child->process, SIGKILL);
    (void)wait_for(child);
}

bool child_was_slow(ChildProcess *child)
{
    int status = wait_for(child);
    return WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
}

bool child_write(int out, const void *from, size_t length)
{
    const char *byte = from;
    while (length > 0) {
        ssize_t written = write(out, byte, length);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        byte += written;
        length -= (size_t)written;
    }
    return true;
}

bool child_read(const ChildProcess *child, void *into, size_t length)
{
    char *byte = into;
    while (length > 0) {
        ssize_t got = read(child->in, byte, length);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        byte += got;
        length -= (size_t)got;
    }
    return true;
}

bool child_answer(int out, bool ok, const Error *error)
{
    Error sent = {0};
    if (!ok) sent = *error;
    return child_write(out, &sent, sizeof sent);
}

bool child_take_answer(ChildProcess *child, const char *path, ErrorCode code, Error *error)
{
    Error came;
    if (!child_read(child, &came, sizeof came)) {
        if (child_was_slow(child))
            return error_set(error, code, _("%s takes too long to read, so reading was stopped; save it smaller or simpler."), path);
        return error_set(error, code, _("%s could not be read: it is damaged, or needs more memory than is allowed; save it anew, and smaller."), path);
    }
    came.text[sizeof came.text - 1] = '\0';
    if (came.code == ERROR_NONE) return true;
    return error_set(error, came.code == ERROR_FAILED ? ERROR_FAILED : code, "%s", came.text);
}

bool child_probe(WallsHeld *ret_held)
{
    const Walls walls = {.memory_bytes = (size_t)1 << 28, .cpu_seconds = 5};
    ChildProcess child;
    Error ignored;
    if (!start(&walls, NULL, NULL, &child, &ignored)) return false;
    bool ok = child_read(&child, ret_held, sizeof *ret_held);
    child_end(&child);
    return ok;
}
