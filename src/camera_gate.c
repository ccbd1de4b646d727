#include "src/camera_gate.h"

#include "geo/calendar.h"
#include "render/numbers.h"
#include "src/exchange/fields.h"
#include "src/wording.h"

#include <string.h>
#include <time.h>

enum { END_DATE = 5 };

static const struct {
    const char *key, *name;
} CONDITIONS[GATE_CONDITIONS] = {
    {"public_place", N_("public place")},       {"necessity", N_("necessary for public order")}, {"lighter_means", N_("lighter means tried")},
    {"officer_consulted", N_("officer of justice consulted")}, {"visible", N_("cameras made known")}, {"end_date", N_("end date")},
    {"withdrawal", N_("withdrawn when no longer needed")},     {"four_weeks", N_("images kept four weeks at most")}, {"dpia", N_("data protection impact assessment")},
};

static int64_t today(void)
{
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    return calendar_day_of((Date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday});
}

CameraGate camera_gate(const Config *config)
{
    CameraGate gate = {0};
    if (config->gate_as_of[0] == '\0' || !day_read(config->gate_as_of, strlen(config->gate_as_of), &gate.as_of_day)) gate.as_of_day = today();
    for (int i = 0; i < GATE_CONDITIONS; i++) {
        int value = config->gate[i];
        GateCondition *condition = &gate.condition[i];
        *condition = (GateCondition){.key = CONDITIONS[i].key, .name = _(CONDITIONS[i].name), .met = value == 1, .dated = value > 1, .is_end = i == END_DATE};
        if (condition->dated) {
            condition->day = calendar_day_of((Date){value / 10000, value / 100 % 100, value % 100});
            condition->met = condition->is_end ? gate.as_of_day <= condition->day : condition->day <= gate.as_of_day;
            gate.dated = true;
        }
        gate.met += condition->met;
    }
    return gate;
}

void camera_gate_state(const Config *config, const CameraGate *gate, int condition, char *ret_text, size_t size)
{
    const GateCondition *c = &gate->condition[condition];
    char day[NUMBER_TEXT];
    if (!c->dated) {
        snprintf(ret_text, size, "%s", !c->met ? _("not met") : c->is_end ? _("met, but no date is given") : _("met"));
        return;
    }
    wording_day(wording_language(config), c->day, day);
    snprintf(ret_text, size, c->is_end ? (c->met ? _("met, until %s") : _("not met: it ended on %s")) : c->met ? _("met since %s") : _("not met before %s"), day);
}

void camera_gate_count(const CameraGate *gate, char *ret_text, size_t size)
{
    snprintf(ret_text, size, _("conditions %d/%d"), gate->met, GATE_CONDITIONS);
}

void camera_gate_missing(const CameraGate *gate, char *ret_text, size_t size)
{
    size_t used = 0;
    ret_text[0] = '\0';
    for (int i = 0; i < GATE_CONDITIONS && used < size; i++)
        if (!gate->condition[i].met) used += (size_t)snprintf(ret_text + used, size - used, "%s%s", used > 0 ? ", " : "", gate->condition[i].name);
}

json_t *camera_gate_json(const Config *config, const CameraGate *gate)
{
    json_t *list = json_array();
    for (int i = 0; i < GATE_CONDITIONS; i++) {
        const GateCondition *c = &gate->condition[i];
        char state[WORDING_TEXT], day[11];
        camera_gate_state(config, gate, i, state, sizeof state);
        wording_iso_day(c->day, day);
        json_array_append_new(list, json_pack("{s:s, s:s, s:b, s:o, s:s}", "key", c->key, "name", c->name, "met", c->met, "date", c->dated ? json_string(day) : json_null(), "state", state));
    }
    return list;
}
