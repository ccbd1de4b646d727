/* A design over a small town: every number got a second way, report by report, building by building. */
#include "tests/support/assert_near.h"

#include "src/verdict.h"
#include "tests/support/town.h"

#include <stdlib.h>
#include <string.h>

enum { REPORTS = 360, PERCEPTIONS = 60, HOUSES = 24, LAMPS = 12 };

static const double SQUARE[] = {150000, 440000, 150600, 440000, 150600, 440600, 150000, 440600};

static double between(Random *random, double low, double high)
{
    return low + (high - low) * random_uniform(random);
}

/* Reports crowd around two places, so that there are risk areas; a third of them at night, a third at noon, a third at an hour
 * that nobody knows. */
typedef struct Place {
    Town town;
    double x[REPORTS], y[REPORTS];
    double house[HOUSES][8], street[4][4], lamp[LAMPS][2];
    Analysis analysis;
    Ground ground;
} Place;

static void import_reports(Place *place)
{
    static char rows[64 * (REPORTS + PERCEPTIONS) + 64];
    size_t used = (size_t)snprintf(rows, sizeof rows, "datum;tijd;x;y;categorie\n");
    Random seed = random_init(21);
    for (int i = 0; i < REPORTS; i++) {
        int near = i % 3;
        place->x[i] = near == 0 ? between(&seed, 150080, 150180) : near == 1 ? between(&seed, 150380, 150470) : between(&seed, 150000, 150600);
        place->y[i] = near == 0 ? between(&seed, 440080, 440180) : near == 1 ? between(&seed, 440380, 440470) : between(&seed, 440000, 440600);
        const char *time = i / 3 % 3 == 0 ? "23:30" : i / 3 % 3 == 1 ? "12:00" : "";
        used += (size_t)snprintf(rows + used, sizeof rows - used, "2024-%02d-%02d;%s;%.2f;%.2f;overlast\n", 1 + i % 12, 1 + i % 28, time, place->x[i], place->y[i]);
    }
    for (int i = 0; i < PERCEPTIONS; i++) /* in a corner where nothing happened */
        used += (size_t)snprintf(rows + used, sizeof rows - used, "2024-%02d-%02d;21:00;%.2f;%.2f;onveilig\n", 1 + i % 12, 1 + i % 28, between(&seed, 150540, 150590),
                                 between(&seed, 440010, 440050));
    town_import(&place->town, "een", "een.csv", rows);
}

static void lay_layers(Place *place)
{
    TownFeature ground = {"Dorp", SQUARE, 4}, houses[HOUSES], streets[4], lamps[LAMPS];
    Random seed = random_init(4);
    for (int h = 0; h < HOUSES; h++) {
        double x = 150040 + 100 * (h % 6), y = 440050 + 140 * (h / 6), wide = between(&seed, 10, 30), deep = between(&seed, 8, 20);
        const double corners[] = {x, y, x + wide, y, x + wide, y + deep, x, y + deep};
        memcpy(place->house[h], corners, sizeof corners);
        houses[h] = (TownFeature){"", place->house[h], 4};
    }
    for (int s = 0; s < 4; s++) {
        const double line[] = {150000, 440030 + 140.0 * s, 150600, 440030 + 140.0 * s};
        memcpy(place->street[s], line, sizeof line);
        streets[s] = (TownFeature){"", place->street[s], 2};
    }
    for (int l = 0; l < LAMPS; l++) {
        place->lamp[l][0] = 150100 + 40.0 * l, place->lamp[l][1] = l % 2 ? 440172 : 440452;
        lamps[l] = (TownFeature){"", place->lamp[l], 1};
    }
    town_layer(&place->town, "grens", ROLE_BOUNDARY, FEATURE_POLYGON, &ground, 1);
    town_layer(&place->town, "huizen", ROLE_BUILDING, FEATURE_POLYGON, houses, HOUSES);
    town_layer(&place->town, "straten", ROLE_STREET, FEATURE_LINE, streets, 4);
    town_layer(&place->town, "lampen", ROLE_LIGHT, FEATURE_POINT, lamps, LAMPS);
}

