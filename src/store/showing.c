#include "src/store/showing.h"

#include "src/exchange/styles.h"
#include "src/store/geometry_blob.h"
#include "src/store/spatialite.h"

#include <stdio.h>
#include <stdlib.h>

static const char TABLES[] =
    "CREATE TABLE IF NOT EXISTS layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT,"
    " styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time TEXT);"
    "CREATE TABLE IF NOT EXISTS risk_area_shape (id INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES run, rank INTEGER NOT NULL)";

#define PRIORITIES(lever)                                                                                                                     \
    "SELECT s.id AS id, p.rank AS rank, p.rank_low AS rank_low, p.rank_high AS rank_high, p.score AS score, a.name AS name, a.status AS status, p.why AS why, s.geom AS geom" \
    " FROM risk_area_shape s JOIN risk_area a ON a.run = s.run AND a.rank = s.rank JOIN priority p ON p.run = s.run AND p.area = s.rank WHERE p.lever = '" lever "'"

static const struct {
    const char *name, *table, *select;
} VIEWS[] = {
    {"meldingen", "report",
     "SELECT r.id AS id, r.kind AS kind, r.category AS category, r.occurred_from AS occurred_from, r.occurred_to AS occurred_to, r.hour_known AS hour_known,"
     " r.precision_m AS precision_m, r.groups AS groups, s.name AS source, r.duplicate_of IS NOT NULL AS repeats_another, r.geom AS geom FROM report r JOIN source s ON s.id = r.source"},
    {"risicogebieden", "risk_area_shape",
     "SELECT s.id AS id, a.rank AS rank, a.name AS name, a.status AS status, a.reports AS reports, a.reporters AS reporters, a.dates AS dates, a.density_max AS density_max,"
     " a.area_m2 AS area_m2, a.p_value AS p_value, a.q_value AS q_value, a.neighbourhood AS neighbourhood, a.street AS street, a.dark_share AS dark_share,"
     " a.peak_window AS peak_window, s.geom AS geom FROM risk_area_shape s JOIN risk_area a ON a.run = s.run AND a.rank = s.rank"},
    {"prioriteit_verlichting", "risk_area_shape", PRIORITIES("lighting")},
    {"prioriteit_cameras", "risk_area_shape", PRIORITIES("cameras")},
    {"prioriteit_handhaving", "risk_area_shape", PRIORITIES("handhaving")},
};

enum { VIEW_COUNT = sizeof VIEWS / sizeof *VIEWS };

/* Whether the query finds the name; false too when it cannot be asked. */
static bool is_there(Store *store, const char *sql, const char *name)
{
    sqlite3_stmt *row = NULL;
    bool there = false;
    if (sqlite3_prepare_v2(spatialite_handle(store), sql, -1, &row, NULL) == SQLITE_OK) {
        sqlite3_bind_text(row, 1, name, -1, SQLITE_STATIC);
        there = sqlite3_step(row) == SQLITE_ROW;
    }
    sqlite3_finalize(row);
    return there;
}

static bool delete_style(Store *store, const char *table, Error *error)
{
    sqlite3_stmt *remove = spatialite_prepare(store, "DELETE FROM layer_styles WHERE f_table_name = ?", error);
    if (remove == NULL) return false;
    sqlite3_bind_text(remove, 1, table, -1, SQLITE_STATIC);
    bool ok = spatialite_run(store, remove, error);
    sqlite3_finalize(remove);
    return ok;
}

static bool put_style(Store *store, const char *table, const Style *style, Error *error)
{
    char *qml = style_qml(style), *sld = style_sld(style, table);
    if (qml == NULL || sld == NULL) return free(qml), free(sld), error_memory(error, 1e4);
    sqlite3_stmt *insert = NULL;
    bool ok = delete_style(store, table, error) &&
              (insert = spatialite_prepare(store,
                                      "INSERT INTO layer_styles (f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, update_time)" /* QGIS asks for no schema */
                                      " VALUES (?, 'geom', 'brandpunt', ?, ?, 1, '2000-01-01T00:00:00.000Z')",
                                      error)) != NULL;
    const char *texts[] = {table, qml, sld};
    for (int i = 0; ok && i < 3; i++) sqlite3_bind_text(insert, i + 1, texts[i], -1, SQLITE_STATIC);
    ok = ok && spatialite_run(store, insert, error);
    sqlite3_finalize(insert);
    free(qml);
    free(sld);
    return ok;
}

/* ---- views ---- */

static Style style_of_view(size_t view)
{
    if (view == 0) return style_plain(FEATURE_POINT, _("report"), NULL, (StyleColour){214, 70, 20, 120}, (StyleColour){70, 8, 38, 160}, 0.1);
    return view == 1 ? style_risk_areas() : style_priorities(LANGUAGE_DUTCH);
}

static bool make_view(Store *store, size_t view, Error *error)
{
    char *sql = sqlite3_mprintf("CREATE VIEW \"%w\" AS %s; INSERT INTO views_geometry_columns (view_name, view_geometry, view_rowid, f_table_name, f_geometry_column, read_only)"
                                " VALUES ('%q', 'geom', 'id', '%q', 'geom', 1)",
                                VIEWS[view].name, VIEWS[view].select, VIEWS[view].name, VIEWS[view].table);
    bool ok = sql != NULL ? store_execute(store, sql, error) : error_memory(error, 4096);
    sqlite3_free(sql);
    const Style style = style_of_view(view);
    return ok && put_style(store, VIEWS[view].name, &style, error);
}

