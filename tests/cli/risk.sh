# Where there are more reports than can be expected, or more of one set than of another.
. "$CLI"
need sqlite3 pdftotext gdalinfo
heavy
town
risk() { "$PROGRAM" --config town.ini --lang en risk "$@"; }
json() { sql :memory: "SELECT json_extract(readfile('r.json'), '\$.$1')"; }
counted() { "$PROGRAM" --config town.ini --json density --quiet "$@" --out d.tif 2> /dev/null | sed -n 's/.*"counted": \([0-9]*\).*/\1/p'; }
echo "--- against what the streets give reason to expect"
risk --out r.json
same "cases" "$(json cases)" "$(counted)"
echo "--- one kind against the other, one group against the rest"
risk --against kind:perception --out r.json
same "cases" "$(json cases)" "$(counted)"
same "others" "$(json others)" "$(counted --kind perception)"
risk --group lhbti --against rest --out r.json
same "together all" "$(($(json cases) + $(json others)))" "$(counted)"
risk --group lhbti --against group:women --out r.json
same "with those in both" "$(($(json cases) + $(json in_both)))" "$(counted --group lhbti)"
echo "--- the same places in every format"
for format in csv gpkg tif pdf; do risk --group lhbti --against rest --quiet --out "r.$format"; done
tr -d '\r\357\273\277' < r.csv
ogrinfo -ro -al -q r.gpkg relative_risk | grep -c ' cases '
gdalinfo r.tif | grep -E 'Unit|NoData|LAYOUT'
risk --group lhbti --against rest --out r.json --quiet
pdftotext -layout r.pdf - | tr -s ' \n' ' ' | grep -c "$(json conclusion)"
echo "--- refused"
try --config town.ini --lang en risk --out r.docx
try --config town.ini --lang en risk --against women --out r.pdf
try --config town.ini --lang en risk --against group:wommen --out r.pdf
try --config town.ini --lang en risk --group lhbti --against group:lhbti --out r.pdf
try --config town.ini --lang en risk --from 2025-09-20 --group lhbti --out r.pdf
try --config town.ini --lang en risk --audience publiek --out r.pdf