static Place *place_make(void)
{
    Error error;
    Place *place = calloc(1, sizeof *place);
    town_found(&place->town);
    lay_layers(place);
    import_reports(place);
    assert_ok(config_set(&place->town.config, "density", "bandwidth", "100", "--", &error), &error);
    assert_ok(config_set(&place->town.config, "areas", "level", "area:0.2", "--", &error), &error);
    assert_ok(config_set(&place->town.config, "chance", "replicates", "199", "--", &error), &error);
    assert_ok(analysis_make(place->town.store, &place->town.config, STAGE_OVERLAY, &place->analysis, &error), &error);
    assert_ok(ground_lay(place->town.store, &place->town.config, &place->analysis, &place->ground, &error), &error);
    assert_true(place->analysis.area_count >= 2);
    return place;
}

static void place_free(Place *place)
{
    ground_free(&place->ground);
    analysis_free(&place->analysis);
    town_raze(&place->town);
    free(place);
}

#define FEATURE(kind, coordinates, properties) "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":{\"type\":\"" kind "\",\"coordinates\":" coordinates "}}"

static const char DESIGN[] =
    "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::28992\"}},\"features\":["
    FEATURE("Point", "[150120,440120]", "\"soort\":\"lantaarn\",\"wijziging\":\"nieuw\",\"naam\":\"L1\",\"bereik\":40") ","
    FEATURE("Point", "[150420,440420]", "\"soort\":\"lantaarn\",\"wijziging\":\"nieuw\",\"naam\":\"L2\",\"bereik\":30") ","
    FEATURE("Point", "[150140,440172]", "\"soort\":\"lantaarn\",\"wijziging\":\"weg\",\"naam\":\"L3\"") ","
    FEATURE("Point", "[150130,440140]", "\"soort\":\"camera\",\"wijziging\":\"nieuw\",\"naam\":\"C1\",\"bereik\":60,\"richting\":200,\"hoek\":100") ","
    FEATURE("Point", "[150560,440030]", "\"soort\":\"camera\",\"wijziging\":\"nieuw\",\"naam\":\"C2\",\"bereik\":12,\"hoek\":360") ","
    FEATURE("Point", "[150110,440130]", "\"soort\":\"jop\",\"wijziging\":\"verplaatst\",\"naam\":\"J1\",\"bereik\":80") ","
    FEATURE("LineString", "[[150300,440300],[150300,440600]]", "\"soort\":\"pad\",\"wijziging\":\"nieuw\",\"naam\":\"P1\"") ","
    FEATURE("LineString", "[[150380,440380],[150470,440470]]", "\"soort\":\"surveillance\",\"wijziging\":\"nieuw\",\"naam\":\"S1\",\"bereik\":15") ","
    FEATURE("Polygon", "[[[150500,440100],[150550,440100],[150550,440150],[150500,440150],[150500,440100]]]", "\"soort\":\"groen\",\"naam\":\"G1\"") "]}";

static Design read_design(Place *place)
{
    Error error;
    Design design;
    const DesignOptions options = {NULL, NULL};
    assert_ok(design_read(&place->town.config, &place->analysis.municipality, town_write(&place->town, "ontwerp.geojson", DESIGN), &options, &design, &error), &error);
    return design;
}

static bool in_sight(const Place *place, double ax, double ay, double bx, double by)
{
    const Features *houses = &place->analysis.municipality.layer[ROLE_BUILDING].features;
    for (size_t h = 0; h < houses->count; h++)
        if (sight_blocks(houses, h, ax, ay, bx, by)) return false;
    return true;
}

/* Whether object o of the design above reaches a place, from its description alone. */
static bool reaches(const Place *place, size_t o, double x, double y)
{
    double dx, dy, off;
    switch (o) {
    case 0: return hypot(x - 150120, y - 440120) <= 40 && in_sight(place, 150120, 440120, x, y);
    case 1: return hypot(x - 150420, y - 440420) <= 30 && in_sight(place, 150420, 440420, x, y);
    case 2: return hypot(x - 150140, y - 440172) <= 25 && in_sight(place, 150140, 440172, x, y);
    case 3:
        dx = x - 150130, dy = y - 440140;
        off = remainder(atan2(dx, dy) * 180 / 3.14159265358979323846 - 200, 360);
        return hypot(dx, dy) <= 60 && fabs(off) <= 50 && in_sight(place, 150130, 440140, x, y);
    case 4: return hypot(x - 150560, y - 440030) <= 12 && in_sight(place, 150560, 440030, x, y);
    case 5: return hypot(x - 150110, y - 440130) <= 80;
    case 6: return fabs(x - 150300) <= 15 ? y >= 440300 || hypot(x - 150300, y - 440300) <= 15 : false;
    case 7:
        if (x + y < 150380 + 440380) return hypot(x - 150380, y - 440380) <= 15;
        if (x + y > 150470 + 440470) return hypot(x - 150470, y - 440470) <= 15;
        return fabs((x - 150380) - (y - 440380)) / sqrt(2) <= 15;
    default:
        dx = fmax(fmax(150500 - x, x - 150550), 0), dy = fmax(fmax(440100 - y, y - 440150), 0);
        return hypot(dx, dy) <= 15;
    }
}

