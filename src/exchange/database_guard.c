#include "src/exchange/database_guard.h"

#include <ctype.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static bool holds_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (; *text; text++) {
        size_t n = 0;
        while (n < length && tolower((unsigned char)text[n]) == word[n])
            n++;
        if (n == length) return true;
    }
    return false;
}

/* Whether an object of a database can reach beyond the database: a virtual table of another module than the
 * index and the text search, a view or a trigger that calls a function that reads or writes files. */
static bool reaches_out(const char *type, const char *sql)
{
    static const char *const functions[] = {"load_extension", "readfile",       "writefile", "blobfromfile",
                                            "blobtofile",     "importshp",      "importdbf", "importxls",
                                            "importgeojson",  "importwfs",      "exportshp", "exportdbf",
                                            "exportkml",      "exportgeojson",  "xb_",       "ogr_geocode",
                                            "gdal_get",       "fts3_tokenizer", "edit(",     NULL};
    if (holds_word(sql, "create virtual table"))
        return !holds_word(sql, "using rtree") && !holds_word(sql, "using \"rtree\"") &&
               !holds_word(sql, "using fts");
    if (strcmp(type, "view") != 0 && strcmp(type, "trigger") != 0) return false;
    for (const char *const *function = functions; *function; function++) {
        if (holds_word(sql, *function)) return true;
    }
    return false;
}

bool database_inspect(const char *path, char *ret_refused, size_t size)
{
    sqlite3 *database = NULL;
    sqlite3_stmt *query = NULL;
    int step = SQLITE_ERROR;
    bool is_readable = sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
                       sqlite3_prepare_v2(database, "SELECT name, sql, type FROM sqlite_master WHERE sql IS NOT NULL", -1, &query, NULL) == SQLITE_OK;
    ret_refused[0] = '\0';
    while (is_readable && (step = sqlite3_step(query)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(query, 0), *sql = (const char *)sqlite3_column_text(query, 1);
        const char *type = (const char *)sqlite3_column_text(query, 2);
        if (sql && type && reaches_out(type, sql) && !ret_refused[0]) snprintf(ret_refused, size, "%s", name ? name : "?");
    }
    sqlite3_finalize(query);
    sqlite3_close(database);
    return is_readable && step == SQLITE_DONE;
}
