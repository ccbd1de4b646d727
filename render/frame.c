#include "render/frame.h"

#include <math.h>

#define SCALE_LEAST 2500.0

double frame_round_scale(double scale)
{
    static const double step[] = {1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 5, 6, 7.5};
    const double slack =
        1 - 1e-9; /* an extent that fits exactly must not go a step down for a rounding error */

    if (scale <= SCALE_LEAST) return SCALE_LEAST;
    for (double power = 1000;; power *= 10)
        for (size_t i = 0; i < sizeof step / sizeof step[0]; i++)
            if (step[i] * power >= scale * slack) return step[i] * power;
}

double frame_round_length(double most)
{
    double power = pow(10, floor(log10(most) + 1e-9));

    return most >= 5 * power ? 5 * power : most >= 2 * power ? 2 * power : power;
}

bool frame_fit(Box extent, double x_mm, double y_mm, double width_mm, double height_mm, double inset_mm,
               Frame *ret_frame, Error *error)
{
    double width_m = extent.x_max - extent.x_min, height_m = extent.y_max - extent.y_min;
    double room_x = width_mm - 2 * inset_mm, room_y = height_mm - 2 * inset_mm;

    if (!isfinite(width_m) || !isfinite(height_m) || width_m < 0 || height_m < 0 || width_m > 1e8 ||
        height_m > 1e8)
        return error_set(error, ERROR_INPUT,
                         _("The map has no extent to show; give --extent or load a boundary."));
    if (!(room_x > 0) || !(room_y > 0))
        return error_set(error, ERROR_USAGE, _("The page leaves no room for the map; use a larger size."));

    double scale = frame_round_scale(1000 * fmax(width_m / room_x, height_m / room_y));
    double middle_x = extent.x_min + width_m / 2, middle_y = extent.y_min + height_m / 2;
    *ret_frame = (Frame){x_mm,
                         y_mm,
                         width_mm,
                         height_mm,
                         scale,
                         middle_x - width_mm / 2 * scale / 1000,
                         middle_y + height_mm / 2 * scale / 1000};
    return true;
}

double frame_x_mm(const Frame *frame, double x_m)
{
    return frame->x_mm + (x_m - frame->west_m) * 1000 / frame->scale;
}

double frame_y_mm(const Frame *frame, double y_m)
{
    return frame->y_mm + (frame->north_m - y_m) * 1000 / frame->scale;
}

double frame_length_mm(const Frame *frame, double length_m)
{
    return length_m * 1000 / frame->scale;
}

Box frame_box(const Frame *frame)
{
    double m_per_mm = frame->scale / 1000;

    return (Box){frame->west_m, frame->north_m - frame->height_mm * m_per_mm,
                 frame->west_m + frame->width_mm * m_per_mm, frame->north_m};
}
