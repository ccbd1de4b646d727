# A program that is killed after it loaded a file, and before it linked what came in through two channels, leaves that for the next.
. "$CLI"
need sqlite3
cat > all.ini <<'INI'
[database]
path = all.sqlite
key_file = all.key
INI
printf 'id;datum;tijd;categorie;x;y\n1;2024-04-03;21:15;naroepen;155000;463000\n2;2024-04-05;20:15;naroepen;155500;463000\n' > een.csv
printf 'id;datum;tijd;categorie;x;y\na;2024-04-03;21:20;naroepen;155010;463000\n' > twee.csv
must --config all.ini import een.csv --source een
must --config all.ini import twee.csv --source twee
linked() { sql all.sqlite 'SELECT count(*) FROM report WHERE duplicate_of IS NOT NULL'; }
same "linked" "$(linked)" 1
sql all.sqlite 'UPDATE report SET duplicate_of = NULL; DELETE FROM linked'
same "as a killed program leaves it" "$(linked)" 0
try --config all.ini import een.csv --source een
same "linked by the next one" "$(linked)" 1
sql all.sqlite 'UPDATE report SET duplicate_of = NULL'
must --config all.ini import een.csv --source een
same "nothing is linked anew without need" "$(linked)" 0
sql all.sqlite 'DROP TABLE linked'
must --config all.ini import een.csv --source een
same "a database of before" "$(linked)" 1
echo "--- who only reads links first: an event is counted once by every command"
year="--from 2024-01-01 --to 2024-12-31"
for given in een twee; do must --config all.ini import "$given.csv" --source $given --regime avg --purpose proef --retention 5y; done
must --config all.ini layer add "$FIXTURES/input/gemeentegrens.shp" --role boundary
for command in "areas --out a.csv" "map --out m.png" "brief --out b.pdf" "web --out w.html" "export --out e.gpkg" "density --out d.tif" "times --out t.json"; do
    sql all.sqlite 'UPDATE report SET duplicate_of = NULL; DELETE FROM linked'
    # shellcheck disable=SC2086
    "$PROGRAM" --config all.ini --quiet $command $year > /dev/null 2>&1
    same "${command%% *}" "$(linked)" 1
done
sql all.sqlite 'UPDATE report SET duplicate_of = NULL; DELETE FROM linked'
"$PROGRAM" --config all.ini --quiet map --audience partner $year --out m.png > /dev/null 2>&1
same "a map for partners" "$(linked)" 1
echo "--- killed halfway a change that is in the file already: the next command undoes it, also one that only reads"
for command in status "import een.csv --source een"; do
    # shellcheck disable=SC2016
    sqlite3 all.sqlite "PRAGMA cache_size = 1; BEGIN IMMEDIATE; UPDATE report SET category = 'half'; CREATE TABLE half AS SELECT randomblob(50000);" ".system kill -9 \$PPID" > killed.log 2>&1
    holds "the change was cut off" test -s all.sqlite-journal
    # shellcheck disable=SC2086
    must --config all.ini $command
    same "nothing of it is left" "$(sql all.sqlite "SELECT count(*) FROM report WHERE category = 'half'; SELECT count(*) FROM sqlite_master WHERE name = 'half'; PRAGMA integrity_check" | tr '\n' ' ')" "0 0 ok "
    holds "and no journal" test ! -e all.sqlite-journal
done
echo "--- killed while it wrote: the next one that makes something there takes away what is left, where nobody can be at it any more"
mkdir made
left=".4194305-0123456789abcdef-map.pdf" # no process has that number
for name in "$left" ".4194305-0123456789abcdef-all.sqlite-journal" ".$$-0123456789abcdef-map.pdf" ".4194305-notes.txt" ".4194305-0123456789abcdefg-x" "4194305-0123456789abcdef-x" "..4194305-0123456789abcdef-x"; do
    echo kept > "made/$name"
    touch -d '2 hours ago' "made/$name"
done
echo kept > "made/.4194306-0123456789abcdef-new.pdf"
mkdir "made/.4194307-0123456789abcdef-folder"
ln -s "$PWD/all.ini" "made/.4194308-0123456789abcdef-link"
touch -h -d '2 hours ago' made/.4194307-* made/.4194308-*
must --config all.ini dpia --out made/dpia.md
find made -mindepth 1 | sed "s/\.$$-/.OURS-/" | LC_ALL=C sort
