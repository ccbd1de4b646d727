# A proposed redesign: its two drawings give the same verdict, the formats agree with each other, spots come back as a design.
. "$CLI"
need sqlite3 ogrinfo pdftotext
heavy
town
check() { "$PROGRAM" --config town.ini --lang en check "$@"; }
check "$FIXTURES/input/ontwerp.shp" --out shp.json
check "$FIXTURES/input/ontwerp.dxf" --out dxf.json
json() { sql :memory: "SELECT json_extract(readfile('$1'), '\$.$2')"; }
# Each object but for its name: the drawing does not name the lamps of the park path.
objects() { sql :memory: "SELECT json_remove(value, '\$.name') FROM json_each(readfile('$1'), '\$.objects') WHERE key < 21"; }
same "objects of the layer and of the drawing" "$(objects dxf.json)" "$(objects shp.json)"
for key in areas unreached coverage gain percentile chance placements; do same "$key" "$(json dxf.json "$key")" "$(json shp.json "$key")"; done
echo "--- what it says"
json shp.json conclusion
json dxf.json notes
sql :memory: "SELECT json_extract(value, '\$.name'), json_extract(value, '\$.kind'), json_extract(value, '\$.change'), json_extract(value, '\$.reports'), json_extract(value, '\$.dark_reports'),
    json_extract(value, '\$.perceptions'), round(json_extract(value, '\$.unlit_m')) FROM json_each(readfile('dxf.json'), '\$.objects')"
sql :memory: "SELECT json_extract(value, '\$.rank'), json_extract(value, '\$.name'), round(json_extract(value, '\$.area_after'), 2), round(json_extract(value, '\$.share_before'), 2),
    round(json_extract(value, '\$.share_after'), 2), round(json_extract(value, '\$.dark_after'), 2) FROM json_each(readfile('shp.json'), '\$.areas')"
sql :memory: "SELECT json_extract(value, '\$.conflicts') FROM json_each(readfile('dxf.json'), '\$.objects') WHERE json_array_length(value, '\$.conflicts') > 0"
echo "--- the other formats"
check "$FIXTURES/input/ontwerp.dxf" --out out.csv --quiet
check "$FIXTURES/input/ontwerp.dxf" --out out.gpkg --quiet
check "$FIXTURES/input/ontwerp.dxf" --out out.pdf --quiet
ls out*
tr -d '\r\357\273\277' < out_conflicts.csv
tr -d '\r\357\273\277' < out_areas.csv | cut -d , -f 2-
same "rows of objects" "$(wc -l < out_objects.csv)" 24
same "lines of the summary" "$(grep -c -e ',selection,' -e ',run,' -e ',audience,' -e ',percentile,' -e ',seed,' -e ',counts,' -e ',method,' out_summary.csv)" 7
ogrinfo -q out.gpkg | grep -E "RUN=|AUDIENCE|SELECTION|CONCLUSION|^[0-9]:"
json shp.json about.selection
same "styles" "$(sql out.gpkg "SELECT count(*) FROM layer_styles")" 4
same "reports in the GeoPackage" "$(sql out.gpkg "SELECT sum(reports) FROM (SELECT reports FROM objects UNION ALL SELECT reports FROM objects_lines UNION ALL SELECT reports FROM objects_areas)")" \
    "$(sql :memory: "SELECT sum(json_extract(value, '\$.reports')) FROM json_each(readfile('dxf.json'), '\$.objects')")"
pdftotext -layout out.pdf - | grep -E "page [12] of 2|predicts|runs through|not reached|Parkpad|nothing here" | tr -s ' '
echo "--- the GeoPackage as a design: the same again"
check out.gpkg --out again.json --quiet
same "objects" "$(sql :memory: "SELECT value FROM json_each(readfile('again.json'), '\$.objects')")" "$(sql :memory: "SELECT value FROM json_each(readfile('dxf.json'), '\$.objects')")"
same "areas" "$(json again.json areas)" "$(json dxf.json areas)"
echo "--- spots"
check --lamps 12 --out lamps.gpkg
check lamps.gpkg --out lamps.json --quiet
sql lamps.gpkg "SELECT name, object, change, reach_m, reports, dark_reports FROM objects"
json lamps.json unreached
echo "--- two designs, and the same bytes with any number of threads"
check "$FIXTURES/input/ontwerp.shp" lamps.gpkg --threads 1 --out two.json
same "first" "$(json two.json 'designs[0].objects')" "$(json shp.json objects)"
same "second" "$(json two.json 'designs[1].gain')" "$(json lamps.json gain)"
check "$FIXTURES/input/ontwerp.shp" lamps.gpkg --threads 3 --quiet --out three.json
for threads in 1 3; do check "$FIXTURES/input/ontwerp.shp" lamps.gpkg --threads "$threads" --quiet --out "t$threads.gpkg"; done
same "json" "$(sha256sum < two.json)" "$(sha256sum < three.json)"
same "gpkg" "$(sha256sum < t1.gpkg)" "$(sha256sum < t3.gpkg)"
check "$FIXTURES/input/ontwerp.dxf" --threads 3 --quiet --out out3.pdf
same "pdf" "$(sha256sum < out.pdf)" "$(sha256sum < out3.pdf)"
"$PROGRAM" --config town.ini check "$FIXTURES/input/ontwerp.dxf" --out nl.pdf
pdftotext -layout nl.pdf - | grep -E "Wat botst|voorspelt|niet bereikt" | tr -s ' '