/* A lamp of the layer; lamp 1 is the one that goes. */
static bool lamp_reaches(const Place *place, int lamp, double x, double y)
{
    return hypot(x - place->lamp[lamp][0], y - place->lamp[lamp][1]) <= 25 && in_sight(place, place->lamp[lamp][0], place->lamp[lamp][1], x, y);
}

typedef struct Reached {
    bool seen, lit;
} Reached;

static Reached reached_at(const Place *place, double x, double y, bool after)
{
    Reached reached = {false, false};
    for (int l = 0; l < LAMPS; l++)
        if (!(after && l == 1) && lamp_reaches(place, l, x, y)) reached.lit = true;
    if (after) {
        reached.lit = reached.lit || reaches(place, 0, x, y) || reaches(place, 1, x, y);
        reached.seen = reaches(place, 3, x, y) || reaches(place, 4, x, y) || reaches(place, 7, x, y);
    }
    return reached;
}

static double share_of(Reached reached, float dark)
{
    return reached.seen ? 1 : reached.lit && !isnan(dark) ? (double)dark : 0;
}

static void test_objects_by_hand(void **state)
{
    (void)state;
    Error error;
    Place *place = place_make();
    const Points *points = &place->analysis.selection.points, *others = &place->ground.other.points;
    Design design = read_design(place);
    Verdict verdict;
    assert_int_equal(design.count, 9);
    assert_ok(verdict_make(&place->ground, &design, &verdict, &error), &error);
    assert_int_equal(others->count, PERCEPTIONS);
    for (size_t o = 0; o < 9; o++) {
        size_t reports = 0, dark = 0, perceptions = 0;
        double weighted = 0;
        for (size_t i = 0; i < points->count; i++) {
            if (!reaches(place, o, points->x_m[i], points->y_m[i])) continue;
            reports++;
            weighted += points->weight[i];
            dark += place->analysis.dark[i] >= 0.5F;
        }
        for (size_t i = 0; i < others->count; i++) perceptions += reaches(place, o, others->x_m[i], others->y_m[i]);
        assert_int_equal(verdict.object[o].reports, reports);
        assert_int_equal(verdict.object[o].dark_reports, dark);
        assert_int_equal(verdict.object[o].others, perceptions);
        assert_near(verdict.object[o].weighted, weighted, 1e-9);
    }
    assert_true(verdict.object[0].reports > 10 && verdict.object[3].reports > 5 && verdict.object[4].reports == 0 && verdict.object[4].others > 3);
    assert_int_equal(verdict.object[2].existing, 1);
    verdict_free(&verdict);
    place_free(place);
}

