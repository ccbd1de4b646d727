/*
 * classes.h: the class breaks of a density surface.
 *
 * The rule, so that a legend can state it: the breaks are the highest numbers of the series 1, 2, 5, 10, 20,
 * 50, ... below the surface's top and not below its floor, at most `wanted` of them. Each class then spans
 * about twice the one before, as a density surface is high in few places and low in many. Where the floor
 * leaves fewer than CLASSES_LEAST of them, the breaks are equal round steps instead: multiples of one number
 * of that series, the smallest that gives no more classes than wanted.
 *
 * The floor keeps noise invisible: below the first break nothing is drawn. A good floor is the height of two
 * reports on one spot, 2 K_h(0) in the surface's unit, so that no lone report shows on any map.
 */
#ifndef BRANDPUNT_RENDER_CLASSES_H
#define BRANDPUNT_RENDER_CLASSES_H

enum { CLASSES_WANTED = 5, CLASSES_LEAST = 4 };

/* Rising lower limits of the classes in ret_break (room for wanted); returns how many, 0 when the surface has
 * nothing at or above the floor. floor > 0; wanted 1..7. */
int classes_breaks(double floor, double top, int wanted, double *ret_break);

/* The largest number of the series 1, 2, 5, 10, ... that is not above value; value > 0. */
double classes_round_down(double value);

#endif
