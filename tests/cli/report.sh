# The report for the council: every part is there, its numbers are those of the other commands, and what cannot be made says why.
. "$CLI"
need sqlite3 pdftotext pdfinfo ogr2ogr
heavy
town
buurt() { ogr2ogr -f GeoJSON -lco RFC7946=NO -a_srs EPSG:28992 "$1.geojson" "$FIXTURES/input/buurten.shp" -where "BU_NAAM = '$2'"; }
buurt target Binnenstad
buurt control Vogelbuurt
printf '\n[effect Trial]\nbefore = 2023-05-01..2024-04-30\nafter = 2024-05-01..2025-04-30\ntarget = target.geojson\ncontrol = control.geojson\n' >> town.ini
program() { "$PROGRAM" --config town.ini --lang en --quiet "$@"; }
pages() { pdfinfo "$1" | sed -n 's/^Pages: *//p'; }
program report --out r.pdf
pdftotext -layout r.pdf r.txt
tr -s ' \n\014' ' ' < r.txt > flat.txt
says() { if grep -qF "$2" flat.txt; then echo "ok: $1"; else echo "WRONG: $1: the report does not say '$2'"; fi; }
echo "--- its parts, and that the contents give their pages"
parts='Summary|Contents|5 hotspots hold|The areas, and|When it happens|Where people feel unsafe, counted|Lighting: |Handhaving: |Cameras: |Conditions of article|Did measures|How well the map|How this was made|The sources'
grep -E "^ *($parts)" r.txt | sed -E 's/^ *//; s/ +/ /g; s/[^ -~]//g' | sort -u
for part in 'The areas, and what is known' 'Did measures help' 'The sources'; do
    page=$(sed -n "s/^ *$part.* \([0-9]*\)$/\1/p" r.txt | head -n 1)
    same "page of '$part'" "$(pdftotext -f "$page" -l "$page" r.pdf - | grep -c "^$part")" 1
done
holds "marked on every page" [ "$(grep -c 'I N T E R N A L\|INTERNAL' r.txt)" -ge "$(pages r.pdf)" ]
grep -o "page [0-9]* of $(pages r.pdf)" r.txt | head -n 1
echo "--- the numbers, from the other commands"
program areas --out a.gpkg
program times --out t.json
program prioritise --lever lighting --out l.json
program prioritise --lever handhaving --out h.json
program evaluate --train 2022-10-01..2024-09-30 --test 2024-10-01..2025-09-30 --out e.json
program compare --before 2023-05-01..2024-04-30 --after 2024-05-01..2025-04-30 --target target.geojson --control control.geojson --out c.json
json() { sql :memory: "SELECT json_extract(readfile('$1'), '\$.$2')"; }
percent() { sql :memory: "SELECT printf('%.0f%%', 100 * json_extract(readfile('$1'), '\$.$2'))"; }
thousands() { echo "$1" | sed 's/\(.\)\(...\)$/\1,\2/'; }
first=$(sql a.gpkg "SELECT name FROM risk_areas WHERE rank = 1")
counted=$(sql lindehaven.sqlite "SELECT json_extract(counts, '\$.counted') FROM run ORDER BY rowid DESC LIMIT 1")
says "how many reports" "It rests on $(thousands "$counted") reports."
says "the hotspots" "At $(sql a.gpkg "SELECT count(*) FROM risk_areas WHERE status = 'hotspot'") places there are more reports than chance can explain."
says "their share" "Together they hold $(sql a.gpkg "SELECT printf('%.0f%%', 100.0 * sum(reports) / $counted) FROM risk_areas WHERE status = 'hotspot'") of all reports. The first is $first, with $(sql a.gpkg "SELECT reports FROM risk_areas WHERE rank = 1") reports."
says "the peak" "Most comes together on $(json t.json hours.peak.window): $(percent t.json hours.peak.share) of the reports fall in those hours."
says "the dark" "At $(percent t.json dark.share) of the reports it was dark. Over the whole period it was dark $(percent t.json dark.of_time) of the time."
says "lighting" "For lighting the reports point to $(json l.json 'areas[0].name') first."
says "handhaving" "For handhaving the reports point to $(json h.json 'areas[0].name') first."
says "why" "$(json h.json 'areas[0].why')"
says "the effect" "Trial: $(json c.json conclusion)"
says "the test of the map" "$(json e.json conclusion)"
says "feelings" "$("$PROGRAM" --config town.ini --lang en --json --quiet density --kind perception --out d.tif 2> /dev/null | sed -n 's/.*"counted": \([0-9]*\).*/\1/p') times somebody named a place that feels unsafe."
says "unknown hours" "Hours: of $(json t.json hours.unknown) reports ($(percent t.json hours.unknown_share)) the hour is not known."
sql a.gpkg "SELECT rank || '. ' || name, reports, reporters, dates FROM risk_areas WHERE rank <= 3" | while IFS='|' read -r name reports reporters dates; do
    says "the evidence of $name" "$reports, by $reporters reporters on $dates dates"
