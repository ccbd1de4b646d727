/*
 * hash.h: fingerprints of files, and keyed hashes that stand for a person.
 *
 * A reporter is only ever known by HMAC-SHA-256 of the text that names him, under a key that lives in a file outside
 * the database: with the key one can tell whether two reports come from one person, without it nobody can.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_HASH_H
#define BRANDPUNT_SRC_EXCHANGE_HASH_H

#include "geo/error.h"

#include <stddef.h>

enum { HASH_KEY_BYTES = 32, HASH_HEX_BYTES = 65 };

typedef struct HashKey {
    unsigned char byte[HASH_KEY_BYTES];
} HashKey;

/* SHA-256 of a file, as 64 hexadecimal digits and a NUL. */
bool hash_file(const char *path, char ret_hex[HASH_HEX_BYTES], Error *error) MUST_USE;

/* SHA-256 of a text. */
void hash_text(const char *text, size_t length, char ret_hex[HASH_HEX_BYTES]);

/* Reads the key, or makes the file (mode 0600, random) when there is none. Refuses a key file of another length, and
 * one that others may read. */
bool hash_key_open(const char *path, HashKey *ret_key, Error *error) MUST_USE;

/* The two halves of making one, for work that leaves no key behind when it fails: random bytes, and their file. Saving
 * never replaces a key. */
bool hash_key_new(HashKey *ret_key, Error *error) MUST_USE;
bool hash_key_save(const char *path, const HashKey *key, Error *error) MUST_USE;

/* HMAC-SHA-256 of a text without its leading and trailing blanks and in lower case (ASCII), so that one address
 * written twice is one person. */
void hash_keyed(const HashKey *key, const char *text, size_t length, char ret_hex[HASH_HEX_BYTES]);

#endif
