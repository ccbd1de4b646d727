/*
 * layers.h: reading a municipality's layer from a file into the form of its role.
 *
 * Recognises the usual names of attributes (those of CBS among them), repairs invalid geometry and says so,
 * and brings everything to the project's CRS. A file without .prj is taken for the project's CRS when its
 * coordinates lie in its range, and refused otherwise: a layer is never placed by a guess that may be wrong.
 */
#ifndef BRANDPUNT_SRC_LAYERS_H
#define BRANDPUNT_SRC_LAYERS_H

#include "src/config.h"
#include "src/exchange/foreign.h"
#include "src/exchange/hash.h"
#include "src/store/layers.h"

/* Reads a file for a role. `settings` gives file, role, encoding, crs and the names of fields; record gets all
 * but added_on. Refuses a file without usable features, with the wrong kind of geometry, or out of range. */
bool layer_file_read(const ConfigLayer *settings, const char *project_crs, Layer *ret_layer, LayerRecord *ret_record, Error *error) MUST_USE;

/* The fingerprint by which a file is known again; of a shapefile also that of its .dbf, .prj and .cpg, which may change
 * while the shapes do not. */
bool layer_file_hash(const char *path, char ret_sha256[HASH_HEX_BYTES], Error *error) MUST_USE;

/* Whether it still has that fingerprint: asked when all of it was read, as a copy may have been under way. ERROR_INPUT when not. */
bool layer_file_unchanged(const char *path, const char *sha256, Error *error) MUST_USE;

/* The same with the table that is joined to it. */
bool layer_files_hash(const ConfigLayer *settings, char ret_sha256[HASH_HEX_BYTES], Error *error) MUST_USE;

/* The fields of a role that are recognised in a file: "name = BU_NAAM, residents = AANT_INW"; "" where there are none. */
void layer_fields_text(const ForeignSchema *schema, Role role, char *ret_text, size_t size);

#endif