bool showing_make(Store *store, Error *error)
{
    char sql[128];
    if (!store_execute(store, TABLES, error)) return false;
    snprintf(sql, sizeof sql, "SELECT AddGeometryColumn('risk_area_shape', 'geom', %d, 'MULTIPOLYGON', 'XY')", store_srid(store));
    if (!is_there(store, "SELECT 1 FROM geometry_columns WHERE f_table_name = ?", "risk_area_shape") && !store_execute(store, sql, error)) return false;
    bool ok = true;
    for (size_t view = 0; ok && view < VIEW_COUNT; view++)
        if (!is_there(store, "SELECT 1 FROM sqlite_master WHERE name = ?", VIEWS[view].name)) ok = make_view(store, view, error);
    return ok;
}

/* ---- areas ---- */

bool showing_areas(Store *store, const Features *areas, const char *run_id, Error *error)
{
    if (store_is_shared(store)) return true;
    if (!showing_make(store, error) || !store_execute(store, "DELETE FROM risk_area_shape", error)) return false;
    sqlite3_stmt *insert = spatialite_prepare(store, "INSERT INTO risk_area_shape (run, rank, geom) VALUES (?, ?, ?)", error);
    Blob blob = {0};
    bool ok = insert != NULL;
    for (size_t a = 0; ok && a < areas->count; a++) {
        ok = blob_of_feature(areas, a, store_srid(store), &blob, error);
        if (!ok) break;
        sqlite3_bind_text(insert, 1, run_id, -1, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 2, (int64_t)a + 1);
        sqlite3_bind_blob(insert, 3, blob.bytes, (int)blob.length, SQLITE_STATIC);
        ok = spatialite_run(store, insert, error);
    }
    sqlite3_finalize(insert);
    blob_free(&blob);
    return ok;
}

bool showing_forget_areas(Store *store, Error *error)
{
    if (store_is_shared(store) || !is_there(store, "SELECT 1 FROM sqlite_master WHERE name = ?", "risk_area_shape")) return true;
    return store_execute(store, "DELETE FROM risk_area_shape", error);
}

/* ---- layers ---- */

/* Colours of the base map of the printed page. */
static Style style_of_role(Role role, FeatureKind kind)
{
    static const struct {
        const char *label, *title;
        StyleColour fill, line;
        double line_mm;
    } looks[ROLE_COUNT] = {
        [ROLE_BOUNDARY] = {N_("municipality"), NULL, {0, 0, 0, 0}, {90, 84, 98, 255}, 0.8},
        [ROLE_NEIGHBOURHOOD] = {N_("neighbourhood"), "name", {0, 0, 0, 0}, {150, 146, 158, 255}, 0.3},
        [ROLE_STREET] = {N_("street"), NULL, {0, 0, 0, 0}, {168, 165, 174, 255}, 0.4},
        [ROLE_BUILDING] = {N_("building"), NULL, {226, 223, 229, 255}, {205, 201, 209, 255}, 0.1},
        [ROLE_WATER] = {N_("water"), NULL, {205, 221, 233, 255}, {170, 194, 212, 255}, 0.1},
        [ROLE_GREEN] = {N_("greenery"), NULL, {222, 233, 214, 255}, {222, 233, 214, 255}, 0.1},
        [ROLE_RAILWAY] = {N_("railway"), NULL, {0, 0, 0, 0}, {110, 106, 118, 255}, 0.6},
        [ROLE_LIGHT] = {N_("lamp"), NULL, {255, 214, 64, 255}, {120, 100, 20, 255}, 0.1},
        [ROLE_CAMERA] = {N_("camera"), NULL, {30, 62, 120, 255}, {255, 255, 255, 255}, 0.2},
        [ROLE_VENUE] = {N_("venue"), NULL, {88, 50, 120, 160}, {88, 50, 120, 255}, 0.2},
        [ROLE_TRANSIT] = {N_("stop"), NULL, {40, 120, 120, 255}, {255, 255, 255, 255}, 0.2},
        [ROLE_EXPOSURE] = {N_("visitors"), NULL, {120, 120, 120, 100}, {120, 120, 120, 255}, 0.2},
        [ROLE_MEASURE] = {N_("measure"), NULL, {60, 130, 80, 90}, {60, 130, 80, 255}, 0.5},
    };
    return style_plain(kind, _(looks[role].label), looks[role].title, looks[role].fill, looks[role].line, looks[role].line_mm);
}

bool showing_layer(Store *store, const char *table, Role role, FeatureKind kind, Error *error)
{
    if (store_is_shared(store)) return true;
    const Style style = style_of_role(role, kind);
    return showing_make(store, error) && put_style(store, table, &style, error);
}

bool showing_forget_layer(Store *store, const char *table, Error *error)
{
    return store_is_shared(store) || !is_there(store, "SELECT 1 FROM sqlite_master WHERE name = ?", "layer_styles") || delete_style(store, table, error);
}