static void test_before_and_after(void **state)
{
    (void)state;
    Error error;
    Place *place = place_make();
    const Analysis *analysis = &place->analysis;
    const Points *points = &analysis->selection.points;
    Design design = read_design(place);
    Verdict verdict;
    assert_ok(verdict_make(&place->ground, &design, &verdict, &error), &error);
    double gain = 0;
    for (ptrdiff_t a = -1; a < (ptrdiff_t)analysis->area_count; a++) {
        double all = 0, dark = 0, reports[2] = {0}, of_dark[2] = {0};
        bool touched = false;
        for (size_t i = 0; i < points->count; i++) {
            if (a >= 0 && analysis->area_of[i] != a) continue;
            float d = analysis->dark[i];
            double x = points->x_m[i], y = points->y_m[i];
            all += points->weight[i];
            dark += isnan(d) ? 0 : points->weight[i] * (double)d;
            for (int after = 0; after < 2; after++) {
                Reached reached = reached_at(place, x, y, after == 1);
                reports[after] += points->weight[i] * share_of(reached, d);
                of_dark[after] += (reached.seen || reached.lit) && !isnan(d) ? points->weight[i] * (double)d : 0;
            }
            touched = touched || reaches(place, 3, x, y) || reaches(place, 4, x, y) || reaches(place, 7, x, y) || (!isnan(d) && d > 0 && (reaches(place, 0, x, y) || reaches(place, 1, x, y)));
        }
        const ReachShare *before = a < 0 ? &verdict.town_before : &verdict.before[a], *after = a < 0 ? &verdict.town_after : &verdict.after[a];
        assert_near(before->reports, reports[0] / all, 1e-9);
        assert_near(after->reports, reports[1] / all, 1e-9);
        assert_near(before->dark, of_dark[0] / dark, 1e-9);
        assert_near(after->dark, of_dark[1] / dark, 1e-9);
        if (a < 0) gain = reports[1] - reports[0];
        else assert_int_equal(verdict.reached[a], touched);
    }
    assert_near(verdict.gain, gain, 1e-9);
    assert_true(gain > 10);
    /* Ground: by a lattice of another kind, to a few hundredths. */
    for (size_t a = 0; a < analysis->area_count; a++) {
        Random seed = random_init(77);
        Polygon area = polygon_of(&analysis->areas, a);
        Box box = polygon_box(&area);
        double inside = 0, reached[2] = {0};
        for (int n = 0; n < 6000; n++) {
            double x = between(&seed, box.x_min, box.x_max), y = between(&seed, box.y_min, box.y_max);
            if (!polygon_contains(&area, x, y)) continue;
            inside++;
            for (int after = 0; after < 2; after++) {
                Reached here = reached_at(place, x, y, after == 1);
                reached[after] += here.seen || here.lit;
            }
        }
        assert_near(verdict.before[a].area, reached[0] / inside, 0.04);
        assert_near(verdict.after[a].area, reached[1] / inside, 0.04);
    }
    verdict_free(&verdict);
    place_free(place);
}

static double conflict_of(const Verdict *verdict, ConflictKind kind, size_t object)
{
    for (size_t c = 0; c < verdict->conflict_count; c++)
        if (verdict->conflict[c].kind == kind && verdict->conflict[c].object == object) return verdict->conflict[c].number;
    return NAN;
}

static void test_conflicts(void **state)
{
    (void)state;
    Error error;
    Place *place = place_make();
    const Points *points = &place->analysis.selection.points;
    Design design = read_design(place);
    Verdict verdict;
    assert_ok(verdict_make(&place->ground, &design, &verdict, &error), &error);
    /* The camera in the corner of feelings; the meeting place in the crowd; buildings without a purpose count as dwellings. */
    assert_near(conflict_of(&verdict, CONFLICT_CAMERA_PERCEPTION, 4), (double)verdict.object[4].others, 0);
    assert_true(isnan(conflict_of(&verdict, CONFLICT_CAMERA_PERCEPTION, 3)));
    assert_true(conflict_of(&verdict, CONFLICT_MEETING_RISK, 5) >= 1);
    assert_true(conflict_of(&verdict, CONFLICT_MEETING_DWELLINGS, 5) >= 1);
    assert_false(verdict.dwellings_known);
    /* The path goes north from 440300: past the lamps at (150260, 440452) and (150340, 440452), 40 m to its sides, none lights it. */
    assert_near(conflict_of(&verdict, CONFLICT_PATH_UNLIT, 6), 300, 1e-6);
    size_t left = 0;
    for (size_t i = 0; i < points->count; i++) {
        double x = points->x_m[i], y = points->y_m[i];
        Reached after = reached_at(place, x, y, true);
        left += lamp_reaches(place, 1, x, y) && place->analysis.dark[i] >= 0.5F && !after.seen && !after.lit;
    }
    double told = conflict_of(&verdict, CONFLICT_LAMP_DARK, 2);
    assert_near(isnan(told) ? 0 : told, (double)left, 0);
    assert_true(left > 0);
    for (size_t c = 0; c + 1 < verdict.conflict_count; c++) assert_true(verdict.conflict[c].object <= verdict.conflict[c + 1].object);
    verdict_free(&verdict);
    place_free(place);
}

