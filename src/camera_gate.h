/*
 * camera_gate.h: the conditions of article 151c Gemeentewet, as a checklist from the configuration.
 *
 * Nine conditions, in the order of Config.gate. A condition is met when the configuration says yes, or since a day that
 * has come; the end date of the decision is met until its day has passed. The list decides nothing: it counts, and says
 * what is missing. A place where only perceptions are reported never gets to it (geo/priority.h).
 */
#ifndef BRANDPUNT_SRC_CAMERA_GATE_H
#define BRANDPUNT_SRC_CAMERA_GATE_H

#include "src/config.h"

#include <jansson.h>
#include <stdint.h>

enum { GATE_CONDITIONS = 9 };

typedef struct GateCondition {
    const char *key, *name; /* of the configuration; as people read it */
    bool met, dated;
    int64_t day;            /* days since 1970-01-01, when dated */
    bool is_end;            /* the day is the last one, not the first */
} GateCondition;

typedef struct CameraGate {
    GateCondition condition[GATE_CONDITIONS];
    int met;
    bool dated;             /* some condition has a day, so that the list depends on as_of_day */
    int64_t as_of_day;      /* [camera_gate] as_of, or today */
} CameraGate;

CameraGate camera_gate(const Config *config);

/* "met", "met since 01-02-2026", "not met: ended on 01-03-2026", ... */
void camera_gate_state(const Config *config, const CameraGate *gate, int condition, char *ret_text, size_t size);

/* "conditions 1/9", and the names of those that are not met with commas between; "" when all are. */
void camera_gate_count(const CameraGate *gate, char *ret_text, size_t size);
void camera_gate_missing(const CameraGate *gate, char *ret_text, size_t size);

/* [{key, name, met, date, state}] */
json_t *camera_gate_json(const Config *config, const CameraGate *gate);

#endif
