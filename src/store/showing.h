/*
 * showing.h: what QGIS shows when the database is opened as it is: views with names for people, each with its style.
 *
 *     meldingen                reports, without whatever tells who reported or which number the report had
 *     risicogebieden           risk areas of the last run
 *     prioriteit_verlichting, prioriteit_cameras, prioriteit_handhaving   the rankings of that run
 *     layer_NAME               the layers of the municipality, by their role
 *
 * The views are registered in views_geometry_columns and the styles (QML and SLD) stand in layer_styles, where QGIS looks for them. All of
 * it is made of other tables and read by nobody of us: it may be thrown away, and is made again with the next result.
 * Only a file is shown so: of a database on a server nothing is done.
 */
#ifndef BRANDPUNT_SRC_STORE_SHOWING_H
#define BRANDPUNT_SRC_STORE_SHOWING_H

#include "src/store/layers.h"

/* Each inside a transaction of the caller. Makes what is missing, in a file. */
bool showing_make(Store *store, Error *error) MUST_USE;

/* Keeps the outlines of the areas of a run, in order of rank from 1, in place of those of the run before. */
bool showing_areas(Store *store, const Features *areas, const char *run_id, Error *error) MUST_USE;

/* Throws the outlines away: what they were drawn from is gone. */
bool showing_forget_areas(Store *store, Error *error) MUST_USE;

/* The style of the table of a layer, and its removal. */
bool showing_layer(Store *store, const char *table, Role role, FeatureKind kind, Error *error) MUST_USE;
bool showing_forget_layer(Store *store, const char *table, Error *error) MUST_USE;

#endif
