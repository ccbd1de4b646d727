"""What only a person can tell of a command: why one would use it, and calls that work in a copy of the example town.

describe_program.py puts these beside what the program says of its options. The texts are messages for po/*.po. Every command of the program
stands here, and every example is run by tests/cli/examples.sh, in this order.
"""


def N_(text):
    return text


TEXTS = {
    "run": (N_("Imports the files with reports and the layers that the configuration names, computes, and writes every result into the folder of "
               "[output] folder. What was imported before is known by its content and left alone, so it can be run every night."),
            [("run", N_("everything that config.ini asks for")),
             ("--config config.ini --quiet run", N_("from a timer: words only when something is wrong"))]),
    "init": (N_("Makes an empty database. The other commands do so by themselves; this is for who wants to see first that the place can be written."),
             [("--db new.sqlite init", N_("a new database beside the others"))]),
    "import": (N_("Reads CSV, XLSX, ODS, GeoJSON, GeoPackage and shapefile. Encoding, separator, dates, coordinates and the usual column names are "
                  "recognised. A row that is refused is told with its line and reason; a file comes in whole or not at all."),
               [("import --dry-run fixtures/input/meldpunt.csv", N_("what would be read, and what refused")),
                ("import --regime avg --purpose onderzoek --retention 5y fixtures/input/meldpunt.csv", N_("the same for good, with what the law asks to know"))]),
    "layer": (N_("Layers are the municipality's own maps: its boundary, neighbourhoods, streets, lights and cameras. Only the boundary is "
                 "really needed; each other layer makes the results better."),
              [("layer list", N_("what is there")), ("layer add fixtures/input/haltes.geojson --role transit --name stops", N_("one more layer")),
               ("layer remove stops", N_("and away with it"))]),
    "density": (N_("Writes how many reports there are per square kilometre and year around each place, corrected at the boundary, as a GeoTIFF with "
                   "the method in its metadata."),
                [("density --out density.tif --bandwidth 150", N_("sharper than the configuration asks for")), ("density --advise --out advised.tif", N_("with the bandwidth that the reports themselves ask for"))]),
    "streets": (N_("Writes the density along streets, for each piece of street, with reports divided at junctions. It needs a layer of streets."),
                [("streets --out streets.gpkg", N_("for QGIS"))]),
    "areas": (N_("Writes the risk areas: the densest part of the municipality, each tested against chance, with its number of reporters and dates, its peak "
                 "hours and its share in the dark."),
              [("areas --out areas.gpkg --level mass:0.25", N_("the smallest ground that holds a quarter of the reports")),
               ("areas --audience publiek --out public.gpkg", N_("what the public may see: squares with classes, no reports"))]),
    "prioritise": (N_("Ranks the risk areas for one measure or all, with the factors behind each rank and the reason in plain words. It says where a "
                      "measure fits the reports and predicts no effect."),
                   [("prioritise --lever lighting --out lighting.csv", N_("where light fits best")), ("prioritise --out priorities.pdf", N_("all three measures on paper"))]),
    "plan": (N_("Plans short visits of handhaving at the places and hours where reports gather, within the hours that there are, as a page or a calendar."),
             [("plan --hours-per-week 12 --out week.ics", N_("a calendar of the coming week"))]),
    "check": (N_("Lays a design (DXF, shapefile, GeoPackage or GeoJSON) over the reports: what each object reaches, what conflicts, and how the design "
                 "does beside random ones. Two designs are set side by side; without a design it proposes spots for lamps."),
              [("check fixtures/input/ontwerp.dxf --out verdict.pdf", N_("a drawing, weighed")), ("check --lamps 6 --out lamps.gpkg", N_("six spots for lamps, to edit in QGIS"))]),
    "compare": (N_("Sets the change in the area of a measure against that in a control area, with its interval, what the numbers could have shown, and how "
                   "far a place with so many reports would have fallen anyway."),
                [("compare --before 2023-05-01..2024-04-30 --after 2024-05-01..2025-04-30 --target fixtures/input/wijken.shp --out effect.pdf",
                  N_("a year before and a year after"))]),
    "risk": (N_("Divides the density by what can be expected, or the density of one set of reports by that of another, and tests the whole map "
                "against chance at once."),
             [("risk --out risk.pdf", N_("more than can be expected")), ("risk --group lhbti --against rest --out lhbti.csv", N_("one group beside all other reports"))]),
    "beside": (N_("Draws the risk areas of two or three sets beside each other and tells which places they share. The sets are never added up."),
               [("beside incident perception --out beside.pdf", N_("what happened, beside where people feel unsafe"))]),
    "evaluate": (N_("Makes the map from one period and counts how many of the later reports fall in it, beside plain counting per square."),
                 [("evaluate --train 2022-10-01..2024-09-30 --test 2024-10-01..2025-09-30 --out foretold.csv", N_("two years, tested on a third"))]),
    "times": (N_("Tells of the hours of the week, the share in the dark, the months with their campaigns, whether reports follow each other near by, and whether "
                 "an area is new, persistent, intensifying, diminishing or sporadic."),
              [("times --out when.pdf", N_("as pages")), ("times --area Centrum --out when.json", N_("of one wijk, for another program"))]),
    "map": (N_("Draws one page: the density in classes, the numbered risk areas, a table, the method and the limits."),
            [("map --size a3 --landscape --out map.pdf", N_("for the wall")), ("map --audience publiek --out public.png", N_("for the website"))]),
    "brief": (N_("Prints what a briefing of police and handhaving needs on two pages: map, first five places, hours and months. With --each there is a page for every "
                 "neighbourhood."),
              [("brief --out briefing.pdf", N_("the town")), ("brief --area Centrum --out centrum.pdf", N_("one wijk"))]),
    "web": (N_("Makes one file that a browser opens without a network, with months and hours to choose, a table, and links to each place."),
            [("web --out map.html", N_("to look at, and to mail within the building"))]),
    "report": (N_("Prints the report for the council: summary in plain words, maps, priorities with why, effects of measures, method and sources."),
               [("report --out report.pdf", N_("as the configuration has it"))]),
    "export": (N_("Writes everything that was computed in one GeoPackage that QGIS opens with its styles, or the risk areas as GeoJSON or CSV, or the density as GeoTIFF."),
               [("export --out result.gpkg", N_("for QGIS")), ("export --audience partner --out partner.gpkg", N_("for a partner: squares with enough reporters"))]),
    "status": (N_("Tells which sources, periods, layers and runs the database holds, how many rows were refused, and what is past its retention."),
               [("status", N_("on the screen")), ("--json status", N_("for another program"))]),
    "purge": (N_("Removes reports so that nothing of them is left in the file of the database. Results that were written before stay; remove those by hand."),
              [("purge --before 2022-11-01", N_("what happened too long ago")), ("purge --source adv", N_("what one source sent"))]),
    "audit": (N_("Lists who made what of the reports, when, for which purpose and for whom, in a chain in which each entry vouches for the one before. With verify it "
                 "looks whether the chain is whole; the exit status says so."),
              [("audit", N_("the latest entries")), ("audit verify", N_("whether nothing was changed or removed"))]),
    "dpia": (N_("Writes the appendix to a data protection impact assessment with the figures of this database: sources, retention, rights on files, publications and what remains as a risk."),
             [("dpia --out appendix.md", N_("as text, to go on with")), ("dpia --out appendix.html", N_("as a page"))]),
    "config": (N_("With show it prints every setting with its value, unit, range and meaning. With check it looks whether files are there and names exist, and "
                  "says what to do. With init it makes a first configuration from the files of a folder, and says of each why it took it for that."),
               [("config check", N_("before a run")), ("config show", N_("every setting")), ("config init --out first.ini fixtures/input", N_("for a folder of your own files"))]),
}
