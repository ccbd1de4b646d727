/*
 * side.h: a named set of reports to hold beside another: `women`, `lhbti`, `perception`, `category:naroepen`, `source:politie`.
 *
 * A bare word is a kind or a group; with a key before it (`group:lhbti`, `kind:perception`) it is that.
 *
 * Behind `risk --against` and `beside`.
 */
#ifndef BRANDPUNT_SRC_SIDE_H
#define BRANDPUNT_SRC_SIDE_H

#include "src/config.h"

enum { SIDE_NAME = 200 };

/* The configuration that selects the side: the one given, with the key that the side names replaced. ret_name (SIDE_NAME bytes) is what people
 * call it: "lhbti+", "places that feel unsafe". Refuses a word that is no side. */
bool side_choose(const Config *config, const char *text, const char *where, Config *ret_config, char *ret_name, Error *error) MUST_USE;

/* What people call the selection of a configuration: its group, categories or sources, else its kind. */
void side_name(const Config *config, char *ret_name);

/* The same in a word, where it is clear which kind is meant: "women". Lives as long as the configuration. */
const char *side_label(const Config *config);

#endif
