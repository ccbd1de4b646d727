#include "tests/support/assert_near.h"

#include "src/suggestion.h"

#include <string.h>

/* The definition itself, without a table: the least of the three ways to make the last letters agree. */
static size_t slow_distance(const char *a, size_t n, const char *b, size_t m)
{
    if (n == 0 || m == 0) return n + m;
    size_t change = slow_distance(a, n - 1, b, m - 1) + (a[n - 1] != b[m - 1]);
    size_t remove = slow_distance(a, n - 1, b, m) + 1, add = slow_distance(a, n, b, m - 1) + 1;
    size_t least = change < remove ? change : remove;
    return least < add ? least : add;
}

static void distance_is_that_of_the_definition(void **state)
{
    (void)state;
    static const char *const words[] = {"", "a", "map", "pam", "layer", "laeyr", "density", "densiti", "dentist", "edge"};
    enum { WORDS = sizeof words / sizeof *words };
    for (size_t i = 0; i < WORDS; i++)
        for (size_t j = 0; j < WORDS; j++)
            assert_int_equal(word_distance(words[i], words[j]), slow_distance(words[i], strlen(words[i]), words[j], strlen(words[j])));
    assert_int_equal(word_distance("kitten", "sitting"), 3); /* the example of every textbook */
}

static void long_words_are_far_from_everything(void **state)
{
    (void)state;
    const char *most = "abcdefghijklmnopqrstuvwxyzabcdef", *more = "abcdefghijklmnopqrstuvwxyzabcdefg";
    assert_int_equal(word_distance(most, most), 0);
    assert_true(word_distance(more, more) > word_distance_limit(more));
    assert_true(word_distance("x", more) > word_distance_limit("x"));
}

static void short_words_must_be_nearer(void **state)
{
    (void)state;
    assert_true(word_distance("mpa", "map") >= word_distance_limit("mpa")); /* half a word of three letters */
    assert_true(word_distance("mapp", "map") < word_distance_limit("mapp"));
    assert_true(word_distance("bandwith", "bandwidth") < word_distance_limit("bandwith"));
    assert_false(word_distance("kaart", "map") < word_distance_limit("kaart"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distance_is_that_of_the_definition),
        cmocka_unit_test(long_words_are_far_from_everything),
        cmocka_unit_test(short_words_must_be_nearer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
