/* What an effect says: in a sentence, as JSON, as CSV and as a page. */
#include "src/effect.h"

#include "src/exchange/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Below so many reports a share says more than is known. */
static const double PERCENT_LEAST = 20, CERTAIN_P = 0.05;

static void whole_text(Language language, double value, char *ret_text)
{
    number_text(language, value, fabs(value - round(value)) < 0.05 ? 0 : 1, ret_text);
}

static void signed_text(Language language, double value, char *ret_text)
{
    char number[NUMBER_TEXT];
    whole_text(language, fabs(value), number);
    snprintf(ret_text, NUMBER_TEXT, "%s%.40s", value > 0.05 ? "+" : value < -0.05 ? "−" : "", number);
}

/* A number that may be below 0, with a minus as typesetters know it. */
static void decimal_text(Language language, double value, int decimals, char *ret_text)
{
    char number[NUMBER_TEXT];
    number_text(language, fabs(value), decimals, number);
    snprintf(ret_text, NUMBER_TEXT, "%s%.40s", value < 0 ? "−" : "", number);
}

static const char *area_name(int area)
{
    static const char *const names[EFFECT_AREAS] = {N_("target"), N_("control"), N_("displacement")};
    return _(names[area]);
}

static BeforeAfter counts_of(const Effect *effect, int area)
{
    return area == EFFECT_TARGET ? effect->input.target : area == EFFECT_CONTROL ? effect->input.control : effect->input.displacement;
}

/* ---- the sentence ---- */

static void plan_text(Language language, const Effect *effect, char *ret_text, size_t size)
{
    char count[NUMBER_TEXT], half[NUMBER_TEXT], quarter[NUMBER_TEXT], share[NUMBER_TEXT];
    whole_text(language, effect->input.target.before, count);
    whole_text(language, compare_needed(0.5), half);
    whole_text(language, compare_needed(0.25), quarter);
    int used = snprintf(ret_text, size, _("The target had %s reports. A drop by half shows with about %s reports per area and period, a drop by a quarter with about %s."),
                        count, half, quarter);
    if (used < 0 || (size_t)used >= size) return;
    if (isnan(effect->result.detectable)) {
        snprintf(ret_text + used, size - (size_t)used, " %s", _("With these numbers not even the end of all reports would show; take a longer period or a larger area."));
        return;
    }
    percent_text(language, effect->result.detectable, 0, share);
    snprintf(ret_text + used, size - (size_t)used, " ");
    snprintf(ret_text + used + 1, size - (size_t)used - 1, _("With these numbers only a drop of %s or more shows."), share);
}

/* What the numbers would have shown. */
static void add_detectable(Language language, const Effect *effect, char *text, size_t size)
{
    char share[NUMBER_TEXT];
    size_t used = strlen(text);
    if (used + 2 >= size) return;
    text[used++] = ' ';
    percent_text(language, effect->result.detectable, 0, share);
    if (isnan(effect->result.detectable)) snprintf(text + used, size - used, "%s", _("With so few reports no drop at all could have shown."));
    else snprintf(text + used, size - used, _("Only a drop of %s or more would have shown."), share);
}

static void controlled_text(Language language, const Effect *effect, char *ret_text, size_t size)
{
    const Comparison *result = &effect->result;
    char value[NUMBER_TEXT], low[NUMBER_TEXT], high[NUMBER_TEXT];
    whole_text(language, fabs(result->wdd), value);
    if (result->wdd_interval.high < 0) {
        whole_text(language, -result->wdd_interval.high, low);
        whole_text(language, -result->wdd_interval.low, high);
        snprintf(ret_text, size, _("The target fell by %s reports more than the control area (between %s and %s); chance does not explain that."), value, low, high);
        return;
    }
    if (result->wdd_interval.low > 0) {
        whole_text(language, result->wdd_interval.low, low);
        whole_text(language, result->wdd_interval.high, high);
        snprintf(ret_text, size, _("The target rose by %s reports more than the control area (between %s and %s); chance does not explain that."), value, low, high);
        return;
    }
    signed_text(language, result->wdd, value);
    signed_text(language, result->wdd_interval.low, low);
    signed_text(language, result->wdd_interval.high, high);
    snprintf(ret_text, size, _("No effect is shown: the difference with the control area is %s reports (between %s and %s), which may be chance."), value, low, high);
    add_detectable(language, effect, ret_text, size);
}

