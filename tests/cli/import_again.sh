# The same file twice, a trial run, all or nothing, and later versions of a file.
. "$CLI"
need sqlite3
file=$FIXTURES/input/adv.geojson
counts() { sql town.sqlite "SELECT count(*), count(DISTINCT import), (SELECT count(*) FROM import), (SELECT count(*) FROM reject) FROM report"; }
leaves_all_as_it_was --db town.sqlite import --dry-run "$file"
leaves_all_as_it_was --db town.sqlite import --strict "$file"
leaves_all_as_it_was --db town.sqlite import nothing.csv
leaves_all_as_it_was --db town.sqlite import "$file" nothing.csv --strict
leaves_all_as_it_was --db town.sqlite import --mapping unknown "$file"
leaves_all_as_it_was --db town.sqlite import --regime gdpr "$file"
try --db town.sqlite import "$file"
counts
sha256sum < brandpunt.key > key.before
leaves_all_as_it_was --db town.sqlite import --dry-run "$FIXTURES/input/signalen.csv"
try --db town.sqlite import "$file"
counts
cp "$file" later.geojson
echo >> later.geojson
try --db town.sqlite --json import --source adv later.geojson
counts
try --db town.sqlite import --source other "$file"
counts
sha256sum < brandpunt.key > key.after
holds "the key stayed" cmp key.before key.after
try --db town.sqlite import --strict --source clean "$FIXTURES/bad/long_line.csv" --regime avg --purpose test --retention 1y
try --db town.sqlite purge --source other
counts
try --db town.sqlite purge --before 2024-01-01
counts
leaves_all_as_it_was --db town.sqlite purge --before someday
leaves_all_as_it_was --db town.sqlite purge --source nobody
