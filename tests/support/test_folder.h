/*
 * test_folder.h: a folder of its own for a test that writes files: make_folder and remove_folder for a group of tests, in_folder for a path.
 */
#ifndef BRANDPUNT_TESTS_TEST_FOLDER_H
#define BRANDPUNT_TESTS_TEST_FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/brandpunt-test-XXXXXX";
static char folder_path[128]; /* the last one that in_folder() gave */

static inline const char *in_folder(const char *name)
{
    snprintf(folder_path, sizeof folder_path, "%s/%s", folder, name);
    return folder_path;
}

static inline int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static inline int remove_folder(void **state)
{
    char command[128];
    (void)state;
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

#endif
