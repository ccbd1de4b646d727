# The page for a browser: its numbers are those of the other commands, it is whole, small and the same every time.
. "$CLI"
need sqlite3
town
web() { "$PROGRAM" --config town.ini --lang en --quiet web "$@"; }
data() { awk '/id="data">/ { sub(/^.*id="data">/, ""); on = 1 } on { last = sub(/<\/script>$/, ""); print; if (last) exit }' "$1" > "${1%.html}.json"; }
json() { sql :memory: "SELECT json_extract(readfile('$1'), '\$.$2')"; }
each() { sql :memory: "SELECT $3 FROM json_each(readfile('$1'), '\$.$2')"; }
web --weights raw --out w.html
data w.html
holds "below a million bytes" test "$(wc -c < w.html)" -lt 1000000
holds "the data is JSON" test "$(sql :memory: "SELECT json_valid(readfile('w.json'))")" = 1
echo "--- months, hours and places, from the other commands"
"$PROGRAM" --config town.ini --lang en --quiet times --weights raw --out t.json
"$PROGRAM" --config town.ini --lang en --quiet areas --weights raw --out a.csv
same "months" "$(each w.json windows "json_extract(value, '\$.key'), json_extract(value, '\$.reports')" | sed -n '2,37p')" "$(each t.json months "json_extract(value, '\$.month'), json_extract(value, '\$.incident')" | sed 's/\.0$//')"
# 4 hours of a day: the sum of four cells of the matrix, which has 7 rows of 24.
sql :memory: "SELECT CAST(round(total(h.value)) AS INTEGER) FROM json_each(readfile('t.json'), '\$.hours.matrix') d, json_each(d.value) h GROUP BY d.key, h.key / 4 ORDER BY d.key, h.key / 4" > blocks.txt
each w.json windows "json_extract(value, '\$.reports')" | sed -n '51,92p' > found.txt
same "blocks of the week" "$(wc -l < blocks.txt) $(cat found.txt)" "42 $(cat blocks.txt)"
same "places" "$(each w.json areas "json_extract(value, '\$.name') || ' ' || json_extract(value, '\$.reports')")" "$(sed '1d; s/\r//' a.csv | awk -F, '{ gsub(/"/, "", $2); print $2, $3 }')"
same "places in the whole period" "$(each w.json windows[0].area_reports value)" "$(each w.json areas "json_extract(value, '\$.reports')")"
echo "--- what it says"
grep -o 'lang="[a-z]*"' w.html
for key in marking title subtitle 'windows[0].text' 'windows[20].text' 'windows[54].text' 'windows[91].name' week_note; do json w.json "$key"; done
each w.json layers "json_extract(value, '\$.key')" | tr '\n' ' '
echo
grep -c 'INTERNAL' w.json
"$PROGRAM" --config town.ini --lang en --json web --weights raw --out again.html > run.json
same "the run id" "$(json w.json run | grep -o 'run [0-9a-f]*')" "run $(json run.json id)"
same "no address of a stack" "$(grep -c '151322' w.html)" 0
same "nothing to fetch" "$(sed '/^<script>/,/<\/script>$/d' w.html | grep -E -o '(src|href)="[^#]' | head -n 1)" ""
echo "--- the same bytes"
(OMP_NUM_THREADS=1 && export OMP_NUM_THREADS && web --weights raw --out one.html)
holds "again" cmp w.html again.html
holds "with one thread" cmp w.html one.html
web --out default.html
holds "run leaves the same" cmp default.html "$TOWN/resultaat/web.html"
echo "--- few reports, no layers, hostile names"
printf '[project]\nname = </script><script>alert(1)</script> 🎉 شارع\n[database]\npath = few.sqlite\nkey_file = few.key\n[areas]\nexposure = area\n' > few.ini
awk 'BEGIN { print "datum;x;y;categorie"; for (i = 0; i < 12; i++) printf "2024-03-%02d;%d;%d;overlast\n", 1 + i, 150000 + 90 * i, 440000 + 70 * i }' > few.csv
few() { "$PROGRAM" --config few.ini --lang nl --quiet "$@"; }
few import few.csv 2> /dev/null
few web --out few.html
data few.html
same "scripts" "$(grep -o '<script' few.html | wc -l)" "$(grep -o '<script' w.html | wc -l)"
grep -o 'lang="[a-z]*"' few.html
for key in marking subtitle 'windows[0].text' 'windows[1].text' 'months' week_note; do json few.json "$key"; done
echo "--- refused"
leaves_all_as_it_was --config town.ini web --out w.pdf
leaves_all_as_it_was --config town.ini web
leaves_all_as_it_was --config town.ini web --out nowhere/w.html
for audience in partner publiek; do leaves_all_as_it_was --config town.ini --quiet web --audience $audience --out p.html; done
