/* Charts of when: every hour in the tone of its class, the peak outlined past midnight, months as high as they are many. */
#include "tests/support/assert_near.h"

#include "render/chart.h"
#include "render/palette.h"

#include <cairo.h>
#include <stdlib.h>

enum { PIXELS_PER_MM = 10, WIDTH_MM = 160, HEIGHT_MM = 80 };

typedef struct Canvas {
    cairo_surface_t *surface;
    cairo_t *cairo;
    Typesetter *typesetter;
} Canvas;

static Canvas canvas_open(void)
{
    Canvas canvas;
    Error error;
    canvas.surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH_MM * PIXELS_PER_MM, HEIGHT_MM * PIXELS_PER_MM);
    canvas.cairo = cairo_create(canvas.surface);
    cairo_set_source_rgb(canvas.cairo, 1, 1, 1);
    cairo_paint(canvas.cairo);
    cairo_scale(canvas.cairo, PIXELS_PER_MM, PIXELS_PER_MM);
    assert_ok(typesetter_open(&canvas.typesetter, &error), &error);
    return canvas;
}

static void canvas_close(Canvas *canvas)
{
    typesetter_close(canvas->typesetter);
    cairo_destroy(canvas->cairo);
    cairo_surface_destroy(canvas->surface);
}

static uint32_t pixel(const Canvas *canvas, double x_mm, double y_mm)
{
    cairo_surface_flush(canvas->surface);
    const unsigned char *data = cairo_image_surface_get_data(canvas->surface);
    uint32_t value;
    memcpy(&value, data + (size_t)(y_mm * PIXELS_PER_MM) * (size_t)cairo_image_surface_get_stride(canvas->surface) + 4 * (size_t)(x_mm * PIXELS_PER_MM), 4);
    return value & 0xFFFFFF;
}

static void assert_colour(const Canvas *canvas, double x_mm, double y_mm, Colour colour)
{
    uint32_t found = pixel(canvas, x_mm, y_mm);
    assert_near(found >> 16, 255 * colour.red, 1);
    assert_near(found >> 8 & 255, 255 * colour.green, 1);
    assert_near(found & 255, 255 * colour.blue, 1);
}

static ChartPlace place_on(const Canvas *canvas)
{
    return (ChartPlace){.language = LANGUAGE_DUTCH, .typesetter = canvas->typesetter, .cairo = canvas->cairo, .x_mm = 3, .y_mm = 5, .width_mm = 144, .type = 1};
}

/* Cells are 5 mm wide and 4 mm high: (144 - 8 - 16) / 24, and 0.8 of it. */
static double cell_x(int hour)
{
    return 3 + 8 + 5.0 * (hour + 0.5);
}

static double cell_y(int day)
{
    return 5 + 4 + 4.0 * (day + 0.5);
}

static HeatClock clock_of(const HourMatrix *hours)
{
    return (HeatClock){.hours = hours, .class_count = 3, .class_break = {2, 5, 10}, .day = {"ma", "di", "wo", "do", "vr", "za", "zo"}, .day_total = "meldingen", .unit = "per uur",
                       .peak_name = "piek", .note = "N = 12"};
}

static void every_hour_has_its_tone(void **state)
{
    (void)state;
    static HourMatrix hours;
    static const double values[] = {0, 1.99, 2, 4.99, 5, 9, 10, 1000};
    static const int classes[] = {-1, -1, 0, 0, 1, 1, 2, 2};
    for (int d = 0; d < WEEK_DAYS; d++)
        for (int h = 0; h < DAY_HOURS; h++) hours.value[d][h] = values[(3 * d + h) % 8];
    Canvas canvas = canvas_open();
    ChartPlace place = place_on(&canvas), measuring = place;
    HeatClock clock = clock_of(&hours);
    measuring.cairo = NULL;
    double measured = chart_clock(&measuring, &clock);
    assert_near(chart_clock(&place, &clock), measured, 1e-9);
    assert_true(measured > 4 + 7 * 4 + 6 && measured < 50);
    for (int d = 0; d < WEEK_DAYS; d++)
        for (int h = 0; h < DAY_HOURS; h++) {
            int class = classes[(3 * d + h) % 8];
            assert_colour(&canvas, cell_x(h), cell_y(d), class < 0 ? PALETTE.paper : palette_class(3, class));
        }
    canvas_close(&canvas);
}

