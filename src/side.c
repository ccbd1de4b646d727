#include "src/side.h"

#include "src/wording.h"

#include <stdio.h>
#include <string.h>

bool side_choose(const Config *config, const char *text, const char *where, Config *ret_config, char *ret_name, Error *error)
{
    static const char *const keys[] = {"kind", "group", "category", "source"};
    const char *colon = strchr(text, ':');
    *ret_config = *config; /* its lists stay the first one's */
    for (size_t k = 0; colon != NULL && k < sizeof keys / sizeof *keys; k++) {
        if ((size_t)(colon - text) != strlen(keys[k]) || strncmp(text, keys[k], strlen(keys[k])) != 0) continue;
        if (!config_set(ret_config, "selection", keys[k], colon + 1, where, error)) return false;
        side_name(ret_config, ret_name);
        return true;
    }
    return error_set(error, ERROR_USAGE, _("%s: '%s' is no set of reports; write group:lhbti, kind:perception, category:NAME or source:NAME."), where, text);
}

void side_name(const Config *config, char *ret_name)
{
    const char *kind = config->kind == KIND_PERCEPTION ? _("places that feel unsafe") : _("incidents");
    const char *narrower = config->group[0] != '\0' ? wording_group(config->group) : config->category[0] != '\0' ? config->category : config->source;
    if (narrower[0] == '\0') snprintf(ret_name, SIDE_NAME, "%s", kind);
    else snprintf(ret_name, SIDE_NAME, _("%s (%.120s)"), kind, narrower);
}
