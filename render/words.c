#include "render/words.h"

static const char *const WORDS[WORD_COUNT][2] = {
    [WORD_DENSITY] = {"Dichtheid van meldingen", "Density of reports"},
    [WORD_CLASSES_SERIES] = {"Klassen uit de reeks 1, 2, 5, 10, 20, …; onder %s geen kleur.",
                             "Classes of the series 1, 2, 5, 10, 20, …; below %s no colour."}, /* first limit */
    [WORD_CLASSES_EQUAL] = {"Klassen in gelijke stappen; onder %s geen kleur.", "Classes in equal steps; below %s no colour."}, /* first limit */
    [WORD_CLASSES_ONE] = {"Onder %s geen kleur.", "Below %s no colour."}, /* limit */
    [WORD_COUNTS_ONLY] = {"Alleen aantallen", "Counts only"},
    [WORD_COUNTS_ONLY_WHY] = {"Deze selectie heeft geen dichtheidsvlak; de kaart toont geen concentraties.",
                              "This selection has no density surface; the map shows no concentrations."},
    [WORD_HOTSPOT] = {"Risicogebied: hotspot", "Risk area: hotspot"},
    [WORD_INDICATIVE] = {"Risicogebied: indicatief", "Risk area: indicative"},
    [WORD_AREA_NUMBER] = {"Nummer in de tabel", "Number in the table"},
    [WORD_AREA_NUMBER_SOME] = {"Nummers: %zu van %zu", "Numbers: %zu of %zu"}, /* shown, all */
    [WORD_LIGHT] = {"Lichtmast", "Street light"},
    [WORD_LIGHT_BROKEN] = {"Lichtmast, defect", "Street light, out of order"},
    [WORD_CAMERA] = {"Camera", "Camera"},
    [WORD_CAMERA_VIEW] = {"Camera met zicht", "Camera and its view"},
    [WORD_OBJECT_LAMP] = {"Ontwerp: lichtmast, bereik", "Design: lamp and reach"},
    [WORD_OBJECT_CAMERA] = {"Ontwerp: camera", "Design: camera"},
    [WORD_OBJECT_MEETING_PLACE] = {"Ontwerp: ontmoetingsplek", "Design: meeting place"},
    [WORD_OBJECT_PATH] = {"Ontwerp: pad", "Design: path"},
    [WORD_OBJECT_GREENERY] = {"Ontwerp: groen", "Design: greenery"},
    [WORD_OBJECT_PATROL] = {"Ontwerp: surveillance", "Design: surveillance"},
    [WORD_OBJECT_MOVED] = {"Ontwerp: verplaatst", "Design: moved"},
    [WORD_OBJECT_REMOVED] = {"Ontwerp: verdwijnt", "Design: removed"},
    [WORD_VENUE] = {"Horeca, uitgaan", "Venue"},
    [WORD_TRANSIT] = {"Halte, station", "Stop, station"},
    [WORD_RAILWAY] = {"Spoor", "Railway"},
    [WORD_BOUNDARY] = {"Gemeentegrens", "Municipal boundary"},
    [WORD_NEIGHBOURHOOD] = {"Buurtgrens", "Neighbourhoods"},
    [WORD_WATER] = {"Water", "Water"},
    [WORD_GREEN] = {"Groen", "Green"},
    [WORD_BUILDING] = {"Gebouw", "Building"},
    [WORD_NORTH] = {"N", "N"},
    [WORD_METRES] = {"%s m", "%s m"},       /* number */
    [WORD_KILOMETRES] = {"%s km", "%s km"}, /* number */
    [WORD_GRID] = {"Coördinaten in km", "Coordinates in km"},
    [WORD_RANK] = {"Nr.", "No."},
    [WORD_PLACE] = {"Plaats", "Place"},
    [WORD_REPORTS] = {"Meldingen (gewogen)", "Reports (weighted)"},
    [WORD_REPORTERS] = {"Unieke melders", "Unique reporters"},
    [WORD_DARK] = {"In het donker", "In the dark"},
    [WORD_PEAK] = {"Piek", "Peak"},
    [WORD_LEVERS] = {"Maatregel en rang", "Lever and rank"},
    [WORD_STATUS] = {"Status", "Status"},
    [WORD_STATUS_HOTSPOT] = {"hotspot", "hotspot"},
    [WORD_STATUS_INDICATIVE] = {"indicatief", "indicative"},
    [WORD_NO_AREAS] = {"Geen risicogebieden in deze selectie.", "No risk areas in this selection."},
    [WORD_FIRST_OF] = {"De eerste %zu van %zu gebieden.", "The first %zu of %zu areas."}, /* shown, all */
    [WORD_WEIGHTED] = {"%s (%s)", "%s (%s)"}, /* reports, weighted */
    [WORD_NO_RANK] = {"–", "–"},
    [WORD_METHOD] = {"Werkwijze en beperkingen", "Method and limits"},
    [WORD_SOURCES] = {"Bronnen: %s", "Sources: %s"}, /* sources */
    [WORD_MORE_NOTES] = {"Meer regels in het verslag van deze run: %zu.",
                         "More lines in the record of this run: %zu."},
    [WORD_PAGE_OF] = {"pagina %d van %d", "page %d of %d"}, /* page, pages */
};

const char *word(Language language, Word which)
{
    return WORDS[which][language == LANGUAGE_ENGLISH];
}
