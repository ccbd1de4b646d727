#include "geo/grid.h"

#include "geo/memory.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const double CELLS_MOST = 5e8; /* 4 GB of values */

static bool too_many_cells(Box box, double cell_m, double cells, Error *error)
{
    double fits = sqrt((box.x_max - box.x_min) * (box.y_max - box.y_min) / CELLS_MOST) * 1.01;
    /* A long thin extent has more cells than its area says. */
    fits = fmax(fits, fmax(box.x_max - box.x_min, box.y_max - box.y_min) / (CELLS_MOST / 4));
    double unit = pow(10, floor(log10(fits)));
    return error_set(
        error, ERROR_INPUT,
        _("A cell of %g m would give %.0f million cells, more than memory holds; choose a cell of "
          "%g m or more, or a smaller extent."),
        cell_m, cells / 1e6, ceil(fits / unit) * unit);
}

bool grid_lay(Box box, double cell_m, Grid *ret_grid, Error *error)
{
    if (!(cell_m > 0 && isfinite(cell_m)))
        return error_set(error, ERROR_INPUT, _("The cell must be larger than 0 m, and it is %g."), cell_m);
    if (box_is_empty(box) || !isfinite(box.x_min + box.y_min + box.x_max + box.y_max))
        return error_set(error, ERROR_INPUT,
                         _("The extent of the grid is empty; give at least one place or a boundary."));
    double left = floor(box.x_min / cell_m), bottom = floor(box.y_min / cell_m);
    double columns = fmax(1, ceil(box.x_max / cell_m) - left),
           rows = fmax(1, ceil(box.y_max / cell_m) - bottom);
    if (columns * rows > CELLS_MOST) return too_many_cells(box, cell_m, columns * rows, error);
    *ret_grid = (Grid){left * cell_m, bottom * cell_m, cell_m, (int)columns, (int)rows, NULL};
    return true;
}

bool grid_band(const Grid *grid, int first_row, int rows, Grid *ret_band, Error *error)
{
    Grid band = {grid->x0_m, grid->y0_m + first_row * grid->cell_m, grid->cell_m, grid->columns, rows, NULL};
    band.value = memory_large_zeroed(grid_cells(&band) * sizeof *band.value);
    if (!band.value) return error_memory(error, (double)grid_cells(&band) * sizeof *band.value);
    *ret_band = band;
    return true;
}

bool grid_init(Box box, double cell_m, Grid *ret_grid, Error *error)
{
    Grid grid = {0};
    return grid_lay(box, cell_m, &grid, error) && grid_band(&grid, 0, grid.rows, ret_grid, error);
}

bool grid_copy(const Grid *grid, Grid *ret_grid, Error *error)
{
    Grid copy = *grid;
    size_t bytes = grid_cells(grid) * sizeof *grid->value;
    copy.value = memory_large(bytes);
    if (!copy.value) return error_memory(error, (double)bytes);
    if (bytes) memcpy(copy.value, grid->value, bytes);
    *ret_grid = copy;
    return true;
}

void grid_free(Grid *grid)
{
    free(grid->value);
    *grid = (Grid){0};
}

size_t grid_cells(const Grid *grid)
{
    return (size_t)grid->columns * (size_t)grid->rows;
}

double grid_x_m(const Grid *grid, int column)
{
    return grid->x0_m + (column + 0.5) * grid->cell_m;
}

double grid_y_m(const Grid *grid, int row)
{
    return grid->y0_m + (row + 0.5) * grid->cell_m;
}

ptrdiff_t grid_cell_at(const Grid *grid, double x_m, double y_m)
{
    double column = floor((x_m - grid->x0_m) / grid->cell_m), row = floor((y_m - grid->y0_m) / grid->cell_m);
    if (!(column >= 0 && column < grid->columns && row >= 0 && row < grid->rows)) return -1;
    return (ptrdiff_t)row * grid->columns + (ptrdiff_t)column;
}

