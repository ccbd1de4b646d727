#include "src/exchange/hash.h"

#include "src/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nettle/hmac.h>
#include <nettle/sha2.h>

static void write_hex(const uint8_t digest[SHA256_DIGEST_SIZE], char hex[HASH_HEX_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SHA256_DIGEST_SIZE; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15U];
    }
    hex[HASH_HEX_BYTES - 1] = '\0';
}

/* Of a large file hardly anything is stored: reading it would take the time of all that it claims to hold. A file system that packs
 * does not make a real file so small. */
static bool is_hollow(const struct stat *status)
{
    const double large = 256e6, least_share = 0.01;
    return (double)status->st_size > large && (double)status->st_blocks * 512 < least_share * (double)status->st_size;
}

bool hash_file(const char *path, char ret_hex[HASH_HEX_BYTES], Error *error)
{
    enum { CHUNK = 1 << 16 };
    uint8_t chunk[CHUNK], digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx context;
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return error_set(error, ERROR_INPUT, _("%s could not be opened: %s."), path, strerror(errno));
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(file);
        return error_set(error, ERROR_INPUT, _("%s is not a regular file."), path);
    }
    if (is_hollow(&status)) {
        close(file);
        return error_set(error, ERROR_INPUT, _("%s is for the most part holes: it was not copied whole; ask for it again."), path);
    }
    sha256_init(&context);
    ssize_t got;
    while ((got = read(file, chunk, sizeof chunk)) != 0) {
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) break;
        sha256_update(&context, (size_t)got, chunk);
    }
    int reason = errno;
    close(file);
    if (got < 0)
        return error_set(error, ERROR_FAILED, _("%s could not be read: %s."), path, strerror(reason));
    sha256_digest(&context, sizeof digest, digest);
    write_hex(digest, ret_hex);
    return true;
}

void hash_text(const char *text, size_t length, char ret_hex[HASH_HEX_BYTES])
{
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, length, (const uint8_t *)text);
    sha256_digest(&context, sizeof digest, digest);
    write_hex(digest, ret_hex);
}

static bool write_key(int file, const HashKey *key)
{
    size_t done = 0;
    while (done < sizeof key->byte) {
        ssize_t written = write(file, key->byte + done, sizeof key->byte - done);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        done += (size_t)written;
    }
    return fsync(file) == 0;
}

bool hash_key_new(HashKey *ret_key, Error *error)
{
    HashKey key;
    if (getrandom(key.byte, sizeof key.byte, 0) != (ssize_t)sizeof key.byte)
        return error_set(error, ERROR_FAILED, _("The system gave no random bytes for a key: %s."), strerror(errno));
    *ret_key = key;
    return true;
}

/* Gives the finished file its name, unless there is a key by then. */
static bool name_key(const char *beside, const char *path)
{
    if (link(beside, path) == 0) return true;
    return errno != EEXIST && access(path, F_OK) != 0 && rename(beside, path) == 0; /* a disk without links */
}

/* Written beside its place and then given its name, so that no moment leaves half a key, which would be refused the next time. */
bool hash_key_save(const char *path, const HashKey *key, Error *error)
{
    char beside[PATH_MAX];
    if (!interrupt_beside(path, beside, sizeof beside)) return error_set(error, ERROR_USAGE, _("The key file %s could not be made: %s."), path, strerror(ENAMETOOLONG));
    int file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    bool written = file >= 0 && write_key(file, key);
    int reason = errno;
    if (file >= 0) close(file);
    if (written && !name_key(beside, path)) written = false, reason = errno;
    if (file >= 0) (void)unlink(beside);
    if (written) return true;
    if (reason == EEXIST)
        return error_set(error, ERROR_FAILED, _("Another program made the key file %s at the same time; try again."), path);
    return error_set(error, ERROR_FAILED, _("The key file %s could not be made: %s."), path, strerror(reason));
}

bool hash_key_open(const char *path, HashKey *ret_key, Error *error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 && errno == ENOENT) {
        HashKey key;
        if (!hash_key_new(&key, error) || !hash_key_save(path, &key, error)) return false;
        *ret_key = key;
        return true;
    }
    if (file < 0)
        return error_set(error, ERROR_FAILED, _("The key file %s could not be opened: %s."), path,
                         strerror(errno));
    struct stat status;
    uint8_t byte[HASH_KEY_BYTES + 1];
    bool is_regular = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    ssize_t got = is_regular ? read(file, byte, sizeof byte) : -1;
    close(file);
    if (!is_regular || got != HASH_KEY_BYTES)
        return error_set(error, ERROR_FAILED,
                         _("%s is no key file: it must hold %d bytes; restore it, or name another key_file."),
                         path, HASH_KEY_BYTES);
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return error_set(error, ERROR_FAILED,
                         _("Others may read the key file %s; take that away with chmod 600 %s."), path, path);
    memcpy(ret_key->byte, byte, HASH_KEY_BYTES);
    return true;
}

static uint8_t lower(char c)
{
    return (uint8_t)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

void hash_keyed(const HashKey *key, const char *text, size_t length, char ret_hex[HASH_HEX_BYTES])
{
    struct hmac_sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE], run[64];
    while (length > 0 && (unsigned char)*text <= ' ')
        text++, length--;
    while (length > 0 && (unsigned char)text[length - 1] <= ' ')
        length--;
    hmac_sha256_set_key(&context, HASH_KEY_BYTES, key->byte);
    for (size_t at = 0; at < length;) {
        size_t n = 0;
        while (n < sizeof run && at < length)
            run[n++] = lower(text[at++]);
        hmac_sha256_update(&context, n, run);
    }
    hmac_sha256_digest(&context, sizeof digest, digest);
    write_hex(digest, ret_hex);
}