static void alone_text(Language language, const Effect *effect, char *ret_text, size_t size)
{
    char before[NUMBER_TEXT], after[NUMBER_TEXT];
    whole_text(language, effect->input.target.before, before);
    whole_text(language, effect->input.target.after / effect->result.ratio, after);
    bool certain = effect->result.p < CERTAIN_P;
    snprintf(ret_text, size,
             certain ? _("The target went from %s to %s reports in a period of that length, which chance does not explain; without a control area nobody can say whether"
                         " the measure did it.")
                     : _("No effect is shown: from %s to %s reports in a period of that length may be chance."),
             before, after);
    if (!certain) add_detectable(language, effect, ret_text, size);
}

/* A fall that was to be expected of a place that was chosen for being high. */
static void add_regression(Language language, const Effect *effect, char *text, size_t size)
{
    char expected[NUMBER_TEXT];
    size_t used = strlen(text);
    double after = effect->input.target.after / effect->result.ratio;
    bool fell = after < effect->input.target.before;
    if (isnan(effect->regression) || !fell || effect->regression >= effect->input.target.before || after < effect->regression || used + 2 >= size) return;
    number_text(language, effect->regression, 0, expected);
    text[used++] = ' ';
    snprintf(text + used, size - used, _("But a place that is chosen for its high number falls anyway: to about %s here, without any measure."), expected);
}

void effect_conclusion(const Config *config, const Effect *effect, char *ret_text, size_t size)
{
    Language language = wording_language(config);
    if (effect->plan) {
        plan_text(language, effect, ret_text, size);
        return;
    }
    if (effect->input.has_control) controlled_text(language, effect, ret_text, size);
    else alone_text(language, effect, ret_text, size);
    add_regression(language, effect, ret_text, size);
}

/* ---- JSON and CSV ---- */

json_t *period_json(Period period)
{
    char from[11], to[11];
    wording_iso_day(period.from_day, from);
    wording_iso_day(period.to_day, to);
    return json_pack("{s:s, s:s}", "from", from, "to", to);
}

static json_t *period_with_years(Period period, double years)
{
    json_t *json = period_json(period);
    if (json != NULL) json_object_set_new(json, "years", json_real(years));
    return json;
}

static const char *quotient_key(QuotientState state)
{
    static const char *const keys[] = {"known", "no_areas", "zero_count", "no_success"};
    return keys[state];
}

