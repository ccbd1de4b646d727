/*
 * database_guard.h: looks through an SQLite file from outside (GeoPackage, MBTiles) before another library opens it.
 *
 * Such a file can hold tables, views and triggers that read other files when they are asked. They are looked for with plain SQLite, which
 * runs none of them.
 */
#ifndef BRANDPUNT_SRC_EXCHANGE_DATABASE_GUARD_H
#define BRANDPUNT_SRC_EXCHANGE_DATABASE_GUARD_H

#include "geo/error.h"

#include <stddef.h>

/* False when it is no readable database. ret_refused gets the name of the first object that can reach beyond the database, cut to size;
 * empty when there is none. */
bool database_inspect(const char *path, char *ret_refused, size_t size) MUST_USE;

#endif
