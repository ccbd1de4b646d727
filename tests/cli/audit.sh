# Every output has its entry, with who it is for, what for and the hash of each file; and what is done to the entries is found.
. "$CLI"
need sqlite3
heavy
town
told() { sql lindehaven.sqlite "SELECT command || ' ' || outcome || ' ' || coalesce(audience, '-') || ' ' || coalesce(smallest, '-') FROM audit WHERE id > $1 ORDER BY id"; }
last() { sql lindehaven.sqlite 'SELECT coalesce(max(id), 0) FROM audit'; }
echo "--- what the example town was made by"
told 0
same "the files of the run" "$(sql lindehaven.sqlite "SELECT json_array_length(outputs) FROM audit WHERE command = 'run' AND outcome = 'done'")" "$(ls "$TOWN/resultaat" | wc -l | tr -d ' ')"
sql lindehaven.sqlite "SELECT json_extract(value, '\$.sha256') || '  ' || json_extract(value, '\$.file') FROM audit, json_each(outputs) WHERE command = 'run'" > sums
same "their hashes" "$(cd "$TOWN/resultaat" && sha256sum --quiet -c - < "$OLDPWD/sums" 2>&1)" ""
same "who" "$(sql lindehaven.sqlite 'SELECT DISTINCT who FROM audit')" "$(id -un)"
try --config town.ini audit verify | sed 's/[0-9a-f]\{64\}/HASH/'
echo "--- outputs inside and outside, refused and failed"
from=$(last)
year="--from 2024-10-01 --to 2025-09-30"
must --config town.ini areas --out a.csv --purpose "overleg van maandag" --source meldpunt
must --config town.ini times --out t.json
must --config town.ini streets --out s.csv
must --config town.ini brief --each wijk --out wijken
must --config town.ini map --audience publiek $year --out m.png
leaves_all_as_it_was --config town.ini --quiet map --audience partner $year --area Binnenstad --out n.png
leaves_all_as_it_was --config town.ini --quiet brief --audience partner --out b.pdf
leaves_all_as_it_was --config town.ini --quiet map --audience publiek --from 2024-10-01 --to 2024-12-31 --out n.png
try --config town.ini --quiet map --out no/such/folder/n.png
try --config town.ini --quiet compare --before 2023-01-01..2023-12-31 --after 2024-01-01..2024-12-31 --target nothing.shp --out c.pdf
told "$from"
sql lindehaven.sqlite "SELECT purpose, selection FROM audit WHERE command = 'areas' AND outcome = 'done'"
sql lindehaven.sqlite "SELECT json_extract(details, '\$.reason') FROM audit WHERE outcome = 'refused' LIMIT 1"
same "the hash of a map for the public" "$(sql lindehaven.sqlite "SELECT json_extract(outputs, '\$[0].sha256') FROM audit WHERE audience = 'publiek' AND outcome = 'done'")" "$(sha256sum < m.png | cut -d' ' -f1)"
same "every page of the wijken" "$(sql lindehaven.sqlite "SELECT json_array_length(outputs) FROM audit WHERE command = 'brief' AND outcome = 'done'")" "$(ls wijken | wc -l | tr -d ' ')"
same "nothing is open" "$(sql lindehaven.sqlite "SELECT count(*) FROM audit a WHERE outcome = 'begun' AND NOT EXISTS (SELECT 1 FROM audit b WHERE b.begun = a.id)")" 0
echo "--- what makes no output leaves none"
from=$(last)
must --config town.ini status > /dev/null
must --config town.ini config show > /dev/null
must --config town.ini import --dry-run "$FIXTURES/input/meldpunt.csv"
try --config town.ini map --out x.docx
same "entries" "$(told "$from")" ""
echo "--- init, import and purge"
must --config town.ini --db new.sqlite init
printf 'id;datum;tijd;categorie;x;y\n1;2024-04-03;21:15;naroepen;155000;442000\n' > jansen.csv
must --config town.ini --db new.sqlite import jansen.csv --source proef --regime avg --purpose proef --retention 5y
must --config town.ini --db new.sqlite import jansen.csv --source proef --rejects rejects.csv
must --config town.ini --db new.sqlite purge --source proef
try --config town.ini --db new.sqlite audit | sed 's/[0-9a-f]\{64\}/HASH/g' | sed "s/  $(id -un)  /  USER  /"
must --config town.ini --db new.sqlite audit verify
same "no name of a file that was imported" "$(grep -ac jansen new.sqlite)" 0
echo "--- an output that cannot be told to the audit is not made"
cp lindehaven.sqlite full.sqlite
sql full.sqlite "CREATE TRIGGER no_more BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no more'); END"
try --config town.ini --db full.sqlite --quiet areas --out never.csv
same "there is no file" "$(ls never.csv 2> /dev/null)" ""
echo "--- somebody at the entries"
head=$("$PROGRAM" --config town.ini --lang en audit verify | grep -oE '[0-9]+:[0-9a-f]{64}')
try --config town.ini --quiet audit verify --head "$head" | sed 's/[0-9]*:[0-9a-f]\{64\}/HEAD/'
fresh() { cp lindehaven.sqlite tried.sqlite && cp lindehaven.sqlite-audit tried.sqlite-audit; }
guards=$(sql lindehaven.sqlite "SELECT sql || ';' FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")
open="DROP TRIGGER audit_not_changed; DROP TRIGGER audit_not_removed; DROP TRIGGER audit_at_the_end"
broken() {
    fresh
    sql tried.sqlite "$open; $1; $guards"
    try --config town.ini --db tried.sqlite audit verify
}
broken "UPDATE audit SET who = 'nobody' WHERE id = 7"
broken "DELETE FROM audit WHERE id = 7"
broken "DELETE FROM audit WHERE id = 7; UPDATE audit SET id = id - 1 WHERE id > 7"
broken "DELETE FROM audit WHERE id > 9"
fresh
try --config town.ini --db tried.sqlite audit verify --head "7:$(printf '%064d' 7)"
try --config town.ini --db tried.sqlite audit verify --head 7
try --config town.ini --db tried.sqlite audit verify me
sql tried.sqlite "DELETE FROM audit" 2>&1 | sed 's/.*: //'
rm tried.sqlite-audit
try --config town.ini --db tried.sqlite audit verify
try --config town.ini --db tried.sqlite --json audit verify | grep state
echo "--- an older copy that is put back is told for ever"
fresh
must --config town.ini --db tried.sqlite areas --out a.csv
cp lindehaven.sqlite tried.sqlite
try --config town.ini --db tried.sqlite audit verify
must --config town.ini --db tried.sqlite areas --out a.csv
try --config town.ini --db tried.sqlite audit verify
echo "--- a program that was killed at work leaves what it began"
fresh
"$PROGRAM" --config town.ini --db tried.sqlite --quiet brief --out killed.pdf &
work=$!
for step in $(seq 200); do
    [ "$(sql tried.sqlite "SELECT count(*) FROM audit WHERE command = 'brief' AND outcome = 'begun'" 2> /dev/null)" = 2 ] && break
    sleep 0.01
done
kill -9 $work
wait $work 2> /dev/null
try --config town.ini --db tried.sqlite audit verify | sed 's/[0-9]*:[0-9a-f]\{64\}/HEAD/'
echo "--- a database of before has none"
cp lindehaven.sqlite old.sqlite
sql old.sqlite "DROP TABLE audit; CREATE TABLE audit (id INTEGER PRIMARY KEY, at TEXT, who TEXT, what TEXT, purpose TEXT, audience TEXT, previous TEXT, hash TEXT); PRAGMA user_version = 2"
try --config town.ini --db old.sqlite audit
must --config town.ini --db old.sqlite areas --out a.csv
same "now it has" "$(sql old.sqlite "SELECT group_concat(outcome) FROM audit")" "begun,done"
