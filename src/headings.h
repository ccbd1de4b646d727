/*
 * headings.h: what people call the columns, tables and remarks that files call `dark_share`, `risk_areas` and `BRANDPUNT_RUN`.
 */
#ifndef BRANDPUNT_SRC_HEADINGS_H
#define BRANDPUNT_SRC_HEADINGS_H

/* In the reader's language, with the unit; the name itself when it has none. Lives as long as the program. */
const char *heading_of(const char *name);

#endif