bool effect_json(const Config *config, const Effect *effect, json_t **ret_json, Error *error)
{
    static const char *const keys[EFFECT_AREAS] = {"target", "control", "displacement"};
    const Comparison *r = &effect->result;
    char conclusion[2 * WORDING_TEXT];
    effect_conclusion(config, effect, conclusion, sizeof conclusion);
    json_t *areas = json_array();
    for (int a = 0; a < EFFECT_AREAS; a++) {
        BeforeAfter counts = counts_of(effect, a);
        if (effect->area[a].count == 0) continue;
        json_array_append_new(areas, json_pack("{s:s, s:I, s:o, s:f}", "area", keys[a], "before", (json_int_t)counts.before, "after",
                                               effect->plan ? json_null() : json_integer((json_int_t)counts.after), "area_m2", effect->area_m2[a]));
    }
    json_t *json = json_pack("{s:b, s:o, s:o, s:s}", "plan", effect->plan, "before", period_with_years(effect->before, effect->input.years_before), "areas", areas, "conclusion",
                             conclusion);
    json_t *power = json_pack("{s:o, s:o, s:o, s:f, s:f}", "half", number_json(r->power_half), "quarter", number_json(r->power_quarter), "detectable",
                              number_json(r->detectable), "needed_half", compare_needed(0.5), "needed_quarter", compare_needed(0.25));
    if (json == NULL || power == NULL) return json_decref(json), json_decref(power), error_memory(error, 4096);
    json_object_set_new(json, "power", power);
    json_object_set_new(json, "regression", json_pack("{s:o, s:I}", "reports", number_json(effect->regression), "places", (json_int_t)effect->places));
    if (!effect->plan) {
        json_object_set_new(json, "after", period_with_years(effect->after, effect->input.years_after));
        json_object_set_new(json, "town", json_pack("{s:I, s:I}", "before", (json_int_t)effect->town_before, "after", (json_int_t)effect->town_after));
        json_object_set_new(json, "wdd", json_pack("{s:o, s:o, s:o, s:o, s:o}", "value", number_json(r->wdd), "error", number_json(r->wdd_error), "low",
                                                   number_json(r->wdd_interval.low), "high", number_json(r->wdd_interval.high), "p", number_json(r->wdd_p)));
        json_object_set_new(json, "wdq", json_pack("{s:o, s:s}", "value", number_json(r->wdq), "state", quotient_key(r->quotient)));
        json_object_set_new(json, "target", json_pack("{s:o, s:o, s:o, s:o, s:o}", "change", number_json(r->change), "low", number_json(r->change_interval.low), "high",
                                                      number_json(r->change_interval.high), "z", number_json(r->z), "p", number_json(r->p)));
    }
    *ret_json = json;
    return true;
}

enum { MEASURE, VALUE, LOW, HIGH, MEASURES };

static bool add_measure(Table *table, const char *measure, double value, double low, double high, Error *error)
{
    if (!table_add(table, error) || !table_set_text(table, MEASURE, measure, error)) return false;
    table_set_number(table, VALUE, isfinite(value) ? value : (double)NAN);
    table_set_number(table, LOW, isfinite(low) ? low : (double)NAN);
    table_set_number(table, HIGH, isfinite(high) ? high : (double)NAN);
    return true;
}

bool effect_tables(const Config *config, const Effect *effect, About about, const char *path, Error *error)
{
    static const Column columns[MEASURES] = {{"measure", COLUMN_TEXT, 0}, {"value", COLUMN_NUMBER, 4}, {"low", COLUMN_NUMBER, 4}, {"high", COLUMN_NUMBER, 4}};
    static const char *const before[] = {"target_before", "control_before", "displacement_before"}, *const after[] = {"target_after", "control_after", "displacement_after"};
    const Comparison *r = &effect->result;
    Table table = table_init("effect", columns, MEASURES);
    bool ok = true;
    for (int a = 0; ok && a < EFFECT_AREAS; a++) {
        if (effect->area[a].count == 0) continue;
        ok = add_measure(&table, before[a], counts_of(effect, a).before, NAN, NAN, error) &&
             (effect->plan || add_measure(&table, after[a], counts_of(effect, a).after, NAN, NAN, error));
    }
    const struct {
        const char *name;
        double value, low, high;
        bool plan; /* also of a plan */
    } rows[] = {{"wdd", r->wdd, r->wdd_interval.low, r->wdd_interval.high, false}, {"wdd_p", r->wdd_p, NAN, NAN, false}, {"wdq", r->wdq, NAN, NAN, false},
                {"target_change", r->change, r->change_interval.low, r->change_interval.high, false}, {"target_z", r->z, NAN, NAN, false},
                {"target_p", r->p, NAN, NAN, false}, {"power_half", r->power_half, NAN, NAN, true}, {"power_quarter", r->power_quarter, NAN, NAN, true},
                {"detectable", r->detectable, NAN, NAN, true}, {"needed_half", compare_needed(0.5), NAN, NAN, true},
                {"needed_quarter", compare_needed(0.25), NAN, NAN, true}, {"regression", effect->regression, NAN, NAN, true}};
    for (size_t i = 0; ok && i < sizeof rows / sizeof *rows; i++)
        if (rows[i].plan || !effect->plan) ok = add_measure(&table, rows[i].name, rows[i].value, rows[i].low, rows[i].high, error);
    ok = ok && tables_write_one(config, &table, about, path, error);
    table_free(&table);
    return ok;
}

