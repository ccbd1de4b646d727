/*
 * layers.h: the municipality's layers in the database, one spatial table per layer.
 *
 * A role says what a layer is for and which fields it has; the fields have our names, whatever the file
 * called them (src/layers.h does the recognising). The table of a layer is called layer_NAME.
 */
#ifndef BRANDPUNT_SRC_STORE_LAYERS_H
#define BRANDPUNT_SRC_STORE_LAYERS_H

#include "geo/features.h"
#include "src/store/store.h"

typedef enum Role {
    ROLE_BOUNDARY,
    ROLE_NEIGHBOURHOOD,
    ROLE_STREET,
    ROLE_BUILDING,
    ROLE_WATER,
    ROLE_GREEN,
    ROLE_RAILWAY,
    ROLE_LIGHT,
    ROLE_CAMERA,
    ROLE_VENUE,
    ROLE_TRANSIT,
    ROLE_EXPOSURE,
    ROLE_MEASURE,
    ROLE_COUNT
} Role;

typedef enum LayerText { TEXT_NAME, TEXT_CODE, TEXT_WIJK_CODE, TEXT_WIJK_NAME, TEXT_KIND, TEXT_LIGHTING_CLASS, TEXT_SINCE, LAYER_TEXTS } LayerText;

typedef enum LayerNumber {
    NUMBER_RESIDENTS,
    NUMBER_WORKS, /* 1 works, 0 does not */
    NUMBER_LUX,
    NUMBER_DIRECTION_DEG,
    NUMBER_ANGLE_DEG,
    NUMBER_RANGE_M,
    NUMBER_VALUE,
    LAYER_NUMBERS
} LayerNumber;

typedef struct RoleFacts {
    const char *name;       /* as the configuration writes it */
    unsigned kinds;         /* bits 1 << FeatureKind that it may have */
    unsigned texts, numbers; /* bits 1 << LayerText, 1 << LayerNumber that it has */
} RoleFacts;

const RoleFacts *role_facts(Role role);
bool role_from_name(const char *name, Role *ret_role, Error *error) MUST_USE;
const char *layer_text_name(LayerText field);   /* "name", "code", ... as the column and the configuration call it */
const char *layer_number_name(LayerNumber field);

/* A layer in memory; also all layers of one role after each other. */
typedef struct Layer {
    Role role;
    Features features;
    char **text[LAYER_TEXTS];       /* one per feature, NULL entries where not known; NULL where the role has none */
    double *number[LAYER_NUMBERS];  /* the same, NaN where not known */
    size_t capacity;
} Layer;

Layer layer_init(Role role, FeatureKind kind);
void layer_free(Layer *layer);

/* Makes room for the attributes of the feature that is added next; they start unknown. */
bool layer_add(Layer *layer, Error *error) MUST_USE;
bool layer_set_text(Layer *layer, size_t feature, LayerText field, const char *text, Error *error) MUST_USE;

typedef struct LayerRecord {
    char name[128], role[32], file_name[256], sha256[65], crs[64], encoding[32], note[256], added_on[20];
    int64_t features, repaired;
} LayerRecord;

/* Writes a layer; one of the same name is replaced. */
bool layer_write(Store *store, const Layer *layer, const LayerRecord *record, Error *error) MUST_USE;

/* Removes a layer and its table; fails when there is none of that name. */
bool layer_remove(Store *store, const char *name, Error *error) MUST_USE;

/* All layers of a role as one; count 0 when there is none. The kind is that of the first layer of the role. */
bool layer_read(Store *store, Role role, Layer *ret_layer, Error *error) MUST_USE;

/* The records, by name; the caller frees with free(). */
bool layer_list(Store *store, LayerRecord **ret_records, size_t *ret_count, Error *error) MUST_USE;

/* The record of a name; found false when there is none. */
bool layer_find(Store *store, const char *name, bool *ret_found, LayerRecord *ret_record, Error *error) MUST_USE;

#endif
