# What goes with the levers: light per street, spots for lamps, camera views, the conditions of article 151c, the categories of a boa.
. "$CLI"
need sqlite3 ogrinfo pdftotext qpdf
town
b() { "$PROGRAM" --config town.ini --lang en --quiet "$@"; }
json() { sql :memory: "SELECT json_extract(readfile('$1'), '\$.$2')"; }
b prioritise --lever lighting --out l.gpkg
b prioritise --lever cameras --out c.gpkg
b prioritise --lever lighting --out l.json
b prioritise --lever cameras --out c.json
b prioritise --lever handhaving --out h.json
b prioritise --lever lighting --out l.csv
b prioritise --lever cameras --out c.csv
b prioritise --out p.pdf
b prioritise --lever cameras --out c.pdf
ls
echo "--- layers"
for file in l.gpkg c.gpkg; do ogrinfo -ro -so $file | sed -n 's/^[0-9]*: //p'; done
sql l.gpkg "SELECT f_table_name, length(styleQML) > 500 FROM layer_styles ORDER BY 1"
head -n 1 l_segments.csv | tr -d '\r\357\273\277'
head -n 1 l_spots.csv | tr -d '\r\357\273\277'
head -n 1 l.csv | tr -d '\r\357\273\277'
same "streets as rows and as features" "$(($(wc -l < l_segments.csv) - 1))" "$(sql l.gpkg "SELECT count(*) FROM lighting_segments")"
same "ranked streets in JSON and in the layer" "$(sql :memory: "SELECT json_array_length(readfile('l.json'), '\$.segments')")" "$(sql l.gpkg "SELECT count(rank) FROM lighting_segments")"
same "ranks fall with what is short of light" "$(sql l.gpkg "SELECT count(*) FROM lighting_segments a JOIN lighting_segments b ON b.rank = a.rank + 1 WHERE b.dark_short > a.dark_short + 0.01")" 0
same "an unlit street falls wholly short of its class" "$(sql l.gpkg "SELECT count(*) FROM lighting_segments WHERE unlit_m = length_m AND deficit < 1")" 0
same "no deficit without unlit metres or lux below the class" "$(sql l.gpkg "SELECT count(*) FROM lighting_segments WHERE deficit > 0.001 AND unlit_m < 0.5 AND lux_mean >= lux_target + 0.1")" 0
echo "--- the five darkest streets, and where the town was made dark"
sql l.gpkg "SELECT rank, name, lighting_class, round(length_m), round(unlit_m), dark_reports FROM lighting_segments WHERE rank <= 5 ORDER BY rank"
sql l.gpkg "SELECT advice, count(*), round(sum(dark_reports)) FROM lighting_spots GROUP BY 1 ORDER BY 1"
same "new lamps on top of a working one" \
    "$(sql l.gpkg "SELECT count(*) FROM lighting_spots WHERE advice = 'new' AND lamp_distance_m < 1")" 0
