# The two pages for a briefing: their numbers are those of the other commands, and what the reports cannot carry is a sentence.
. "$CLI"
need sqlite3 pdftotext pdftohtml pdfinfo
heavy
town
brief() { "$PROGRAM" --config town.ini --lang en --quiet brief "$@"; }
pages() { pdfinfo "$1" | sed -n 's/^Pages: *//p'; }
brief --out b.pdf
same "two pages" "$(pages b.pdf)" 2
"$PROGRAM" --config town.ini --lang en --quiet times --out t.json
"$PROGRAM" --config town.ini --lang en --quiet areas --out a.csv
pdftotext -f 1 -l 1 -layout b.pdf one.txt
pdftotext -f 2 -l 2 -layout b.pdf two.txt
json() { sql :memory: "SELECT json_extract(readfile('t.json'), '\$.$1')"; }
echo "--- the places, from the database and the table of trends"
listed() { grep -E '(hotspot|indicative)$' one.txt | grep '([A-Z]'; }
sql lindehaven.sqlite "SELECT reports FROM risk_area WHERE run = (SELECT run FROM risk_area ORDER BY rowid DESC LIMIT 1) AND rank <= 5 ORDER BY rank" > reports.txt
same "reports" "$(listed | sed -E 's/^.*\) +([0-9,]+) .*/\1/')" "$(cat reports.txt)"
sql :memory: "SELECT json_extract(value, '\$.name') FROM json_each(readfile('t.json'), '\$.trends.areas') LIMIT 5" > names.txt
same "names" "$(listed | sed -E 's/^[ 0-9]*([^ 0-9].*\)) +[0-9].*/\1/')" "$(cat names.txt)"
listed | sed -E 's/ +/ /g'
echo "--- the foot and the hours"
same "hours known" "$(grep -o 'N = [0-9,]*' one.txt | tr -dc 0-9)" "$(json hours.reports)"
same "marked above and below, on both pages" "$(cat one.txt two.txt | grep -c 'I *N *T *E *R *N *A *L')" 4
pdftotext -f 1 -l 1 b.pdf - | tr '\n' ' ' | grep -o 'Data up to and including [0-9A-Za-z ]*\. Valid until [0-9A-Za-z ]*\.'
pdftohtml -xml -i -stdout -zoom 1 -f 1 -l 1 b.pdf > one.xml
size_of() { # the type of the first text that holds it, in points
    font=$(grep -F "$1" one.xml | sed -n 's/.*font="\([0-9]*\)".*/\1/p' | head -n 1)
    sed -n "s/.*fontspec id=\"$font\" size=\"\([0-9]*\)\".*/\1/p" one.xml
}
while read -r name; do holds "$name in at least 11 points" [ "$(size_of "${name%% (*}")" -ge 11 ]; done < names.txt
while read -r count; do holds "$count in at least 11 points" [ "$(size_of ">$count<")" -ge 11 ]; done < reports.txt
grep -E -o 'page [12] of 2' one.txt two.txt
grep -E '^ *(The last|The same|Reports of)' two.txt | sed 's/^ *//'
brief --out again.pdf
holds "the same bytes" cmp b.pdf again.pdf
same "run leaves two pages" "$(pages "$TOWN/resultaat/brief.pdf")" 2

echo "--- few reports, no hours, long names"
long=$(printf 'Gemeente met een lange naam %.0s' 1 2 3 4 5 6)
printf '[project]\nname = %s\n[database]\npath = few.sqlite\nkey_file = few.key\n[areas]\nexposure = area\n' "$long" > few.ini
awk 'BEGIN { print "datum;x;y;categorie"; for (i = 0; i < 12; i++) printf "2024-03-%02d;%d;%d;overlast\n", 1 + i, 150000 + 90 * i, 440000 + 70 * i }' > few.csv
few() { "$PROGRAM" --config few.ini --lang en --quiet "$@"; }
few import few.csv 2> /dev/null
few brief --out few.pdf
same "two pages" "$(pages few.pdf)" 2
pdftotext few.pdf - | tr '\n' ' ' | grep -E -o '12 reports: too few to point out places\.|Of no report the hour is known|The last month'
echo "--- places with odd names, and a title of two hundred characters"
printf '[project]\nname = %s\n    %s\n[database]\npath = odd.sqlite\nkey_file = odd.key\n[areas]\nexposure = area\nlevel = mass:0.9\n[layer straten]\nfile = odd.geojson\nrole = street\n' "$(printf 'Gemeente %.0s' 1 2 3 4 5 6 7 8 9 10 11 12)" "$(printf 'Gemeente %.0s' 1 2 3 4 5 6 7 8 9 10 11 12)" > odd.ini
{
    printf '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},"features":['
    n=0
    for name in 'Burgemeester Van der Weerden-van Schoonhovenstraat en gracht' '<script>alert(1)</script>' 'Plein 😀🚨' 'شارع المحطة' 'Jan & Piet "hoek"'; do
        [ $n = 0 ] || printf ','
        printf '{"type":"Feature","properties":{"naam":"%s"},"geometry":{"type":"LineString","coordinates":[[%d,440000],[%d,440300]]}}' "$(echo "$name" | sed 's/"/\\"/g')" $((150000 + 1500 * n)) $((150000 + 1500 * n))
        n=$((n + 1))
    done
    printf ']}'
} > odd.geojson
awk 'BEGIN { print "datum;tijd;x;y;categorie"; for (n = 0; n < 5; n++) for (i = 0; i < 40 - 2 * n; i++) printf "2024-%02d-%02d;%02d:00;%d;%d;overlast\n", 1 + i % 12, 1 + (3 * i + n) % 28, (20 + i % 5) % 24, 150000 + 1500 * n + i % 7, 440100 + 3 * i }' > odd.csv
odd() { "$PROGRAM" --config odd.ini --lang en --quiet "$@"; }
odd layer add odd.geojson --role street --name straten
odd import odd.csv 2> /dev/null
odd brief --out odd.pdf
same "two pages" "$(pages odd.pdf)" 2
pdftotext -f 1 -l 1 odd.pdf - | tr '\n' ' ' | grep -o -E 'Burgemeester Van der Weerden-van Schoonhovenstraat|<script>alert\(1\)</script>|Plein|Jan & Piet "hoek"' | sort -u
echo "--- refused"
leaves_all_as_it_was --config town.ini brief --out b.svg
leaves_all_as_it_was --config town.ini brief
