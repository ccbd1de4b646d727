/*
 * colour_vision.h: whether colours can be told apart, computed.
 *
 * Five ways to look: as most people do; without the cones for long, middle or short waves (protanopia, deuteranopia,
 * tritanopia); and in grey, as a printer makes it. Protanopia and deuteranopia as in Vienot, Brettel & Mollon 1999
 * ("Digital video colourmaps for checking the legibility of displays by dichromats"): the response of the missing cone
 * becomes what it is on the plane through black, white and the display's blue. Tritanopia as in Brettel, Vienot &
 * Mollon 1997: two half planes, through white and the wavelengths 485 and 660 nm. Cones are those of Smith & Pokorny
 * 1975. Grey keeps the luminance.
 *
 * The distance is CIEDE2000 (CIE 142-2001), after Sharma, Wu & Dalal 2005. About 1 is the least that is seen side by
 * side; apart on a map it takes several times that.
 */
#ifndef BRANDPUNT_RENDER_COLOUR_VISION_H
#define BRANDPUNT_RENDER_COLOUR_VISION_H

#include "render/colour.h"

typedef enum ColourView { VIEW_NORMAL, VIEW_PROTANOPIA, VIEW_DEUTERANOPIA, VIEW_TRITANOPIA, VIEW_GREY, VIEW_COUNT } ColourView;

/* What a view makes of a colour. */
Colour colour_seen(Colour colour, ColourView view);

/* CIEDE2000 with all weights 1; 0 for one and the same colour, about 100 from black to white. */
double colour_distance(Lab a, Lab b);

/* Distance of two colours in the view in which they are nearest; ret_view (may be NULL) tells which that is. */
double colour_least_distance(Colour a, Colour b, ColourView *ret_view);

/* Contrast of text on a ground, 1..21 (WCAG 2.1); text of ordinary size takes 4.5. */
double colour_contrast(Colour a, Colour b);

#endif
