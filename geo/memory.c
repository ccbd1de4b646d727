#define _DEFAULT_SOURCE /* madvise */
#include "geo/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { LARGE_PAGE = 2 << 20 };

/* Of a large array the whole pages within it; its ends stay as they are. What the system answers changes nothing. */
static void *wish_large_pages(void *room, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    uintptr_t from = ((uintptr_t)room + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE, to = ((uintptr_t)room + bytes) / LARGE_PAGE * LARGE_PAGE;
    if (room != NULL && from < to) madvise((void *)from, to - from, MADV_HUGEPAGE);
#endif
    return room;
}

void *memory_large(size_t bytes)
{
    return wish_large_pages(malloc(bytes > 0 ? bytes : 1), bytes);
}

void *memory_large_zeroed(size_t bytes)
{
    return wish_large_pages(calloc(bytes > 0 ? bytes : 1, 1), bytes);
}
