#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "tests/support/assert_near.h"

#include "src/exchange/child.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a child that was taken over would try; each is true when it succeeded. */
typedef struct Tried {
    bool own, namesake, other, password, written, made, socket, connected, program, killed, forked, runnable, inherited, proxy;
} Tried;

static char folder[] = "/tmp/brandpunt-walls-XXXXXX";
static char own_path[64], namesake_path[64], other_path[64], new_path[64];
static int held_descriptor;

static bool opens(const char *path, int flags)
{
    int file = open(path, flags, 0600);
    if (file >= 0) close(file);
    return file >= 0;
}

static void try_all(void *context, int out)
{
    (void)context;
    char byte;
    Tried tried = {.own = opens(own_path, O_RDONLY), .namesake = opens(namesake_path, O_RDONLY), .other = opens(other_path, O_RDONLY), .password = opens("/etc/passwd", O_RDONLY)};
    tried.written = opens(own_path, O_WRONLY) || opens(own_path, O_RDONLY | O_TRUNC);
    tried.made = opens(new_path, O_RDONLY | O_CREAT) || mkdir(new_path, 0700) == 0 || symlink("/etc", new_path) == 0 || unlink(own_path) == 0 || rename(own_path, new_path) == 0;
    int line = socket(AF_INET, SOCK_STREAM, 0);
    tried.socket = line >= 0;
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    tried.connected = connect(line, (const struct sockaddr *)&there, sizeof there) == 0 || errno == ECONNREFUSED;
    tried.killed = kill(getppid(), 0) == 0;
    pid_t forked = fork();
    if (forked == 0) _exit(0);
    tried.forked = forked > 0;
    tried.runnable = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
    tried.inherited = read(held_descriptor, &byte, 1) > 0;
    tried.proxy = getenv("http_proxy") != NULL || getenv("GDAL_DRIVER_PATH") != NULL;
    char *const words[] = {(char *)(uintptr_t)"true", NULL};
    tried.program = false; /* when it runs, nothing is sent */
    (void)execv("/bin/true", words);
    (void)!child_write(out, &tried, sizeof tried);
}

static void touch(char *path, const char *name)
{
    snprintf(path, 64, "%s/%s", folder, name);
    int file = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(file >= 0);
    assert_int_equal(write(file, "x", 1), 1);
    close(file);
}

static void test_what_a_child_can_do(void **state)
{
    (void)state;
    WallsHeld held;
    Tried tried;
    Error error;
    ChildProcess child;
    assert_non_null(mkdtemp(folder));
    touch(own_path, "straten.shp");
    touch(namesake_path, "straten.dbf");
    touch(other_path, "brandpunt.key");
    snprintf(new_path, sizeof new_path, "%s/new", folder);
    held_descriptor = open(other_path, O_RDONLY);
    assert_true(held_descriptor >= 0);
    setenv("http_proxy", "http://127.0.0.1:9", 1);
    setenv("GDAL_DRIVER_PATH", "/tmp", 1);
    assert_true(child_probe(&held));
    const Walls walls = {.path = own_path, .memory_bytes = (size_t)1 << 28, .cpu_seconds = 5};
    assert_ok(child_start(&walls, try_all, NULL, &child, &error), &error);
    bool came = child_read(&child, &tried, sizeof tried);
    child_end(&child);
    assert_true(tried.own && tried.namesake);
    assert_false(tried.inherited);
    assert_false(tried.proxy);
    if (held.files) assert_false(tried.other || tried.password || tried.made);
    if (held.calls) {
        assert_true(came);
        assert_false(tried.written || tried.made || tried.socket || tried.connected || tried.killed || tried.forked || tried.runnable);
    }
    close(held_descriptor);
    unlink(own_path);
    unlink(namesake_path);
    unlink(other_path);
    assert_int_equal(rmdir(folder), 0);
    if (!held.calls || !held.files) fprintf(stderr, "skipped: this kernel has no %s\n", held.calls ? "Landlock" : "seccomp");
}

static void loop(void *context, int out)
{
    (void)context;
    for (volatile int on = 1; on;) continue;
    (void)out;
}

static void eat(void *context, int out)
{
    (void)context;
    void *block = malloc((size_t)1 << 30);
    (void)!child_answer(out, block == NULL, &(Error){ERROR_INPUT, "it was given"});
    free(block);
}

static void test_time_and_memory_end(void **state)
{
    (void)state;
    const Walls walls = {.memory_bytes = (size_t)1 << 28, .cpu_seconds = 1};
    ChildProcess child;
    Error error;
    assert_ok(child_start(&walls, loop, NULL, &child, &error), &error);
    assert_false(child_take_answer(&child, "a.svg", ERROR_USAGE, &error));
    child_end(&child);
    assert_int_equal(error.code, ERROR_USAGE);
    assert_non_null(strstr(error.text, "too long"));
    assert_ok(child_start(&walls, eat, NULL, &child, &error), &error);
    bool refused = child_take_answer(&child, "a.svg", ERROR_USAGE, &error);
#ifdef __SANITIZE_ADDRESS__ /* there a request that cannot be met ends the program */
    if (!refused) refused = strstr(error.text, "more memory than is allowed") != NULL;
#endif
    assert_ok(refused, &error);
    child_end(&child);
}

static void test_what_a_file_may_cost(void **state)
{
    (void)state;
    char path[] = "/tmp/brandpunt-hollow-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, "x", 1), 1);
    Walls small = walls_of_file(path);
    assert_int_equal(ftruncate(file, (off_t)1 << 32), 0);
    Walls hollow = walls_of_file(path);
    assert_true(small.cpu_seconds <= 10 && small.memory_bytes <= (size_t)400 << 20);
    assert_true(hollow.cpu_seconds <= 10 && hollow.memory_bytes <= (size_t)400 << 20);
    close(file);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_a_child_can_do), cmocka_unit_test(test_time_and_memory_end), cmocka_unit_test(test_what_a_file_may_cost)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