/* ---- the page ---- */

static void add_counts(Language language, const Effect *effect, EvidenceSheet *page)
{
    static const char *const plan_heads[] = {"", N_("Reports"), N_("Per year")}, *const heads[] = {"", N_("Before"), N_("After"), N_("Per year, before"), N_("Per year, after"), N_("Change")};
    static const double widths[] = {3, 1.2, 1.2, 1.6, 1.6, 1.4};
    size_t columns = effect->plan ? 3 : 6, first = page->cells;
    for (size_t c = 0; c < columns; c++) evidence_cell(page, c == 0 ? "" : effect->plan ? _(plan_heads[c]) : _(heads[c]));
    for (int a = 0; a < EFFECT_AREAS; a++) {
        BeforeAfter counts = counts_of(effect, a);
        if (effect->area[a].count == 0) continue;
        double per_year[2] = {counts.before / effect->input.years_before, counts.after / effect->input.years_after};
        evidence_cell(page, area_name(a));
        char *text = evidence_text(page);
        whole_text(language, counts.before, text);
        evidence_cell(page, text);
        if (!effect->plan) {
            whole_text(language, counts.after, text = evidence_text(page));
            evidence_cell(page, text);
        }
        for (int p = 0; p < (effect->plan ? 1 : 2); p++) {
            number_text(language, per_year[p], 1, text = evidence_text(page));
            evidence_cell(page, text);
        }
        if (effect->plan) continue;
        text = evidence_text(page);
        if (counts.before >= PERCENT_LEAST) {
            char share[NUMBER_TEXT];
            percent_text(language, fabs(per_year[1] / per_year[0] - 1), 0, share);
            snprintf(text, NUMBER_TEXT, "%s%.40s", per_year[1] > per_year[0] ? "+" : "−", share);
        } else {
            snprintf(text, NUMBER_TEXT, "%s", "–");
        }
        evidence_cell(page, text);
    }
    evidence_table(page, first, columns, widths);
}

static void interval_text(Language language, double value, Interval interval, char *ret_text)
{
    char number[NUMBER_TEXT], low[NUMBER_TEXT], high[NUMBER_TEXT];
    signed_text(language, value, number);
    signed_text(language, interval.low, low);
    signed_text(language, interval.high, high);
    snprintf(ret_text, WORDING_TEXT, _("%.40s (%.40s to %.40s)"), number, low, high);
}

/* The change of each area, and the difference of target and control, on one axis; in reports per period as long as the first. */
static void add_intervals(Language language, const Effect *effect, SheetInterval *interval, EvidenceSheet *page)
{
    const double z = normal_quantile(0.5 + effect->input.level / 2), ratio = effect->result.ratio;
    size_t rows = 0;
    for (int a = 0; a < EFFECT_AREAS; a++) {
        BeforeAfter counts = counts_of(effect, a);
        if (effect->area[a].count == 0) continue;
        double value = counts.after / ratio - counts.before, margin = z * sqrt(counts.before + counts.after / (ratio * ratio));
        char *text = evidence_text(page);
        interval_text(language, value, (Interval){value - margin, value + margin}, text);
        interval[rows++] = (SheetInterval){area_name(a), text, value, value - margin, value + margin};
    }
    if (effect->input.has_control) {
        char *text = evidence_text(page);
        interval_text(language, effect->result.wdd, effect->result.wdd_interval, text);
        interval[rows++] = (SheetInterval){_("effect (WDD)"), text, effect->result.wdd, effect->result.wdd_interval.low, effect->result.wdd_interval.high};
    }
    SheetBlock *block = evidence_add(page, SHEET_INTERVALS, NULL);
    block->intervals = (SheetIntervals){rows, interval, _("Change in reports, per period as long as the one before; the lines hold what chance does 95 times in 100.")};
}