/* The rows whose centres an edge between ay and by crosses: first .. end - 1, perhaps one too many. */
static void rows_of_edge(const Grid *grid, double ay, double by, int *ret_first, int *ret_end)
{
    double first = floor((fmin(ay, by) - grid->y0_m) / grid->cell_m - 0.5);
    double end = ceil((fmax(ay, by) - grid->y0_m) / grid->cell_m - 0.5) + 1;
    *ret_first = (int)fmin(fmax(first, 0), grid->rows);
    *ret_end = (int)fmin(fmax(end, 0), grid->rows);
}

/* Every crossing of an edge with the centre line of a row: counted per row, or put in its place. */
static void cross_rows(const Grid *grid, const Polygon *polygon, size_t *at, double *crossing)
{
    const double *x = polygon->x_m, *y = polygon->y_m;
    for (size_t r = 0; r < polygon->ring_count; r++) {
        size_t first = polygon->ring_start[r], end = polygon->ring_start[r + 1];
        for (size_t i = first, j = end - 1; i < end; j = i++) {
            int row, row_end;
            rows_of_edge(grid, y[j], y[i], &row, &row_end);
            for (; row < row_end; row++) {
                double x_m;
                if (!polygon_edge_crossing(x[j], y[j], x[i], y[i], grid_y_m(grid, row), &x_m)) continue;
                if (crossing)
                    crossing[at[row]++] = x_m;
                else
                    at[row + 1]++;
            }
        }
    }
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

/* The first column whose centre lies at or right of x_m; the number of columns when there is none. */
static int column_from(const Grid *grid, double x_m)
{
    double guess = ceil((x_m - grid->x0_m) / grid->cell_m - 0.5);
    int column = (int)fmin(fmax(guess, 0), grid->columns);
    while (column > 0 && grid_x_m(grid, column - 1) >= x_m)
        column--;
    while (column < grid->columns && grid_x_m(grid, column) < x_m)
        column++;
    return column;
}

/* A centre is inside when an odd number of crossings lies at or left of it: as many as polygon_contains()
 * counts to the right of it, for their number is even. So each second stretch between crossings is outside. */
static void mask_row(Grid *grid, int row, const double *crossing, size_t count)
{
    double *value = grid->value + (size_t)row * (size_t)grid->columns;
    int outside = 0;
    for (size_t k = 0; k <= count; k += 2) {
        int end = k < count ? column_from(grid, crossing[k]) : grid->columns;
        for (int column = outside; column < end; column++)
            value[column] = NAN;
        outside = k + 1 < count ? column_from(grid, crossing[k + 1]) : grid->columns;
    }
}

bool grid_mask(Grid *grid, const Polygon *boundary, Error *error)
{
    size_t rows = (size_t)grid->rows;
    size_t *at = calloc(rows + 1, sizeof *at);
    if (!at) return error_memory(error, (double)rows * sizeof *at);
    cross_rows(grid, boundary, at, NULL);
    for (size_t row = 0; row < rows; row++)
        at[row + 1] += at[row];
    size_t count = at[rows];
    double *crossing = malloc((count + 1) * sizeof *crossing);
    if (!crossing) {
        free(at);
        return error_memory(error, (double)count * sizeof *crossing);
    }
    cross_rows(grid, boundary, at, crossing); /* afterwards at[row] is where the next row starts */
    for (size_t row = 0; row < rows; row++) {
        size_t first = row ? at[row - 1] : 0;
        qsort(crossing + first, at[row] - first, sizeof *crossing, by_value);
        mask_row(grid, (int)row, crossing + first, at[row] - first);
    }
    free(crossing);
    free(at);
    return true;
}

double grid_sum(const Grid *grid)
{
    double sum = 0;
    for (size_t i = 0; i < grid_cells(grid); i++) {
        if (!isnan(grid->value[i])) sum += grid->value[i];
    }
    return sum;
}

double grid_max(const Grid *grid)
{
    double max = -INFINITY;
    for (size_t i = 0; i < grid_cells(grid); i++) {
        if (grid->value[i] > max) max = grid->value[i];
    }
    return max;
}

size_t grid_cells_with_data(const Grid *grid)
{
    size_t count = 0;
    for (size_t i = 0; i < grid_cells(grid); i++)
        count += isnan(grid->value[i]) ? 0 : 1;
    return count;
}
