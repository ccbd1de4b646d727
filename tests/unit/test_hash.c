#include "tests/support/assert_near.h"

#include "src/exchange/hash.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Published: FIPS 180-4 examples of SHA-256. */
static void test_sha256(void **state)
{
    (void)state;
    char hex[HASH_HEX_BYTES];
    hash_text("abc", 3, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hash_text("", 0, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* Published: RFC 4231, with a key of 32 bytes made of case 6's byte; HMAC of a short key equals that of the
 * key padded with zeros. */
static void test_keyed(void **state)
{
    (void)state;
    char hex[HASH_HEX_BYTES], other[HASH_HEX_BYTES];
    HashKey key = {{'J', 'e', 'f', 'e'}}; /* RFC 4231 case 2: zeros behind the key change nothing */
    static const char text[] = "what do ya want for nothing?";
    hash_keyed(&key, text, sizeof text - 1, hex);
    assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    hash_keyed(&key, "  A@Example.ORG ", 16, hex);
    hash_keyed(&key, "a@example.org", 13, other);
    assert_string_equal(hex, other);
    hash_keyed(&key, "b@example.org", 13, other);
    assert_string_not_equal(hex, other);
}

static void test_files(void **state)
{
    (void)state;
    char folder[64] = "/tmp/brandpunt-hash-XXXXXX", path[96], hex[HASH_HEX_BYTES];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/abc", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs("abc", file);
    fclose(file);
    Error error;
    assert_ok(hash_file(path, hex, &error), &error);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_false(hash_file(folder, hex, &error));
    HashKey key, again;
    assert_false(hash_key_open(path, &key, &error)); /* three bytes are no key */
    unlink(path);
    assert_ok(hash_key_open(path, &key, &error), &error);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(status.st_size, HASH_KEY_BYTES);
    assert_ok(hash_key_open(path, &again, &error), &error);
    assert_memory_equal(key.byte, again.byte, HASH_KEY_BYTES);
    assert_int_equal(chmod(path, 0644), 0);
    assert_false(hash_key_open(path, &again, &error));
    assert_non_null(strstr(error.text, "chmod"));
    unlink(path);
    assert_int_equal(rmdir(folder), 0);
    assert_false(hash_key_open("/nowhere/at/all", &again, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sha256), cmocka_unit_test(test_keyed),
                                       cmocka_unit_test(test_files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
