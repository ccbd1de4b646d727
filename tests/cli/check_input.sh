# Designs as they should not be: one sentence with the object's name, nothing written; what can be understood is told.
. "$CLI"
need sqlite3
town
check() { leaves_all_as_it_was --config town.ini check "$@" --out x.json; }
echo "--- refused"
for name in block_path.dxf camera_no_angle.geojson elsewhere.geojson empty.geojson existing.dxf lamp_in_building.geojson local.dxf outside.geojson unknown_change.geojson unknown_layers.dxf; do
    check "$FIXTURES/bad/design_$name"
done
check "$FIXTURES/bad/design_millimetres.dxf" --units m
check "$FIXTURES/input/ontwerp.dxf" --units mm
check "$FIXTURES/input/ontwerp.dxf" --units inch
check "$FIXTURES/input/ontwerp.shp" --crs EPSG:4326
check "$FIXTURES/input/ontwerp.shp" --crs EPSG:999999
check "$FIXTURES/input/meldpunt.csv"
check "$FIXTURES/input/straten.shp"
check nothing.dxf
check
check --lamps 12 "$FIXTURES/input/ontwerp.shp"
check --lamps many
check --lamps 0
leaves_all_as_it_was --config town.ini check "$FIXTURES/input/ontwerp.shp" --out x.docx
leaves_all_as_it_was --config town.ini check "$FIXTURES/input/ontwerp.shp"
leaves_all_as_it_was --config town.ini check "$FIXTURES/input/ontwerp.shp" --audience publiek --out x.pdf
{ cat town.ini; printf '[drawing HEKWERK]\nobject = bench\n'; } > bench.ini
leaves_all_as_it_was --config bench.ini check "$FIXTURES/bad/design_unknown_layers.dxf" --out x.json
{ cat town.ini; printf '[check]\nfields = kleur = ROOD\n'; } > fields.ini
leaves_all_as_it_was --config fields.ini check "$FIXTURES/input/ontwerp.shp" --out x.json
echo "--- understood, and said so"
for name in millimetres.dxf swapped.dxf splines_blocks.dxf; do
    try --config town.ini check "$FIXTURES/bad/design_$name" --out y.json
    sql :memory: "SELECT json_extract(value, '\$.kind'), json_extract(value, '\$.name'), json_extract(value, '\$.reach_m'), round(json_extract(value, '\$.x_m')), round(json_extract(value, '\$.y_m'))
        FROM json_each(readfile('y.json'), '\$.objects')"
done
{ cat town.ini; printf '[drawing HEKWERK]\nobject = lamp\nreach = 30\n'; } > fence.ini
try --config fence.ini check "$FIXTURES/bad/design_unknown_layers.dxf" --out y.json
sql :memory: "SELECT json_extract(value, '\$.kind'), json_extract(value, '\$.change'), json_extract(value, '\$.reach_m') FROM json_each(readfile('y.json'), '\$.objects')"
{ cat town.ini; printf '[check]\nfields = object = NAAM, name = OBJECT\n'; } > other.ini
try --config other.ini check "$FIXTURES/input/ontwerp.shp" --out y.json
