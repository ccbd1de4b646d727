# The database: making it, layers in and out, and what is no database.
. "$CLI"
need sqlite3
try --db town.sqlite init
try --db town.sqlite init
stat -c '%a %n' town.sqlite
leaves_all_as_it_was --db other.sqlite status
try --db nowhere/town.sqlite init
try --db nowhere/deeper/town.sqlite init
leaves_all_as_it_was --db . init
leaves_all_as_it_was --db /dev/full init
try --db town.sqlite layer list
try --db town.sqlite layer add "$FIXTURES/input/gemeentegrens.shp" --role boundary
try --db town.sqlite layer add "$FIXTURES/input/buurten.shp" --role neighbourhood
try --db town.sqlite layer add "$FIXTURES/input/straten.shp" --role street --name wegen
try --db town.sqlite layer add "$FIXTURES/input/straten.shp" --role street --name wegen
try --db town.sqlite layer add "$FIXTURES/input/haltes.geojson" --role transit
try --db town.sqlite layer list
leaves_all_as_it_was --db town.sqlite layer remove straten
try --db town.sqlite layer remove wegen
# This one succeeds: that what leaves_all_as_it_was looks at would show.
leaves_all_as_it_was --db town.sqlite layer remove haltes | sed 's/ [0-9a-f]\{56,64\}/ SUM/'
try --db town.sqlite --json layer list
leaves_all_as_it_was --db town.sqlite layer add "$FIXTURES/input/straten.shp" --role road
leaves_all_as_it_was --db town.sqlite layer add "$FIXTURES/input/straten.shp" --role light
leaves_all_as_it_was --db town.sqlite layer add nothing.shp --role light
leaves_all_as_it_was --db town.sqlite layer add "$FIXTURES/input/meldpunt.csv" --role venue
for file in not_a_shapefile truncated wrong_geometry_lights; do
    leaves_all_as_it_was --db town.sqlite layer add "$FIXTURES/bad/$file.shp" --role light
done
try --db town.sqlite layer add "$FIXTURES/bad/no_shx.shp" --role light
echo "--- a layer whose table changed while its shapes did not"
cp "$FIXTURES"/input/horeca.* .
try --db town.sqlite layer add horeca.shp --role venue
sed -i 's/cafe/CAFE/g; s/e/a/g' horeca.dbf
try --db town.sqlite layer add horeca.shp --role venue
echo "--- what is no database"
: > empty.sqlite
echo "no database" > text.sqlite
sql other.sqlite "CREATE TABLE a (b)"
head -c 20000 town.sqlite > cut.sqlite
printf 'x%.0s' 1 2 3 | dd of=cut.sqlite bs=1 seek=5000 conv=notrunc 2> /dev/null
leaves_all_as_it_was --db empty.sqlite status
try --db empty.sqlite import "$FIXTURES/input/adv.geojson" # what a killed run leaves: made anew, for its owner alone
stat -c 'mode %a' empty.sqlite
for file in text other cut; do
    leaves_all_as_it_was --db $file.sqlite status
    leaves_all_as_it_was --db $file.sqlite import "$FIXTURES/input/adv.geojson"
done
echo "--- a database of a newer program, and one in another coordinate system"
cp town.sqlite newer.sqlite
sql newer.sqlite "PRAGMA user_version = 99"
leaves_all_as_it_was --db newer.sqlite status
printf '[project]\ncrs = EPSG:31370\n' > lambert.ini
leaves_all_as_it_was --config lambert.ini --db town.sqlite status
printf '[project]\ncrs = EPSG:4326\n' > degrees.ini
leaves_all_as_it_was --config degrees.ini --db new.sqlite init
