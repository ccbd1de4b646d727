# Two programs on one database: nothing is lost, nobody waits for ever.
. "$CLI"
need sqlite3
echo "--- four imports at once that all find no database"
for i in 1 2 3 4; do
    "$PROGRAM" --lang en --quiet --db town.sqlite import --source source$i "$FIXTURES/input/adv.geojson" --regime avg --purpose test --retention 1y > out.$i 2>&1 &
    pids="${pids:-} $!"
done
for pid in $pids; do wait "$pid"; echo "status $?"; done
cat out.1 out.2 out.3 out.4
sql town.sqlite "SELECT name, (SELECT count(*) FROM report WHERE source = source.id) FROM source ORDER BY name; PRAGMA integrity_check"
ls -A | grep -v '^out'
echo "--- one of two first imports fails: the database of the other stays"
"$PROGRAM" --lang en --quiet --db two.sqlite import "$FIXTURES/bad/only_refused.csv" > out.5 2>&1 &
first=$!
"$PROGRAM" --lang en --quiet --db two.sqlite import "$FIXTURES/input/signalen.csv" --regime avg --purpose test --retention 1y > out.6 2>&1 &
second=$!
wait $first
echo "status $?"
wait $second
status=$?
# The other is done, or was told to try again because the database was just taken away: never a loss in silence.
if [ $status -eq 0 ]; then
    same "the other import is whole, or says why not" "$(sql two.sqlite "SELECT count(*) FROM report")" 591
else
    same "the other import is whole, or says why not" "$(grep -c 'try again' out.6)" 1
fi
echo "--- a database that another program holds"
mkfifo hold
sqlite3 town.sqlite < hold > held 2>&1 &
holder=$!
exec 9> hold
echo "BEGIN EXCLUSIVE; SELECT 'held';" >&9
for i in 1 2 3 4 5 6 7 8 9 10; do grep -q held held && break; sleep 0.2; done
try --db town.sqlite --quiet import --source late "$FIXTURES/input/adv.geojson"
echo "ROLLBACK;" >&9
exec 9>&-
wait $holder
try --db town.sqlite --quiet purge --source source1
