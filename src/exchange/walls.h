/*
 * walls.h: what a child process puts around itself before it reads a file from outside.
 *
 * Always: no descriptor of the program, an environment without settings for libraries, no new privileges, no core and no written file, an end to memory
 * and processor time. Where the kernel allows:
 *
 *   calls    a list of the system calls that reading needs (seccomp), with the architecture checked. No network, no other program, no
 *            other process, nothing opened to be written, no memory that can be both written and run. What is not on the list fails with
 *            ENOSYS, as on a kernel that does not have it.
 *   files    of all files only the one that is read, those beside it that bear its name (a .dbf beside a .shp, a world file, a -wal), and the
 *            tables of the libraries below /usr, /lib and /etc (Landlock).
 *   network  where the calls cannot be listed: a network of its own, with nothing in it.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_WALLS_H
#define BRANDPUNT_SRC_EXCHANGE_WALLS_H

#include <stdbool.h>
#include <stddef.h>

/* Under `make coverage` and `make valgrind` the child writes down what it ran and what was wrong when it leaves: it may write files then, and
 * is let leave. */
#if defined(BRANDPUNT_COVERAGE) || defined(BRANDPUNT_VALGRIND)
enum { CHILD_IS_WATCHED = 1 };
#else
enum { CHILD_IS_WATCHED = 0 };
#endif

typedef struct Walls {
    const char *path;    /* the file that is read; NULL: none */
    size_t memory_bytes; /* on top of what is in use */
    unsigned cpu_seconds;
    bool threads;        /* what is called may start threads */
} Walls;

typedef struct WallsHeld {
    bool calls, files, network;
} WallsHeld;

/* What reading a file of that size may cost: 4 s and 3 s for each MB, 320 MB and 64 times the size; never more than 300 s and 2 GB. Holes in
 * the file count for nothing. */
Walls walls_of_file(const char *path);

/* Puts them around this process, which has one thread. Every descriptor but `kept` leads to /dev/null from now on. There is no way back. */
WallsHeld walls_raise(const Walls *walls, int kept);

#endif
