# How much of what came later the map foretold: the numbers hold together, and what must not be tested is refused.
. "$CLI"
need sqlite3 pdftotext
heavy
town
evaluate() { "$PROGRAM" --config town.ini --lang en evaluate "$@"; }
evaluate --train 2022-10-01..2024-09-30 --test 2024-10-01..2025-09-30 --out e.json
evaluate --train 2022-10-01..2024-09-30 --test 2024-10-01..2025-09-30 --out e.csv --quiet
evaluate --train 2022-10-01..2024-09-30 --test 2024-10-01..2025-09-30 --out e.pdf --quiet
counted() { "$PROGRAM" --config town.ini --json density --quiet --from "$1" --to "$2" --out d.tif 2> /dev/null | sed -n 's/.*"counted": \([0-9]*\).*/\1/p'; }
json() { sql :memory: "SELECT json_extract(readfile('e.json'), '\$.$1')"; }
same "reports it was made from" "$(json 'origins[0].trained')" "$(counted 2022-10-01 2024-09-30)"
same "reports it was tested on" "$(json tested)" "$(counted 2024-10-01 2025-09-30)"
echo "--- PAI is hits over ground, PEI never above 1, more ground never holds fewer hits"
each="FROM json_each(readfile('e.json'), '\$.map') a"
value() { echo "json_extract(a.value, '\$.$1')"; }
sql :memory: "SELECT count(*), sum(abs($(value pai) - $(value hit_rate) / $(value share)) > 1e-9), sum($(value pei) > 1 + 1e-12) $each"
sql :memory: "SELECT count(*) FROM json_each(readfile('e.json'), '\$.map') a JOIN json_each(readfile('e.json'), '\$.map') b ON b.key = a.key + 1
    WHERE $(value hit_rate) > json_extract(b.value, '\$.hit_rate')"
echo "--- the table"
tr -d '\r\357\273\277' < e.csv | sed -n '1,4p; 21p'
pdftotext -layout e.pdf - | grep -c "$(json conclusion | cut -c 1-40)"
echo "--- rolling"
evaluate --train 2022-10-01..2023-09-30 --test 2023-10-01..2023-12-31 --rolling --out e.json
last=$(json 'origins[#-1].test.to')
echo "to $last"
same "every later report once" "$(json tested)" "$(counted 2023-10-01 "$last")"
echo "--- refused"
try --config town.ini --lang en evaluate --train 2022-10-01..2024-09-30 --test 2024-09-30..2025-09-30 --out e.pdf
try --config town.ini --lang en evaluate --train 2021-10-01..2024-09-30 --test 2024-10-01..2025-09-30 --out e.pdf
try --config town.ini --lang en evaluate --train 2022-10-01..2024-09-30 --test 2024-10-01..2024-10-04 --out e.pdf
try --config town.ini --lang en evaluate --train 2022-10-01..2024-09-30 --out e.pdf
try --config town.ini --lang en evaluate --train 2022-10-01..2024-09-30 --test 2024-10-01..2025-09-30 --out e.docx
