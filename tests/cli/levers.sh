# What goes with the ranked places: light per street, spots for lamps, camera views, the conditions of article 151c, powers of a boa.
. "$CLI"
need sqlite3 pdftotext ogrinfo
heavy
town
prioritise() { "$PROGRAM" --config town.ini --lang en --quiet prioritise "$@"; }
prioritise --out p.gpkg
for lever in lighting cameras handhaving; do prioritise --lever $lever --out $lever.json; prioritise --lever $lever --out $lever.csv; done
prioritise --out p.pdf
ls ./*.csv
echo "--- the parts of a street: no more unlit than long, no more short of light than dark"
sql p.gpkg "SELECT count(*) > 300, sum(unlit_m > length_m), sum(dark_unlit > dark_reports + 0.001), sum(dark_short > dark_reports + 0.001), sum(deficit < 0 OR deficit > 1) FROM lighting_segments"
same "their length is that of the streets" "$(sql p.gpkg "SELECT CAST(round(sum(length_m) / 1000) AS INTEGER) FROM lighting_segments")" \
    "$(ogrinfo -q -dialect sqlite -sql 'SELECT CAST(round(sum(ST_Length(geometry)) / 1000) AS INTEGER) AS km FROM straten' "$FIXTURES/input/straten.shp" | sed -n 's/.* = //p')"
echo "--- each spot reaches no more than the one before, and all together no more than there are"
sql p.gpkg "SELECT count(*), sum(a.dark_reports > b.dark_reports + 0.001) FROM lighting_spots a JOIN lighting_spots b ON a.rank = b.rank + 1"
sql p.gpkg "SELECT (SELECT sum(dark_reports) FROM lighting_spots) <= (SELECT sum(dark_unlit) FROM lighting_segments) + 0.01"
echo "--- conditions with dates"
grep -v '^public_place\|^end_date\|^dpia' town.ini | sed 's/^\[camera_gate\]/[camera_gate]\nas_of = 2026-11-25\npublic_place = yes\nend_date = 2026-01-01\ndpia = 2027-01-01/' > gate.ini
"$PROGRAM" --config gate.ini --lang en --quiet prioritise --lever cameras --out g.csv
tr -d '\r\357\273\277' < g_conditions.csv
"$PROGRAM" --config gate.ini --lang en --quiet prioritise --lever cameras --out g.pdf
pdftotext -layout g.pdf - | grep "Article 151c" | cut -c 1-60
echo "--- perception alone never passes"
"$PROGRAM" --config town.ini --lang en --quiet prioritise --lever cameras --kind perception --out f.csv
same "scores above 0" "$(tr -d '\r' < f.csv | awk -F, 'NR > 1 && $4 > 0' | wc -l)" 0
echo "--- without a layer it is not to be determined, and never 0"
sed '/^\[layer lichtmasten\]/,/^$/d' town.ini > dark.ini
"$PROGRAM" --config dark.ini --quiet --db dark.sqlite run > /dev/null
"$PROGRAM" --config dark.ini --lang en --quiet --db dark.sqlite prioritise --lever lighting --out d.csv
tr -d '\r\357\273\277' < d.csv | cut -d, -f1-5 | head -n 3
pdftotext -layout p.pdf - | grep -E "ranked; number|spots for a lamp|Conditions of" | tr -s ' '
echo "--- refused"
try --config town.ini --lang en prioritise --out p.csv
try --config town.ini --lang en prioritise --lever lampen --out p.csv
sed 's/^dpia.*/dpia = straks/' town.ini > wrong.ini
try --config wrong.ini --lang en config check | sed "s/ini:[0-9]*/ini:N/"
