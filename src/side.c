#include "src/side.h"

#include "src/selection.h"
#include "src/wording.h"

#include <stdio.h>
#include <string.h>

bool side_choose(const Config *config, const char *text, const char *where, Config *ret_config, char *ret_name, Error *error)
{
    static const char *const keys[] = {"kind", "group", "category", "source"};
    const char *colon = strchr(text, ':');
    config_copy(config, ret_config);
    for (size_t k = 0; colon != NULL && k < sizeof keys / sizeof *keys; k++) {
        if ((size_t)(colon - text) != strlen(keys[k]) || strncmp(text, keys[k], strlen(keys[k])) != 0) continue;
        if (!config_set(ret_config, "selection", keys[k], colon + 1, where, error)) return false;
        side_name(ret_config, ret_name);
        return true;
    }
    const char *key = strcmp(text, "incident") == 0 || strcmp(text, "perception") == 0 ? "kind" : selection_group(text) != 0 ? "group" : NULL;
    if (key == NULL)
        return error_set(error, ERROR_USAGE, _("%s: '%s' is no set of reports; write incident, perception, women, lhbti, other, category:NAME or source:NAME."), where, text);
    if (!config_set(ret_config, "selection", key, text, where, error)) return false;
    side_name(ret_config, ret_name);
    return true;
}

static const char *narrower(const Config *config)
{
    return config->group[0] != '\0' ? wording_group(config->group) : config->category[0] != '\0' ? config->category : config->source;
}

static const char *kind_of(const Config *config)
{
    return config->kind == KIND_PERCEPTION ? _("places that feel unsafe") : _("incidents");
}

const char *side_label(const Config *config)
{
    return narrower(config)[0] != '\0' ? narrower(config) : kind_of(config);
}

void side_name(const Config *config, char *ret_name)
{
    if (narrower(config)[0] == '\0') snprintf(ret_name, SIDE_NAME, "%s", kind_of(config));
    else snprintf(ret_name, SIDE_NAME, _("%s (%.120s)"), kind_of(config), narrower(config));
}
