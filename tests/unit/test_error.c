#include "tests/support/assert_near.h"

#include "geo/error.h"

static void test_set_fills_and_returns_false(void **state)
{
    (void)state;
    Error error = {0};
    assert_false(error_set(&error, ERROR_INPUT, "line %d: \"%s\"", 7, "x"));
    assert_int_equal(error.code, 3);
    assert_string_equal(error.text, "line 7: \"x\"");
}

static void test_prefix_keeps_the_code(void **state)
{
    (void)state;
    Error error = {0};
    error_set(&error, ERROR_USAGE, "50%% is not a number of m.");
    assert_false(error_prefix(&error, "config.ini:3"));
    assert_int_equal(error.code, ERROR_USAGE);
    assert_string_equal(error.text, "config.ini:3: 50% is not a number of m.");
}

static void test_memory_says_how_much(void **state)
{
    (void)state;
    Error error = {0};
    assert_false(error_memory(&error, 123e6));
    assert_int_equal(error.code, ERROR_FAILED);
    assert_non_null(strstr(error.text, "123 MB"));
    assert_false(error_memory(&error, 40)); /* not "0 MB" */
    assert_null(strstr(error.text, "MB"));
}

/* Decodes the text as UTF-8; false at the first byte that does not belong. */
static bool is_utf8(const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c;) {
        int more = *c < 0x80             ? 0
                   : (*c & 0xE0) == 0xC0 ? 1
                   : (*c & 0xF0) == 0xE0 ? 2
                   : (*c & 0xF8) == 0xF0 ? 3
                                         : -1;
        if (more < 0) return false;
        for (c++; more > 0; more--, c++) {
            if ((*c & 0xC0) != 0x80) return false;
        }
    }
    return true;
}

static void test_long_text_is_cut_between_characters(void **state)
{
    (void)state;
    const char *characters[] = {"a", "\xc3\xab", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};
    for (int kind = 0; kind < 4; kind++) {
        for (int shift = 0; shift < 4; shift++) {
            char text[1200] = "";
            for (int i = 0; i < shift; i++)
                strcat(text, "b");
            while (strlen(text) + 5 < 900)
                strcat(text, characters[kind]);
            Error error;
            error_set(&error, ERROR_INPUT, "%s", text);
            size_t length = strlen(error.text);
            assert_true(length < sizeof error.text && length >= sizeof error.text - 6);
            assert_true(is_utf8(error.text));
            assert_memory_equal(error.text, text, length);
        }
    }
}

static void test_prefix_of_a_full_text_stays_within_bounds(void **state)
{
    (void)state;
    char text[600];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    Error error;
    error_set(&error, ERROR_INPUT, "%s", text);
    assert_int_equal(strlen(error.text), sizeof error.text - 1);
    error_prefix(&error, "file.csv:12");
    assert_int_equal(strlen(error.text), sizeof error.text - 1);
    assert_int_equal(strncmp(error.text, "file.csv:12: xxx", 16), 0);
}

static void test_nothing_reaches_the_screen_but_text(void **state)
{
    (void)state;
    Error error = {0};
    error_set(&error, ERROR_INPUT, "a%sb", "\x1b]0;x\x07\n\t\x7f\xc2\x9b\xe2\x80\xae\xe2\x81\xa6\x9b\xc0\xaf\xed\xa0\x80");
    assert_string_equal(error.text, "a?]0;x???" "?" "?" "?" "?" "?" "??" "???" "b");
    char kept[] = "Caf\xc3\xa9 \xe2\x82\xac 5 \xf0\x9f\x98\x80";
    printable(kept);
    assert_string_equal(kept, "Caf\xc3\xa9 \xe2\x82\xac 5 \xf0\x9f\x98\x80");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_fills_and_returns_false),
        cmocka_unit_test(test_prefix_keeps_the_code),
        cmocka_unit_test(test_memory_says_how_much),
        cmocka_unit_test(test_long_text_is_cut_between_characters),
        cmocka_unit_test(test_prefix_of_a_full_text_stays_within_bounds),
        cmocka_unit_test(test_nothing_reaches_the_screen_but_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
