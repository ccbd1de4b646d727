# When: the numbers got a second way, from the database and from the file as it was written; what the reports cannot carry is said in
# its place, and the rest stands.
. "$CLI"
need sqlite3 pdftotext
town
when() { "$PROGRAM" --config town.ini --lang en times "$@"; }
json() { sql :memory: "SELECT json_extract(readfile('t.json'), '\$.$1')"; }
when --out t.json
when --out t.csv --quiet
when --out t.pdf --quiet
echo "--- the table"
tr -d '\r\357\273\277' < t.csv | sed -n '1,7p'
tr -d '\r' < t.csv | grep -E '^(months,2024-06|near_repeat,same place,0|trend,1 .*change)' | cut -c 1-90
pdftotext -layout t.pdf - | grep -E '^ *(The hours of the week|The months|Near by and soon after|The course of each risk area|Method and limits)$'

echo "--- months and quarters, from the database"
# As in the test of selections: not a duplicate of a chosen one, and located as well as the bandwidth.
by_hand() {
    sql lindehaven.sqlite "
        WITH chosen AS (SELECT * FROM report WHERE kind = '$1' AND occurred_from BETWEEN '2022-10-01' AND '2025-09-30 99')
        SELECT $2 AS part, count(*) FROM chosen WHERE (precision_m IS NULL OR precision_m <= 200)
            AND (duplicate_of IS NULL OR duplicate_of NOT IN (SELECT id FROM chosen)) GROUP BY part ORDER BY part"
}
months() { sql :memory: "SELECT json_extract(value, '\$.month'), json_extract(value, '\$.$1') FROM json_each(readfile('t.json'), '\$.months')"; }
same "incidents per month" "$(months incident)" "$(by_hand incident "substr(occurred_from, 1, 7)")"
same "perceptions per month" "$(months perception)" "$(by_hand perception "substr(occurred_from, 1, 7)")"
same "the town per quarter" "$(sql :memory: "SELECT printf('%.0f', value) FROM json_each(readfile('t.json'), '\$.trends.town.reports')")" \
    "$(by_hand incident "substr(occurred_from, 1, 4) || ((CAST(substr(occurred_from, 6, 2) AS INTEGER) - 1) / 3)" | cut -d '|' -f 2)"
same "hours known and unknown" "$(json hours.reports)|$(json hours.unknown)" "$(by_hand incident "-hour_known" | cut -d '|' -f 2 | tr '\n' '|' | sed 's/|$//')"
echo "campaigns: $(sql :memory: "SELECT group_concat(json_extract(value, '\$.month')) FROM json_each(readfile('t.json'), '\$.months') WHERE json_extract(value, '\$.incident_campaign')")"
same "the first area over its quarters" "$(sql :memory: "SELECT printf('%.0f', sum(value)) FROM json_each(readfile('t.json'), '\$.trends.areas[0].reports')")" \
    "$(sql lindehaven.sqlite "SELECT reports FROM risk_area WHERE rank = 1 LIMIT 1")"

echo "--- near repeats, pair by pair from the file"
printf '[project]\nname = Dorp\n[database]\npath = dorp.sqlite\nkey_file = dorp.key\n[areas]\nexposure = area\n' > dorp.ini
dorp() { "$PROGRAM" --config dorp.ini --lang en "$@"; }
awk 'BEGIN { print "datum;tijd;x;y;categorie;melder"; seed = 7
    for (i = 0; i < 160; i++) { for (k = 0; k < 4; k++) { seed = (seed * 16807) % 2147483647; r[k] = seed }
        printf "2024-%02d-%02d;12:%02d;%d;%d;overlast;%s\n", 1 + r[0] % 6, 1 + r[1] % 28, i % 60, 150000 + 25 * (r[2] % 50), 440000 + 25 * (r[3] % 50), i % 5 ? "m" i : "veelmelder" } }' > dorp.csv
