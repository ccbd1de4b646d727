/*
 * dpia.h: the appendix to a data protection impact assessment (AVG article 35, Wpg article 4c), with the figures of this database.
 *
 * What is counted and found here, by the program, on this day: sources with their law, purpose and time, fields that are kept and that are not,
 * rights on files, audiences, publications, the audit, purges; then risks with what is done about each and what is left. What a
 * program cannot know (the ground in law, who agreed with whom, copies elsewhere) is listed for people to fill in.
 */
#ifndef BRANDPUNT_SRC_DPIA_H
#define BRANDPUNT_SRC_DPIA_H

#include "src/config.h"
#include "src/store/audit.h"

/* `audit` is how the audit was found before this was begun. The path ends in .md or .html. */
bool dpia_write(Store *store, const Config *config, const AuditState *audit, const char *path, Error *error) MUST_USE;

#endif
