# A folder or a disk that cannot be written: one sentence, nothing lost, nothing half.
. "$CLI"
need sqlite3 mount
small_disk 16m
town
sed 's|^folder = .*|folder = disk/results|' town.ini > disk.ini
cp lindehaven.sqlite lindehaven.key disk
mkdir disk/results
echo "of before" > disk/results/map.pdf
mount -o remount,ro disk
for what in "map --out disk/m.pdf" "brief --out disk/b.pdf" "web --out disk/w.html" "density --out disk/d.tif" "export --out disk/e.gpkg" "areas --out disk/a.csv" \
    "prioritise --lever cameras --out disk/c.json" "plan --out disk/p.ics" "report --out disk/r.pdf"; do
    # shellcheck disable=SC2086
    leaves_all_as_it_was --config town.ini --quiet $what
done
echo "--- the database, its folder, and the folder of run"
leaves_all_as_it_was --config town.ini --db disk/lindehaven.sqlite --quiet import "$FIXTURES/input/adv.geojson" --source anew
leaves_all_as_it_was --config town.ini --db disk/lindehaven.sqlite --quiet purge --source meldpunt
leaves_all_as_it_was --config town.ini --db disk/new.sqlite --quiet init
leaves_all_as_it_was --config disk.ini --db disk/lindehaven.sqlite --quiet run
cat disk/results/map.pdf
echo "--- what only reads, works"
must --config town.ini --db disk/lindehaven.sqlite status
