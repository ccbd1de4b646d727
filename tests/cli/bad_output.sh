# Where results cannot go: one sentence, the right status, nothing half written, and what was there stays.
. "$CLI"
need sqlite3
town
echo "--- places that cannot be written"
mkdir folder
for file in nowhere/m.pdf folder /dev/full/m.pdf /proc/m.pdf ""; do
    leaves_all_as_it_was --config town.ini --quiet map --out "$file"
done
for file in nowhere/d.tif /proc/d.tif; do leaves_all_as_it_was --config town.ini --quiet density --out "$file"; done
for file in nowhere/e.gpkg /proc/e.gpkg nowhere/e.geojson nowhere/e.csv nowhere/e.tif; do leaves_all_as_it_was --config town.ini --quiet export --out "$file"; done
for file in nowhere/l.json /proc/l.csv; do leaves_all_as_it_was --config town.ini --quiet prioritise --lever lighting --out "$file"; done
leaves_all_as_it_was --config town.ini --quiet import "$FIXTURES/input/adv.geojson" --source anew --rejects nowhere/r.csv
echo "--- a file where the folder of run should be"
echo "in the way" > resultaat
leaves_all_as_it_was --config town.ini --quiet run
rm resultaat
echo "--- standard output that is full"
"$PROGRAM" --config town.ini --lang en status > /dev/full
echo "status $?"
"$PROGRAM" --config town.ini --lang en --json config show > /dev/full
echo "status $?"
echo "--- a symbolic link is not followed: the file it points to stays"
echo "precious" > precious
ln -s precious link.pdf
ln -s precious link.gpkg
must --config town.ini map --out link.pdf
must --config town.ini areas --out link.gpkg
cat precious
ls -l link.pdf link.gpkg | cut -c1
echo "--- an earlier result is replaced whole"
must --config town.ini areas --out a.gpkg
must --config town.ini areas --out a.gpkg
same "integrity" "$(sql a.gpkg "PRAGMA integrity_check")" ok
echo "--- no file is left beside the results"
find . -name '.*' ! -name . | sort
