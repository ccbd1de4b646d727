/*
 * memory.h: room for large arrays.
 *
 * An array of millions of numbers is written once and read a few times; asking the system for it in pages of 4 kB
 * then costs more than the arithmetic. Large arrays are laid on whole pages of 2 MB where the system has those.
 */
#ifndef BRANDPUNT_GEO_MEMORY_H
#define BRANDPUNT_GEO_MEMORY_H

#include <stddef.h>

/* Room for `bytes`, at least one, with what happens to be in it, or all zero. NULL when there is none. The caller frees
 * with free(). */
void *memory_large(size_t bytes);
void *memory_large_zeroed(size_t bytes);

#endif
