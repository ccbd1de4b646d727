/* The log: when the progress bar is drawn, what it says, and that a message never lands on it. */
#include "tests/support/assert_near.h"

#include "src/log.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* What goes to stderr from here to catch_end() is caught; on a pseudo-terminal when `terminal`. */
typedef struct Caught {
    int kept, to, from;
    char text[1000];
} Caught;

static void catch_begin(Caught *caught, bool terminal)
{
    fflush(stderr);
    caught->kept = dup(STDERR_FILENO);
    if (terminal) {
        caught->from = posix_openpt(O_RDWR | O_NOCTTY);
        assert_true(caught->from >= 0 && grantpt(caught->from) == 0 && unlockpt(caught->from) == 0);
        caught->to = open(ptsname(caught->from), O_RDWR | O_NOCTTY);
    } else {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        caught->from = ends[0], caught->to = ends[1];
    }
    assert_true(caught->to >= 0 && dup2(caught->to, STDERR_FILENO) >= 0);
}

static void catch_end(Caught *caught)
{
    fflush(stderr);
    dup2(caught->kept, STDERR_FILENO);
    close(caught->kept), close(caught->to);
    size_t used = 0; /* a terminal hands it over in pieces, and ends when nobody can write to it any more */
    for (ssize_t length; (length = read(caught->from, caught->text + used, sizeof caught->text - 1 - used)) > 0;) used += (size_t)length;
    caught->text[used] = '\0';
    close(caught->from);
}

static void bar_tells_how_far_it_is(void **state)
{
    (void)state;
    Caught caught;
    catch_begin(&caught, true);
    Log log = log_init(false);
    Progress progress = progress_init(&log, "meldpunt.csv", 1000);
    progress_to(&progress, 100); /* within its first second it stays away */
    bool early = log.bar_shown;
    progress.begun_s -= 10, progress.drawn_s -= 10;
    progress_to(&progress, 250);
    bool shown = log.bar_shown;
    progress_to(&progress, 251); /* at most ten times a second */
    log_say(&log, "%s", "one line");
    bool after = log.bar_shown;
    progress_end(&progress);
    catch_end(&caught);
    assert_true(log.terminal);
    assert_false(early);
    assert_true(shown);
    assert_false(after);
    assert_string_equal(caught.text, "\r\033[Kmeldpunt.csv [#######.......................] 25 %, 30 s left\r\033[Kone line\r\n");
}

static void more_than_was_guessed_is_all(void **state)
{
    (void)state;
    Caught caught;
    catch_begin(&caught, true);
    Log log = log_init(false);
    Progress progress = progress_init(&log, "a.csv", 100);
    progress.begun_s -= 5, progress.drawn_s -= 5;
    progress_to(&progress, 400);
    progress_end(&progress);
    catch_end(&caught);
    assert_non_null(strstr(caught.text, "[##############################] 100 %, 0 s left"));
}

static void no_bar_where_nobody_looks(void **state)
{
    (void)state;
    for (int quiet = 0; quiet < 2; quiet++) {
        Caught caught;
        catch_begin(&caught, quiet == 1);
        Log log = log_init(quiet == 1);
        Progress progress = progress_init(&log, "a.csv", 100);
        progress.begun_s -= 5, progress.drawn_s -= 5;
        progress_to(&progress, 50);
        progress_end(&progress);
        catch_end(&caught);
        assert_string_equal(caught.text, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bar_tells_how_far_it_is),
        cmocka_unit_test(more_than_was_guessed_is_all),
        cmocka_unit_test(no_bar_where_nobody_looks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
