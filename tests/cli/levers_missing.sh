# What is not there is not 0: without lamps, lux, state, streets, buildings, directions, classes or known categories; and what the parts say of themselves.
. "$CLI"
need sqlite3 ogrinfo
heavy
town
b() { "$PROGRAM" --config town.ini --lang en --quiet "$@"; }
json() { sql :memory: "SELECT json_extract(readfile('$1'), '\$.$2')"; }
b prioritise --lever lighting --out l.json
b prioritise --lever lighting --out l.gpkg
b prioritise --lever cameras --out c.json
b prioritise --lever handhaving --out h.json
b prioritise --out p.pdf
b prioritise --out again.pdf
same "the same pages" "$(sha256sum < again.pdf)" "$(sha256sum < p.pdf)"
same "ranked streets in JSON and in the layer" "$(sql :memory: "SELECT json_array_length(readfile('l.json'), '\$.segments')")" "$(sql l.gpkg "SELECT count(rank) FROM lighting_segments")"
same "an unlit street falls wholly short of its class" "$(sql l.gpkg "SELECT count(*) FROM lighting_segments WHERE unlit_m = length_m AND deficit < 1")" 0
same "no deficit where every lamp reaches the class" "$(sql l.gpkg "SELECT count(*) FROM lighting_segments WHERE deficit > 0.001 AND unlit_m < 0.5 AND lux_lowest >= lux_target")" 0
same "new lamps on top of a working one" "$(sql l.gpkg "SELECT count(*) FROM lighting_spots WHERE advice = 'new' AND lamp_distance_m < 1")" 0
echo "--- what cameras see, and what buildings hide"
sql :memory: "SELECT value ->> 'name', value ->> 'reports', value ->> 'hidden', round(value ->> 'view_m2'), value ->> 'dwellings' FROM json_each(readfile('c.json'), '\$.cameras') LIMIT 4"
json c.json cameras[3].why
echo "--- what a boa may act on"
sql :memory: "SELECT value ->> 'category', value ->> 'boa', value ->> 'reports' FROM json_each(readfile('h.json'), '\$.categories') LIMIT 3"
same "categories add up" "$(sql :memory: "SELECT round(sum(value ->> 'share'), 2) FROM json_each(readfile('h.json'), '\$.categories')")" 1.0
echo "--- what would change a rank"
json h.json areas[1].change
same "the rank of every area without every source" "$(sql :memory: "SELECT count(*) FROM json_each(readfile('h.json'), '\$.areas') a, json_each(a.value, '\$.rank_without')")" 42
echo "--- what is not there is not 0"
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
