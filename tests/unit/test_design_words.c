/* What the words of a design mean. */
#include "src/design_words.h"

#include "tests/support/assert_near.h"

static void test_kinds(void **state)
{
    (void)state;
    const struct {
        const char *text;
        int kind; /* -1: none */
    } words[] = {{"LICHTMAST_NIEUW", DESIGN_LAMP},   {"lantaarns", DESIGN_LAMP},          {"Te plaatsen armaturen", DESIGN_LAMP}, {"CAMERA_NIEUW", DESIGN_CAMERA},
                 {"JOP", DESIGN_MEETING_PLACE},      {"Ontmoetings plek", DESIGN_MEETING_PLACE}, {"meeting_place", DESIGN_MEETING_PLACE}, {"jongerenplek", DESIGN_MEETING_PLACE},
                 {"N-PAD-nieuw", DESIGN_PATH},       {"voetpaden", DESIGN_PATH},          {"Bomen", DESIGN_GREENERY},   {"groen_nieuw", DESIGN_GREENERY},
                 {"surveillance", DESIGN_PATROL},    {"Boa route", DESIGN_PATROL},        {"camera bij pad", DESIGN_CAMERA}, {"HEKWERK", -1},
                 {"TEKST", -1},                      {"0", -1},                           {"", -1},                     {"risk_areas", -1},
                 {"parkeerpaal", -1}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        DesignKind kind = DESIGN_KINDS;
        bool found = design_kind_read(words[i].text, &kind);
        if (found != (words[i].kind >= 0) || (found && (int)kind != words[i].kind)) fail_msg("%s: %d", words[i].text, (int)kind);
    }
}

static void test_changes(void **state)
{
    (void)state;
    const struct {
        const char *text;
        int change; /* -1: none */
    } words[] = {{"nieuw", CHANGE_NEW},          {"LICHTMAST_NIEUW", CHANGE_NEW},       {"verplaatst", CHANGE_MOVED}, {"te verplaatsen", CHANGE_MOVED},
                 {"weg", CHANGE_REMOVED},        {"LICHTMAST_VERWIJDERD", CHANGE_REMOVED}, {"vervalt", CHANGE_REMOVED},  {"WEG_NIEUW", CHANGE_NEW},
                 {"bestaand", CHANGE_NONE},      {"LM bestaand", CHANGE_NONE},          {"removed", CHANGE_REMOVED},  {"lichtmast", -1},
                 {"nieuw of verplaatst", -1},    {"", -1}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        DesignChange change = DESIGN_CHANGES;
        bool found = design_change_read(words[i].text, &change);
        if (found != (words[i].change >= 0) || (found && (int)change != words[i].change)) fail_msg("%s: %d", words[i].text, (int)change);
    }
}

static void test_labels(void **state)
{
    (void)state;
    char name[64];
    double reach = NAN, direction = NAN, angle = NAN;
    design_label_read("Tunnel zuid; richting 5; hoek 70; bereik 50", name, sizeof name, &reach, &direction, &angle);
    assert_string_equal(name, "Tunnel zuid");
    assert_near(reach, 50, 0);
    assert_near(direction, 5, 0);
    assert_near(angle, 70, 0);
    reach = direction = angle = NAN;
    design_label_read("Camera 1\nkijkrichting: 182,5", name, sizeof name, &reach, &direction, &angle);
    assert_string_equal(name, "Camera 1");
    assert_near(direction, 182.5, 0);
    assert_true(isnan(reach) && isnan(angle));
    design_label_read("  Hoek van Holland ", name, sizeof name, &reach, &direction, &angle);
    assert_string_equal(name, "Hoek van Holland");
    assert_true(isnan(angle));
    design_label_read("hoek 90", name, sizeof name, &reach, &direction, &angle);
    assert_string_equal(name, "");
    assert_near(angle, 90, 0);
}

static void test_fields(void **state)
{
    (void)state;
    DesignField field;
    assert_true(design_field_read("WIJZIGING", &field) && field == FIELD_CHANGE);
    assert_true(design_field_read("Bereik (m)", &field) && field == FIELD_REACH);
    assert_true(design_field_read("BEREIK_M", &field) && field == FIELD_REACH);
    assert_true(design_field_read("Naam", &field) && field == FIELD_NAME);
    static const char *const keys[DESIGN_FIELDS] = {"object", "change", "name", "reach_m", "direction_deg", "angle_deg"};
    for (int f = 0; f < DESIGN_FIELDS; f++) assert_true(design_field_read(keys[f], &field) && (int)field == f);
    for (int k = 0; k < DESIGN_KINDS; k++) {
        DesignKind kind;
        assert_true(design_kind_read(design_kind_key((DesignKind)k), &kind) && (int)kind == k);
    }
    for (int c = 0; c < DESIGN_CHANGES; c++) {
        DesignChange change;
        assert_true(design_change_read(design_change_key((DesignChange)c), &change) && (int)change == c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kinds), cmocka_unit_test(test_changes), cmocka_unit_test(test_labels), cmocka_unit_test(test_fields)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