static void the_peak_runs_past_midnight(void **state)
{
    (void)state;
    static HourMatrix hours; /* white everywhere, so that only the outline is dark */
    Canvas canvas = canvas_open();
    ChartPlace place = place_on(&canvas);
    HeatClock clock = clock_of(&hours);
    clock.peak = (PeakWindow){.days = 1U << 4 | 1U << 6, .from_hour = 22, .hours = 4}; /* Friday and Sunday from 22 to 02 */
    (void)chart_clock(&place, &clock);
    for (int d = 0; d < WEEK_DAYS; d++)
        for (int h = 0; h < DAY_HOURS; h++) {
            /* The nights after Friday and Sunday end on Saturday and Monday. */
            bool inside = (h >= 22 && (d == 4 || d == 6)) || (h < 2 && (d == 5 || d == 0)), before = h == 22 || h == 0;
            bool dark_left = (pixel(&canvas, cell_x(h) - 2.5 + 0.15, cell_y(d)) & 255) < 64;
            if (inside && before) assert_true(dark_left);
            if (h != 6 && h != 12 && h != 18 && h != 2 && !(inside && before)) assert_false(dark_left); /* where a line of hours or the other edge is not */
            assert_colour(&canvas, cell_x(h), cell_y(d), PALETTE.paper);
        }
    canvas_close(&canvas);
}

static void classes_are_round(void **state)
{
    (void)state;
    static HourMatrix hours;
    HeatClock clock = clock_of(&hours);
    hours.weight = 168 * 13, hours.value[4][23] = 48;
    chart_clock_classes(&clock);
    assert_int_equal(clock.class_count, 4); /* from half of 13: 10, 20, 30, 40 */
    for (int i = 0; i < 4; i++) assert_near(clock.class_break[i], 10 * (i + 1), 1e-12);
    hours.weight = 30, hours.value[4][23] = 0.9; /* never from less than a report */
    chart_clock_classes(&clock);
    assert_int_equal(clock.class_count, 1);
    assert_near(clock.class_break[0], 1, 0);
}

static void months_are_as_high_as_they_are_many(void **state)
{
    (void)state;
    const double value[] = {10, 40, 0, 20};
    const bool whole[] = {true, true, true, false}, campaign[] = {false, true, false, false};
    MonthStrip strip = {.first_month = 2024 * 12 + 11, .count = 4, .value = value, .whole = whole, .campaign = campaign, .partial = "deel", .campaign_name = "campagne"};
    Canvas canvas = canvas_open();
    ChartPlace place = place_on(&canvas), measuring = place;
    measuring.cairo = NULL;
    double measured = chart_months(&measuring, &strip);
    assert_near(chart_months(&place, &strip), measured, 1e-9);
    /* Bars of 12 mm from x = 12; the axis ends at 40 and is 20 mm high from y = 5. Just inside each bar's top, and just above it. */
    for (int m = 0; m < 4; m++) {
        double x = 12 + 12 * (m + 0.5), top = 25 - value[m] / 2;
        if (value[m] > 0) assert_colour(&canvas, x, top + 1, m == 1 ? palette_class(5, 1) : m == 3 ? PALETTE.paper : PALETTE.soft_ink);
        if (m != 1) assert_colour(&canvas, x, top - 1, PALETTE.paper);
    }
    assert_true((pixel(&canvas, 12 + 18, 25 + 1.4) & 255) < 64); /* the mark under the campaign's month */
    assert_true((pixel(&canvas, 12 + 6, 25 + 1.4) & 255) > 200);
    strip.campaign = NULL, strip.whole = NULL; /* no legend then */
    assert_true(chart_months(&measuring, &strip) < measured - 2);
    canvas_close(&canvas);
}

static void many_months_and_none_at_all(void **state)
{
    (void)state;
    static double value[400];
    Canvas canvas = canvas_open();
    ChartPlace place = place_on(&canvas);
    MonthStrip strip = {.first_month = 1990 * 12 + 1, .count = 400, .value = value, .name = "niets"};
    (void)chart_months(&place, &strip);
    strip.count = 1;
    (void)chart_months(&place, &strip);
    assert_int_equal(cairo_status(canvas.cairo), CAIRO_STATUS_SUCCESS);
    canvas_close(&canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_hour_has_its_tone), cmocka_unit_test(the_peak_runs_past_midnight), cmocka_unit_test(classes_are_round),
                                       cmocka_unit_test(months_are_as_high_as_they_are_many), cmocka_unit_test(many_months_and_none_at_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
