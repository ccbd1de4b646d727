/*
 * child.h: a child process that works behind walls (walls.h) and sends what it finds through a pipe.
 *
 * What comes through the pipe is foreign: a file may have taken the child over. Every length is to be checked.
 *
 * Start a child while no other thread of the program holds a lock: the child is a fork.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_CHILD_H
#define BRANDPUNT_SRC_EXCHANGE_CHILD_H

#include "geo/error.h"
#include "src/exchange/walls.h"

#include <stdnoreturn.h>
#include <sys/types.h>

typedef struct ChildProcess {
    pid_t process; /* 0: none, or waited for */
    int in;        /* what it sends; -1: none */
} ChildProcess;

/* Works in the child, and writes into `out`; the child ends when it comes back. */
typedef void ChildWork(void *context, int out);

bool child_start(const Walls *walls, ChildWork *work, void *context, ChildProcess *ret_child, Error *error) MUST_USE;

/* Ends the child that calls it. */
noreturn void child_leave(void);

/* Stops it if it still works. Safe on {0, -1} and more than once. */
void child_end(ChildProcess *child);

/* Waits for its end; whether it was stopped for taking too long. */
bool child_was_slow(ChildProcess *child);

/* All of it, or false. */
bool child_write(int out, const void *from, size_t length) MUST_USE;
bool child_read(const ChildProcess *child, void *into, size_t length) MUST_USE;

/* For work that gives yes or a sentence: what to send, and what came. Without an answer the sentence says that `path` is damaged, or asks too
 * much; error->code is that of the answer, or `code`. */
bool child_answer(int out, bool ok, const Error *error) MUST_USE;
bool child_take_answer(ChildProcess *child, const char *path, ErrorCode code, Error *error) MUST_USE;

/* Which walls hold on this computer; false when no child could be started to see. */
bool child_probe(WallsHeld *ret_held) MUST_USE;

#endif
