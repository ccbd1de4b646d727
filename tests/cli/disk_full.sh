# A full disk: one sentence, status 1, and what was there before is still whole.
. "$CLI"
need sqlite3 mount
small_disk 8m
town
sed 's|^folder = .*|folder = disk/results|' town.ini > disk.ini
cp lindehaven.sqlite disk/town.sqlite
# The audit may be told of what failed; all else is as it was.
content() { sqlite3 disk/town.sqlite ".dump report source import reject ledger run risk_area priority layer" | sha256sum; }
before=$(content)
fill() { head -c 100M /dev/zero > disk/filler 2> /dev/null; truncate -s "-$1" disk/filler; }
for room in 0 40K 400K; do
    fill $room
    echo "--- room: $room"
    TMPDIR=disk
    export TMPDIR
    for what in "map --out disk/m.pdf" "map --out disk/m.png" "brief --out disk/b.pdf" "times --out disk/t.pdf" "density --out disk/d.tif" "export --out disk/e.gpkg" "areas --out disk/a.geojson" "areas --out disk/a.csv" \
        "prioritise --lever lighting --out disk/l.json"; do
        # shellcheck disable=SC2086
        "$PROGRAM" --config town.ini --lang en --quiet $what > out 2>&1
        echo "$? $what: $(sed 's/[0-9]* bytes/N bytes/' out)"
        find disk -type f ! -name 'town.sqlite*' ! -name filler ! -size +0 -exec echo "EMPTY FILE LEFT: {}" \;
        find disk -name '.*' -type f -exec echo "LEFT: {}" \;
        rm -f disk/b.* disk/t.pdf disk/m.* disk/d.* disk/e.* disk/a.* disk/l.*
    done
    try --config town.ini --db disk/town.sqlite --quiet import --source anew "$FIXTURES/input/meldpunt.csv"
    try --config town.ini --db disk/town.sqlite --quiet purge --source meldpunt
    try --config disk.ini --db disk/town.sqlite --quiet run
    same "nothing of a result is empty, and nothing unfinished is left" "$(find disk -name '.*' -type f -o -path '*results/*' -size 0)" ""
    rm -rf disk/results
    same "the database is as it was" "$(content)" "$before"
    try --config town.ini --db disk/new.sqlite --quiet init
    ls -A disk
    rm -f disk/new.sqlite
done
same "integrity" "$(sql disk/town.sqlite "PRAGMA integrity_check")" ok