static void add_measures(Language language, const Effect *effect, EvidenceSheet *page)
{
    const Comparison *r = &effect->result;
    char a[NUMBER_TEXT], b[NUMBER_TEXT], *text;
    if (effect->input.has_displacement) {
        text = evidence_text(page);
        decimal_text(language, r->wdq, 2, a);
        if (r->quotient == QUOTIENT_KNOWN)
            snprintf(text, WORDING_TEXT, _("Displacement quotient (WDQ): %s. Above 0 the surroundings shared in the fall, below 0 reports moved there; below −1 more moved than was won."), a);
        else
            snprintf(text, WORDING_TEXT, "%s", r->quotient == QUOTIENT_ZERO_COUNT ? _("There is no displacement quotient (WDQ): a count is 0.")
                                                                                    : _("There is no displacement quotient (WDQ): the target did no better than the control area."));
        evidence_add(page, SHEET_TEXT, text);
    }
    text = evidence_text(page);
    decimal_text(language, r->z, 2, a);
    number_text(language, r->p, 3, b);
    snprintf(text, WORDING_TEXT, _("The target alone: z = %s, exact two-sided p = %s."), a, b);
    evidence_add(page, SHEET_TEXT, text);
}

static void add_power(Language language, const Effect *effect, EvidenceSheet *page)
{
    const Comparison *r = &effect->result;
    char half[NUMBER_TEXT], quarter[NUMBER_TEXT], needed_half[NUMBER_TEXT], needed_quarter[NUMBER_TEXT], expected[NUMBER_TEXT], *text = evidence_text(page);
    evidence_add(page, SHEET_HEADING, effect->plan ? _("What these numbers can show") : _("What these numbers could show"));
    percent_text(language, r->power_half, 0, half);
    percent_text(language, r->power_quarter, 0, quarter);
    whole_text(language, compare_needed(0.5), needed_half);
    whole_text(language, compare_needed(0.25), needed_quarter);
    snprintf(text, 2 * WORDING_TEXT,
             _("The chance to see a drop by half is %s, of a drop by a quarter %s (one-sided test at 5%%, the control area staying as it is). For a chance of 80%% about %s and"
               " %s reports per area and period are needed."),
             half, quarter, needed_half, needed_quarter);
    evidence_add(page, SHEET_TEXT, text);
    if (isnan(effect->regression)) return;
    text = evidence_text(page);
    number_text(language, effect->regression, 0, expected);
    snprintf(text, 2 * WORDING_TEXT,
             effect->regression < effect->input.target.before
                 ? _("Without any measure about %s reports are to be expected in the target in a period like the one before: places are chosen for being high, and fall back towards"
                     " their kind (%zu squares of this size compared).")
                 : _("Without any measure about %s reports are to be expected in the target in a period like the one before (%zu squares of this size compared): it is no higher than its"
                     " kind, so no fall follows from the choice."),
             expected, effect->places);
    evidence_add(page, SHEET_TEXT, text);
}

