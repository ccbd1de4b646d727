# A planner with files of their own follows the five steps of config.ini in an empty folder, and makes the usual slips.
. "$CLI"
need sqlite3
heavy
cp "$TOP/config.ini" mijn.ini
cp "$FIXTURES/input/gemeentegrens".* .
cp "$FIXTURES/input/politie.xlsx" "politie 2025.xlsx"
echo "--- copied, and nothing taken away yet: the line to correct"
try --config mijn.ini config check | sed 's/mijn.ini:[0-9]*:/mijn.ini:LINE:/'
awk '/^\[/ { out = $1 ~ /^\[(layer|reports|campaign)/ } !out' "$TOP/config.ini" > mijn.ini
cat >> mijn.ini <<'INI'
[layer grens]
file = gemeentegrens.shp
role = boundary
[reports politie]
file = politie 2025.xlsx
mapping = politie
regime = wpg
purpose = aanpak straatintimidatie
retention = 5y
[reports enquete]
file = enquete.csv
regime = avg
purpose = enquete
retention = 2y
INI
printf 'Nr.;Datum;Hoe laat;Wat was het?;X;Y\n' > enquete.csv
printf '%s\n' '1;3-5-2024;22.15 uur;nageroepen;152500;442500' '2;4-5-2024;onbekend;geknepen;152510;442520' '3;5-5-2024;;geknepen;152520;442510' \
    '4;6-5-2024;9.05 uur;gevoel van onveiligheid;152530;442500' '5;6-5-2024;;gestaard;152530;442500' >> enquete.csv
try --config mijn.ini config check
echo "--- one file on trial, in a folder where nothing is yet: read as its [reports ...] says, and nothing stays"
leaves_all_as_it_was --config mijn.ini import --dry-run "politie 2025.xlsx"
holds "no folder stays" test ! -e resultaat
leaves_all_as_it_was --config mijn.ini import --dry-run enquete.csv
sed -i 's/Wat was het?/Wat is er gebeurd?/' enquete.csv
leaves_all_as_it_was --config mijn.ini import --dry-run enquete.csv
try --config mijn.ini import ./enquete.csv
sql resultaat/lindehaven.sqlite "SELECT name, regime, purpose, retention FROM source"
sql resultaat/lindehaven.sqlite "SELECT kind, category, occurred_from, hour_known FROM report ORDER BY external_id"
echo "--- an option goes before the configuration"
try --config mijn.ini import --dry-run --source eigen --regime avg "politie 2025.xlsx"
echo "--- lines of what is wrong"
printf '[database]\npath = resultaat/lindehaven.sqlite\n' > few.ini
for slip in '[layer straten]' '[reports leeg]'; do
    { cat few.ini; printf '%s\n; nothing\nfile =\n' "$slip"; } > slip.ini
    try --config slip.ini config check
done
for slip in '[reports p]
file = enquete.csv
mapping = nergens' '[selection]
from = gisteren' '[selection]
hours = 22' '[selection]
group = zwaluwen' '[selection]
from = 2025-01-01
to = 2024-01-01' '[density]
extent = 5,5,1,1' '[density]
bandwidth = 100
cell = 60' '[project]
crs = EPSG:4326' '[areas]
level = area:2' '[effect x]
before = 2023-01-01..2023-12-31' '[evaluation]
test =' '[lighting_class M9]
minimum = 1' '[project]
timezone = Europe/Lindehaven'; do
    { cat few.ini; printf '%s\n' "$slip"; } > slip.ini
    try --config slip.ini config check
done