/* Streets within reach, less what a lamp within 25 m lights: along straight streets this is arithmetic. */
static void test_unlit(void **state)
{
    (void)state;
    Error error;
    Place *place = place_make();
    Design design = read_design(place);
    Verdict verdict;
    assert_ok(verdict_make(&place->ground, &design, &verdict, &error), &error);
    /* The surveillance ends 15 m beside the street at 440450, the lamps stand 2 m above it, 80 m apart from 150100 on. */
    double unlit = 0;
    for (double x = 150000; x < 150600; x += 0.01) {
        bool lit = false;
        for (int l = 0; l < LAMPS; l++) lit = lit || hypot(x - place->lamp[l][0], 440450 - place->lamp[l][1]) <= 25;
        if (!lit && reaches(place, 7, x, 440450)) unlit += 0.01;
    }
    assert_near(verdict.object[7].unlit_m, unlit, 1.5);
    assert_true(unlit > 5);
    verdict_free(&verdict);
    place_free(place);
}

static void test_chance(void **state)
{
    (void)state;
    Error error;
    Place *place = place_make();
    Verdict one, four;
    Design design = read_design(place), again = read_design(place);
    place->town.config.threads = 1;
    assert_ok(verdict_make(&place->ground, &design, &one, &error), &error);
    place->town.config.threads = 4;
    assert_ok(verdict_make(&place->ground, &again, &four, &error), &error);
    assert_int_equal(one.placements, 199);
    assert_memory_equal(&one.percentile, &four.percentile, sizeof one.percentile);
    assert_memory_equal(&one.chance_high, &four.chance_high, sizeof one.chance_high);
    assert_true(one.chance_low <= one.chance_median && one.chance_median <= one.chance_high);
    assert_true(one.percentile > 90); /* it stands where the reports are */
    verdict_free(&one);
    verdict_free(&four);
    /* What reaches nothing is not set against chance. */
    Design idle = read_design(place);
    size_t kept = 0;
    for (size_t o = 0; o < idle.count; o++)
        if (!design_acts(idle.object[o].kind)) idle.object[kept++] = idle.object[o];
    idle.count = kept;
    assert_ok(verdict_make(&place->ground, &idle, &one, &error), &error);
    assert_true(isnan(one.percentile));
    assert_near(one.gain, 0, 1e-12);
    assert_int_equal(one.acting, 0);
    verdict_free(&one);
    place_free(place);
}

/* The proposal reaches what it says, and asking for more lamps only adds to it. */
static void test_proposal(void **state)
{
    (void)state;
    Error error;
    Place *place = place_make();
    Design three, six;
    Verdict verdict;
    assert_ok(verdict_propose(&place->ground, 3, &three, &error), &error);
    assert_ok(verdict_propose(&place->ground, 6, &six, &error), &error);
    assert_int_equal(three.count, 3);
    for (size_t o = 0; o < 3; o++) {
        double ax, ay, bx, by;
        design_place(&three, &three.object[o], &ax, &ay);
        design_place(&six, &six.object[o], &bx, &by);
        assert_near(ax, bx, 0);
        assert_near(ay, by, 0);
        assert_near(remainder(ay - 440030, 140), 0, 1e-9); /* on a street */
    }
    const Points *points = &place->analysis.selection.points;
    double gain = 0;
    for (size_t i = 0; i < points->count; i++) {
        bool lit = false;
        for (size_t o = 0; o < 3; o++) {
            double x, y;
            design_place(&three, &three.object[o], &x, &y);
            lit = lit || (hypot(points->x_m[i] - x, points->y_m[i] - y) <= 25 && in_sight(place, x, y, points->x_m[i], points->y_m[i]));
        }
        Reached today = reached_at(place, points->x_m[i], points->y_m[i], false);
        if (lit && !today.lit && !isnan(place->analysis.dark[i])) gain += points->weight[i] * (double)place->analysis.dark[i];
    }
    assert_ok(verdict_make(&place->ground, &three, &verdict, &error), &error);
    assert_near(verdict.gain, gain, 1e-9);
    assert_true(gain > 3);
    verdict_free(&verdict);
    design_free(&six);
    place_free(place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_objects_by_hand), cmocka_unit_test(test_before_and_after), cmocka_unit_test(test_conflicts), cmocka_unit_test(test_unlit),
        cmocka_unit_test(test_chance),          cmocka_unit_test(test_proposal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