dorp import --quiet dorp.csv 2> /dev/null
awk 'BEGIN { for (m = 1; m < 7; m++) length_of[m] = m == 2 ? 29 : m == 4 || m == 6 ? 30 : 31; for (m = 2; m < 7; m++) before[m] = before[m - 1] + length_of[m - 1] }
    function big(v) { return v < 0 ? -v : v }
    FNR > 1 { split($0, f, ";"); day[++n] = before[substr(f[1], 6, 2) + 0] + substr(f[1], 9, 2); x[n] = f[3]; y[n] = f[4]; who[n] = f[6] }
    END { for (i = 1; i <= n; i++) for (j = 1; j < i; j++) { if (who[i] == who[j]) continue
            dx = big(x[i] - x[j]); dy = big(y[i] - y[j]); late = big(day[i] - day[j]); if (late > 20) continue
            s = late <= 10 ? 1 : 2; e = sqrt(dx * dx + dy * dy); m = dx + dy
            if (e <= 250) crow[e <= 1 ? 1 : e <= 125 ? 2 : 3, s]++
            if (m <= 250) block[m <= 1 ? 1 : m <= 125 ? 2 : 3, s]++ }
        for (b = 1; b < 4; b++) for (s = 1; s < 3; s++) { print crow[b, s] + 0 > "crow.txt"; print block[b, s] + 0 > "block.txt" } }' dorp.csv
for distance in euclidean manhattan; do
    dorp --quiet times --distance $distance --bands 125,250 --days 10,20 --out "$distance.json"
    sql :memory: "SELECT json_extract(value, '\$.observed') FROM json_each(readfile('$distance.json'), '\$.near_repeat.cells')" > "$distance.txt"
done
holds "as the crow flies" cmp euclidean.txt crow.txt
holds "along the blocks" cmp manhattan.txt block.txt
OMP_NUM_THREADS=1 dorp --quiet times --distance manhattan --bands 125,250 --days 10,20 --out again.json
holds "one thread, the same bytes" cmp manhattan.json again.json
sql :memory: "SELECT json_extract(readfile('euclidean.json'), '\$.near_repeat.own_pairs') > 0, json_extract(readfile('euclidean.json'), '\$.trends.refused')"
dorp times --out dorp.pdf | head -n 0
pdftotext dorp.pdf - | tr '\n' ' ' | grep -o 'No campaigns are set'

echo "--- what the reports cannot carry"
# village NAME LINES...: a database of its own from the rows that follow the first three fields.
village() {
    sed "s/dorp/$1/" dorp.ini > "$1.ini"
    "$PROGRAM" --config "$1.ini" --lang en --quiet import "$1.csv" 2> /dev/null
    "$PROGRAM" --config "$1.ini" --lang en times --out "$1.json" 2>&1
    "$PROGRAM" --config "$1.ini" --lang en --quiet times --out "$1.pdf"
    sql :memory: "SELECT 'hours: ' || coalesce(json_extract(j, '\$.hours.refused'), 'known'), 'near: ' || coalesce(json_extract(j, '\$.near_repeat.refused'), 'there'),
        'trends: ' || coalesce(json_extract(j, '\$.trends.refused'), 'there'), json_array_length(j, '\$.months') || ' months' FROM (SELECT readfile('$1.json') AS j)" | tr '|' '\n'
}
sed -E 's/^([^;]*);[^;]*/\1;/' dorp.csv > zonderuur.csv
village zonderuur
awk -F ';' -v OFS=';' 'FNR > 1 { $3 = 150500 + FNR % 3 * 0.3; $4 = 440500 } { print }' dorp.csv > eenplek.csv
village eenplek
sed -E 's/^2024-[0-9-]*/2024-03-05/' dorp.csv > eendag.csv
village eendag
head -n 21 dorp.csv > weinig.csv
village weinig
echo "--- refused"
try --config dorp.ini times --out t.docx
try --config dorp.ini times
try --config dorp.ini times --out t.pdf --distance walking
try --config dorp.ini times --out t.pdf --bands 100,100
try --config dorp.ini times --out t.pdf --days 7,x
try --config dorp.ini times --out t.pdf --days 1,2,3,4,5,6,7,8
try --config dorp.ini times --out t.pdf --bands ,