void effect_methods(const Effect *effect, EvidenceSheet *page)
{
    if (effect->campaign_before + effect->campaign_after > 0) {
        char *text = evidence_text(page);
        if (effect->plan)
            snprintf(text, WORDING_TEXT, _("Campaigns: %zu reports of the target came in a month and channel of a campaign, which raises reporting."), effect->campaign_before);
        else
            snprintf(text, WORDING_TEXT, _("Campaigns: %zu reports of the target before and %zu after came in a month and channel of a campaign, which raises reporting."),
                     effect->campaign_before, effect->campaign_after);
        evidence_add(page, SHEET_NOTE, text);
    }
    evidence_add(page, SHEET_NOTE, effect->plan ? _("A plan: nothing has been measured yet. Repeat the comparison after a period as long as this one.")
                                       : _("Effect: the change in the target less that in the control area (weighted displacement difference, Wheeler & Ratcliffe 2018), with that next door"
                                           " where a displacement area is given. Counts are of reports, each once, unweighted."));
    evidence_add(page, SHEET_NOTE, _("A control area must be like the target and out of its reach; whether it is, no number can tell. A change in reports is not a change in what happens."));
}

void effect_basis(const Config *config, const Effect *effect, char *ret_text, size_t size)
{
    Language language = wording_language(config);
    char before[WORDING_TEXT], after[WORDING_TEXT];
    wording_period(language, effect->before.from_day, effect->before.to_day, before, sizeof before);
    wording_period(language, effect->after.from_day, effect->after.to_day, after, sizeof after);
    if (effect->plan) snprintf(ret_text, size, _("%s: plan for a comparison; before: %s"), config->project_name, before);
    else snprintf(ret_text, size, _("%s: before: %s; after: %s"), config->project_name, before, after);
}

/* Where the areas lie: the map of what was compared, no larger than they are with some ground around them. */
static bool add_map(const Config *config, const Analysis *analysis, const Effect *effect, EffectHold *hold, EvidenceSheet *page, Error *error)
{
    static const SceneTone tones[EFFECT_AREAS] = {TONE_FIRST, TONE_SECOND, TONE_THIRD};
    static const double height_mm = 95, around = 0.15;
    BaseMap *base = &hold->base;
    if (!base_map_make(config, &analysis->municipality, base, error)) return false;
    base_map_quiet(base);
    Scene *scene = &base->scene;
    Box box = features_box(&effect->area[EFFECT_TARGET]);
    for (int a = 0; a < EFFECT_AREAS; a++) {
        if (effect->area[a].count == 0) continue;
        box = box_union(box, features_box(&effect->area[a]));
        hold->ground[scene->ground_count++] = (SceneGround){&effect->area[a], tones[a], area_name(a)};
    }
    scene->extent = box_grow(box, around * fmax(box.x_max - box.x_min, box.y_max - box.y_min));
    scene->ground = hold->ground;
    scene->ground_title = _("Areas");
    evidence_add(page, SHEET_MAP, NULL)->map = (SheetMap){.scene = scene, .height_mm = height_mm};
    return true;
}

bool effect_blocks(const Config *config, const Analysis *analysis, const Effect *effect, EffectHold *hold, EvidenceSheet *page, Error *error)
{
    Language language = wording_language(config);
    add_counts(language, effect, page);
    if (!effect->plan) add_intervals(language, effect, hold->interval, page), add_measures(language, effect, page);
    add_power(language, effect, page);
    return add_map(config, analysis, effect, hold, page, error);
}

void effect_hold_free(EffectHold *hold)
{
    base_map_free(&hold->base);
}

bool effect_pdf(const Config *config, const Analysis *analysis, const Effect *effect, const char *run_id, const char *path, Error *error)
{
    EffectHold hold = {0};
    EvidenceSheet *page = calloc(1, sizeof *page);
    if (page == NULL) return error_memory(error, sizeof *page);
    effect_conclusion(config, effect, page->title, sizeof page->title);
    effect_basis(config, effect, page->subtitle, sizeof page->subtitle);
    bool ok = effect_blocks(config, analysis, effect, &hold, page, error);
    evidence_add(page, SHEET_HEADING, _("Method and limits"));
    effect_methods(effect, page);
    evidence_counts(page, config, analysis);
    ok = ok && evidence_draw(page, config, analysis, run_id, path, error);
    effect_hold_free(&hold);
    free(page);
    return ok;
}