same "shares add up to what the spots reach" "$(sql l.gpkg "SELECT round(max(share) * 376 - sum(dark_reports)) FROM lighting_spots")" 0.0
echo "--- cameras"
sql :memory: "SELECT value ->> 'name', value ->> 'reports', round(value ->> 'view_m2'), value ->> 'dwellings' FROM json_each(readfile('c.json'), '\$.cameras') LIMIT 4"
json c.json conditions[0].state
json c.json areas[0].why
tr -d '\r\357\273\277' < c_conditions.csv
echo "--- conditions with dates"
gate() { sed "s/^$1 = no /$1 = $2 /" town.ini > gate.ini; "$PROGRAM" --config gate.ini --lang en --quiet prioritise --lever cameras --out g.json; }
printf '%s\n' '[camera_gate]' 'as_of = 2026-06-01' >> town.ini
gate end_date 2026-05-31
json g.json conditions[5].state
gate end_date 2026-06-01
json g.json conditions[5].state
gate end_date yes
json g.json conditions[5].state
gate dpia 2026-06-02
json g.json conditions[8].state
gate dpia 01-06-2026
json g.json conditions[8].state
json g.json areas[0].why
sed 's/^dpia = no /dpia = soon /' town.ini > gate.ini
try --config gate.ini prioritise --lever cameras --out g.json
echo "--- perception alone passes no gate"
b prioritise --lever cameras --kind perception --out f.json
sql :memory: "SELECT DISTINCT value ->> 'rank', value ->> 'score', value ->> 'missing' FROM json_each(readfile('f.json'), '\$.areas')"
echo "--- what a boa may act on"
sql :memory: "SELECT value ->> 'category', value ->> 'boa', value ->> 'reports' FROM json_each(readfile('h.json'), '\$.categories') LIMIT 3"
same "categories add up" "$(sql :memory: "SELECT round(sum(value ->> 'share'), 2) FROM json_each(readfile('h.json'), '\$.categories')")" 1.0
echo "--- what would change a rank"
json h.json areas[1].change
same "the rank of every area without every source" "$(sql :memory: "SELECT count(*) FROM json_each(readfile('h.json'), '\$.areas') a, json_each(a.value, '\$.rank_without')")" 42
echo "--- pages"
holds "qpdf finds nothing wrong" qpdf --check p.pdf
pdfinfo p.pdf | grep -E '^(Title|Pages)'
pdfinfo c.pdf | grep -E '^(Title|Pages)'
pdftotext -layout p.pdf - | tr -s ' \n' ' ' | grep -oE 'Lighting per street|between [0-9] and [0-9] · robust|place among the risk areas|Conditions of article 151c|cannot be determined; missing: enough reports' | sort | uniq -c | sed 's/^ *//'
b prioritise --out again.pdf
same "the same bytes" "$(sha256sum < again.pdf)" "$(sha256sum < p.pdf)"
echo "--- what is not there is not 0"
cp lindehaven.sqlite whole.sqlite
b layer remove lichtmasten
b prioritise --lever lighting --out n.json
json n.json note
json n.json areas[0].score
json n.json areas[0].missing
json n.json spots
b prioritise --lever lighting --out n.gpkg
ogrinfo -ro -so n.gpkg | sed -n 's/^[0-9]*: //p'
printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"mastnr":"L1","lux":"veel"},"geometry":{"type":"Point","coordinates":[153850,442540]}}]}' > lamps.geojson
b layer add lamps.geojson --role light --name lampen --crs EPSG:28992
b prioritise --lever lighting --out n.json
json n.json note
sql :memory: "SELECT value ->> 'why' FROM json_each(readfile('n.json'), '\$.segments') WHERE value ->> 'lamps' > 0"
b layer remove straten
b prioritise --lever lighting --out n.json
json n.json note
printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"naam":"Blind"},"geometry":{"type":"Point","coordinates":[152775,442360]}}]}' > camera.geojson
b layer remove cameras
b layer remove gebouwen
b layer add camera.geojson --role camera --name oog --crs EPSG:28992
b prioritise --lever cameras --out n.json
json n.json cameras[0].assumed
json n.json cameras[0].buildings_m2
json n.json cameras[0].why
echo "--- a class that says nothing in lux, and a category that the configuration does not know"
printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"naam":"Snelweg","klasse":"M3"},"geometry":{"type":"LineString","coordinates":[[153700,442540],[154000,442540]]}}]}' > road.geojson
b layer add road.geojson --role street --name weg --crs EPSG:28992
printf 'nummer;datum;tijd;x;y;categorie\n' > stank.csv
for i in 1 2 3 4 5 6; do printf '%s;2025-03-0%s;15:30;152775;442360;stank\n' $i $i; done >> stank.csv
b import stank.csv --source geur
b prioritise --lever lighting --out m.json
sql :memory: "SELECT value ->> 'lux_target', value ->> 'deficit', value ->> 'why' FROM json_each(readfile('m.json'), '\$.segments')"
json m.json note | grep -o 'with a class not in lux: .*'
b prioritise --lever handhaving --out m.json
sql :memory: "SELECT value ->> 'category', value ->> 'boa', value ->> 'reports' FROM json_each(readfile('m.json'), '\$.categories') WHERE value ->> 'boa' IS NULL"