done
echo "--- the sources, from the database"
sql -separator ' ' lindehaven.sqlite "SELECT s.name, (SELECT sum(rows_in) FROM import WHERE source = s.id), printf('%.1f%%', 100.0 * (SELECT sum(refused) FROM import WHERE source = s.id) / (SELECT sum(rows_in) FROM import WHERE source = s.id)),
    count(r.id) FROM source s JOIN report r ON r.source = s.id GROUP BY s.id ORDER BY s.name" | while read -r line; do says "source" "$line"; done
says "the layers" "straten streets 1,087 straten.shp"
echo "--- the same bytes, and as run leaves it"
program report --threads 1 --out one.pdf
holds "the same bytes, with one thread" cmp r.pdf one.pdf
same "pages without the effect" "$(pages "$TOWN/resultaat/report.pdf")" "$(($(pages r.pdf) - 1))"
"$PROGRAM" --config town.ini --lang nl --quiet report --out nl.pdf
pdftotext -layout nl.pdf - | grep -E '^ *(Samenvatting|Waar\?|Wanneer\?|Wordt het meer of minder\?|Wat past waar\?|Waar voelen mensen zich onveilig\?|Hielpen de maatregelen\?|Wat zeggen deze cijfers niet\?|De bronnen)$' | sed 's/^ *//' | sort -u
echo "--- little is known"
printf '[project]\nname = Dorp\n[database]\npath = dorp.sqlite\nkey_file = dorp.key\n[areas]\nexposure = area\n' > dorp.ini
awk 'BEGIN { print "datum;x;y;categorie"; for (i = 0; i < 12; i++) printf "2024-03-%02d;%d;%d;overlast\n", 1 + i, 150000 + 90 * i, 440000 + 70 * i }' > dorp.csv
dorp() { "$PROGRAM" --config dorp.ini --lang en --quiet "$@"; }
dorp import dorp.csv 2> /dev/null
dorp report --out dorp.pdf
pdftotext dorp.pdf - | tr '\n' ' ' | grep -o -E 'There are too few reports to point out places|Of no report the hour is known|12 reports are too few for risk areas|Without risk areas there is nothing to rank\.|In this period there are no reports of places that feel unsafe|No measure was looked at|There are no risk areas: with fewer than 30 reports|No measures are set|No test is set|No campaigns are set|No rows were refused|There are no layers' | sort -u
echo "--- refused"
leaves_all_as_it_was --config town.ini report
leaves_all_as_it_was --config town.ini report --out r.docx
leaves_all_as_it_was --config town.ini report --audience publiek --out x.pdf
sed 's/^train = .*/train = 2022/' town.ini > bad.ini
leaves_all_as_it_was --config bad.ini report --out x.pdf
sed 's/^target = .*/target = nowhere.geojson/' town.ini > bad2.ini
leaves_all_as_it_was --config bad2.ini report --out x.pdf | sed 's/ini:[0-9]*:/ini:LINE:/'
sed '/^\[effect Trial/,$ s/^after = .*//' town.ini > bad3.ini
leaves_all_as_it_was --config bad3.ini report --out x.pdf | sed 's/ini:[0-9]*:/ini:LINE:/'
sed 's/^test = .*//' town.ini > bad4.ini
leaves_all_as_it_was --config bad4.ini report --out x.pdf | sed 's/ini:[0-9]*:/ini:LINE:/'
sed '/^\[effect Trial/,$ s/^after = .*/after = 2031-01-01..2031-12-31/' town.ini > late.ini
"$PROGRAM" --config late.ini --lang en --quiet report --out late.pdf
pdftotext late.pdf - | tr '\n' ' ' | grep -o 'Trial: --after goes beyond the reports' | head -n 1
