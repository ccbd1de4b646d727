#include "src/exchange/output.h"

#include "src/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static bool cannot_write(const char *path, Error *error)
{
    return error_set(error, ERROR_FAILED,
                     _("%s: it cannot be written (%s); choose another place, or make room."), path,
                     strerror(errno));
}

bool output_not_written(const char *path, Error *error)
{
    return error_set(error, ERROR_FAILED, _("%s: it could not be written; is there room on the disk, and may files be made in its folder?"), path);
}

bool output_place(const char *path, Output *ret_output, Error *error)
{
    Output output = {0};
    const char *slash = strrchr(path, '/');
    int folder = slash == NULL ? 0 : (int)(slash - path) + 1;
    const char *name = path + folder;
    int length = snprintf(output.path, sizeof output.path, "%s", path);
    if (length < 0 || (size_t)length >= sizeof output.path || !interrupt_beside(path, output.beside, sizeof output.beside))
        return error_set(error, ERROR_USAGE, _("The path of the output is too long: %.80s..."), path);
    struct stat status;
    if (name[0] == '\0' || (stat(path, &status) == 0 && S_ISDIR(status.st_mode)))
        return error_set(error, ERROR_USAGE, _("%s: this is a folder; give the name of a file in it."), path);
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) /* a rename would take a device away */
        return error_set(error, ERROR_USAGE, _("%s: this is no ordinary file; give the name of a file."), path);
    char where[PATH_MAX + 2];
    snprintf(where, sizeof where, "%.*s.", folder, path);
    if (stat(where, &status) != 0 || access(where, W_OK | X_OK) != 0) return cannot_write(path, error);
    *ret_output = output;
    return true;
}

/* A pipe whose reader has not come yet is waited for, but not forever. Nothing is followed to where someone else wants the file. */
static FILE *open_stream(const char *path, bool pipe)
{
    const struct timespec pause = {0, 50 * 1000 * 1000};
    int file = open(path, pipe ? O_WRONLY | O_CLOEXEC | O_NONBLOCK : O_WRONLY | O_CLOEXEC | O_CREAT | O_EXCL | O_NOFOLLOW, 0666);
    for (int tries = 0; pipe && file < 0 && errno == ENXIO && tries < 100; tries++) {
        (void)nanosleep(&pause, NULL);
        file = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK);
    }
    if (file < 0) return NULL;
    if (pipe) (void)fcntl(file, F_SETFL, fcntl(file, F_GETFL) & ~O_NONBLOCK);
    FILE *stream = fdopen(file, "wb");
    if (stream == NULL) {
        close(file);
        if (!pipe) (void)unlink(path);
    }
    return stream;
}

bool output_open(const char *path, Output *ret_output, Error *error)
{
    Output output = {0};
    struct stat status;
    bool stream = stat(path, &status) == 0 && (S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode));
    if (stream) snprintf(output.path, sizeof output.path, "%s", path);
    else if (!output_place(path, &output, error)) return false;
    output.stream = open_stream(stream ? output.path : output.beside, stream);
    if (output.stream == NULL) return cannot_write(path, error);
    *ret_output = output;
    return true;
}

/* The data must be on disk before the name says so. */
static bool bring_to_disk(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    bool ok = fsync(file) == 0 || errno == EINVAL;
    int code = errno;
    close(file);
    errno = code;
    return ok;
}

static OutputLog *watching;

void output_watch(OutputLog *log)
{
    watching = log;
}

void output_log_free(OutputLog *log)
{
    free(log->seen);
    *log = (OutputLog){0};
}

/* Before it has its name: what cannot be kept is not given out. */
static bool keep_in_log(const Output *output, Error *error)
{
    if (watching == NULL) return true;
    const char *slash = strrchr(output->path, '/');
    OutputSeen seen = {0}, *grown = realloc(watching->seen, (watching->count + 1) * sizeof *grown);
    if (grown == NULL) return error_memory(error, (double)((watching->count + 1) * sizeof *grown));
    watching->seen = grown;
    snprintf(seen.name, sizeof seen.name, "%.*s", NAME_MAX, slash != NULL ? slash + 1 : output->path);
    if (output->beside[0] != '\0' && !hash_file(output->beside, seen.sha256, error)) return output_not_written(output->path, error);
    grown[watching->count++] = seen;
    return true;
}

bool output_commit(Output *output, Error *error)
{
    bool ok = true;
    if (output->stream != NULL) {
        ok = ferror(output->stream) == 0;
        if (fclose(output->stream) != 0) ok = false;
        output->stream = NULL;
    }
    bool stream = output->beside[0] == '\0';
    if (ok && !keep_in_log(output, error)) {
        output_discard(output);
        return false;
    }
    ok = ok && (stream || (bring_to_disk(output->beside) && rename(output->beside, output->path) == 0));
    if (!ok) {
        cannot_write(output->path, error);
        output_discard(output);
    }
    output->beside[0] = '\0';
    return ok;
}

void output_discard(Output *output)
{
    if (output->stream != NULL) fclose(output->stream);
    output->stream = NULL;
    if (output->beside[0] != '\0') unlink(output->beside);
    output->beside[0] = '\0';
}

bool output_folder(const char *path, Error *error)
{
    char partial[PATH_MAX];
    if (strlen(path) >= sizeof partial)
        return error_set(error, ERROR_USAGE, _("The path of the folder is too long: %.80s..."), path);
    for (const char *end = path; *end != '\0';) {
        end += strspn(end, "/");
        end += strcspn(end, "/");
        snprintf(partial, sizeof partial, "%.*s", (int)(end - path), path);
        if (partial[0] != '\0' && mkdir(partial, 0777) != 0 && errno != EEXIST)
            return cannot_write(partial, error);
    }
    struct stat status;
    if (stat(path, &status) != 0) return cannot_write(path, error);
    if (!S_ISDIR(status.st_mode))
        return error_set(error, ERROR_FAILED,
                         _("%s: this is a file; choose another name for the folder."), path);
    return access(path, W_OK | X_OK) == 0 || cannot_write(path, error);
}

bool output_claim(const char *folder, Error *error)
{
    int held = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* stays open */
    if (held < 0) return cannot_write(folder, error);
    if (flock(held, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return true;
    close(held);
    return error_set(error, ERROR_FAILED, _("%s: another run is at work in this folder; try again when it is done."), folder);
}
