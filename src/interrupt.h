/*
 * interrupt.h: what happens when somebody presses Ctrl-C, the system tells the program to end, or it cannot go on.
 *
 * SIGINT, SIGTERM and SIGHUP take away what lies unfinished beside the results, say one sentence, and end the program by that
 * same signal, so that a script that called it knows. While a change to the database is being made that waits until the change
 * is undone or done, which is soon: the database refuses every further step. A second signal does not wait, and leaves the undoing
 * to the next program that opens the database, as after a power cut.
 *
 * A library that ends the program itself, as GLib does without memory (SIGABRT), gets no time to wait, and another sentence.
 *
 * What is unfinished has a name that begins with a dot, the number of the process, a dash and a number that nobody can guess, in the folder where it will stand.
 * What a program that was killed outright left there, the next one that makes something in that folder takes away, an hour later at the earliest.
 */
#ifndef BRANDPUNT_SRC_INTERRUPT_H
#define BRANDPUNT_SRC_INTERRUPT_H

#include <stdbool.h>
#include <stddef.h>

/* Starts listening, or changes the sentences, which are in the user's language: of an interruption, and of an end within. A signal that was ignored when the program began
 * (nohup) stays ignored. A file that grows beyond what `ulimit -f` allows is from then on a failed write, like a full disk. */
void interrupt_listen(const char *interrupted, const char *failed);

/* malloc() for a library that would leave out what it has no room for: without memory the program ends here, with status 1. */
void *interrupt_room(size_t bytes);

/* The name to write `path` under until it is whole, in the same folder and with the same ending; false when that is too long
 * for `size` bytes. What is made under it is taken away when the program is interrupted. */
bool interrupt_beside(const char *path, char *ret_beside, size_t size);

/* From here on a signal waits; interrupt_release() ends the program when one came. The two do not nest. */
void interrupt_hold(void);
void interrupt_release(void);

/* Whether a signal waits, so that work that is held may stop early. */
bool interrupt_waits(void);

#endif
