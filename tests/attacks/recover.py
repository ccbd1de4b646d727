"""Finds reports back from a surface of density: the attack of Wang et al. (ISPRS IJGI 2019 8(12):544), made as strong as is easy.

The kernel and the bandwidth are known, as they stand under every map. The highest cell is taken for a report, the report's
kernel is taken away, and so on; then each report in turn is moved to where it explains best what the others leave over.
"""

import math
import random


class Surface:
    def __init__(self, west, south, cell_m, columns, rows, values):
        """values: from south to north, each row from west to east, in reports per m2."""
        self.west, self.south, self.cell_m, self.columns, self.rows = west, south, cell_m, columns, rows
        self.values = values

    def cells_near(self, x, y, reach_m):
        left = max(0, math.ceil((x - reach_m - self.west) / self.cell_m - 0.5))
        right = min(self.columns - 1, math.floor((x + reach_m - self.west) / self.cell_m - 0.5))
        low = max(0, math.ceil((y - reach_m - self.south) / self.cell_m - 0.5))
        high = min(self.rows - 1, math.floor((y + reach_m - self.south) / self.cell_m - 0.5))
        for row in range(low, high + 1):
            for column in range(left, right + 1):
                yield row * self.columns + column, self.west + (column + 0.5) * self.cell_m, self.south + (row + 0.5) * self.cell_m

    def add(self, x, y, bandwidth_m, times):
        """The quartic kernel of a report, `times` over."""
        top = 3 / (math.pi * bandwidth_m**2)
        for i, cx, cy in self.cells_near(x, y, bandwidth_m):
            inside = 1 - ((cx - x) ** 2 + (cy - y) ** 2) / bandwidth_m**2
            if inside > 0:
                self.values[i] += times * top * inside * inside


def move(surface, x, y, bandwidth_m):
    """One step of Gauss and Newton for a report whose kernel is not in the surface any more."""
    top = 3 / (math.pi * bandwidth_m**2)
    xx = xy = yy = bx = by = 0.0
    for i, cx, cy in surface.cells_near(x, y, bandwidth_m):
        dx, dy = cx - x, cy - y
        inside = 1 - (dx * dx + dy * dy) / bandwidth_m**2
        if inside <= 0:
            continue
        slope = top * 4 * inside / bandwidth_m**2
        gx, gy, rest = slope * dx, slope * dy, surface.values[i] - top * inside * inside
        xx, xy, yy, bx, by = xx + gx * gx, xy + gx * gy, yy + gy * gy, bx + gx * rest, by + gy * rest
    det = xx * yy - xy * xy
    if det <= 0:
        return x, y
    dx, dy = (yy * bx - xy * by) / det, (xx * by - xy * bx) / det
    far = math.hypot(dx, dy)
    if far > 25:
        dx, dy = dx * 25 / far, dy * 25 / far
    return x + dx, y + dy


def recover(surface, count, bandwidth_m, sweeps=12):
    """Places of `count` reports."""
    places = []
    for _ in range(count):
        i = max(range(len(surface.values)), key=surface.values.__getitem__)
        if surface.values[i] <= 0:
            break
        x, y = surface.west + (i % surface.columns + 0.5) * surface.cell_m, surface.south + (i // surface.columns + 0.5) * surface.cell_m
        for _ in range(3):
            x, y = move(surface, x, y, bandwidth_m)
        surface.add(x, y, bandwidth_m, -1)
        places.append((x, y))
    for _ in range(sweeps):
        for p, (x, y) in enumerate(places):
            surface.add(x, y, bandwidth_m, 1)
            x, y = move(surface, x, y, bandwidth_m)
            surface.add(x, y, bandwidth_m, -1)
            places[p] = (x, y)
    return places


def hits(true, guessed, within_m=25):
    """The share of the reports with a guess within so many metres."""
    if not true:
        return 0.0
    return sum(any(math.hypot(x - gx, y - gy) <= within_m for gx, gy in guessed) for x, y in true) / len(true)


def scatter(squares, rng):
    """As many guesses as each square has, anywhere in it: what one knows without any attack. squares: (west, south, side, count)."""
    return [(west + side * rng.random(), south + side * rng.random()) for west, south, side, count in squares for _ in range(count)]


def random_level(true, squares, draws=60):
    rng = random.Random(1)
    return sum(hits(true, scatter(squares, rng)) for _ in range(draws)) / draws
