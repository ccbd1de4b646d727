# What must not be in the database: the stories, and who told them.
. "$CLI"
need sqlite3 pdftotext ogrinfo
town
stat -c '%a %n' lindehaven.sqlite lindehaven.key
iconv -f CP1252 -t UTF-8 "$FIXTURES/input/meldpunt.csv" > meldpunt.txt
iconv -f UTF-16 -t UTF-8 "$FIXTURES/input/enquete.txt" > enquete.txt
# In every encoding a program could keep it in; UTF-16 also without its NULs, to find it at any byte.
tr -d '\000' < lindehaven.sqlite > without_nul
nowhere() {
    same "$1 strings to look for" "$(test "$(wc -l < strings)" -gt "$2" && echo enough)" enough
    LC_ALL=C grep -aoFf strings lindehaven.sqlite | sort | uniq -c | sort -rn | head -n 3
    LC_ALL=C grep -aoFf strings without_nul | sort | uniq -c | sort -rn | head -n 3
    LC_ALL=C grep -aoiFf strings "${3:-resultaat.bytes}" | sort | uniq -c | sort -rn | head -n 3
}
cat "$TOWN"/resultaat/* > resultaat.bytes 2> /dev/null || cat "$TOWN"/*.csv > resultaat.bytes
# The same without what is packed, where five letters turn up by chance.
{
    cat "$TOWN"/resultaat/*.csv "$TOWN"/resultaat/*.json
    pdftotext "$TOWN/resultaat/map.pdf" -
    pdftotext -raw "$TOWN/resultaat/map.pdf" -
    ogrinfo -ro -al "$TOWN/resultaat/result.gpkg"
} > resultaat.text
echo "meldpunt" > strings
same "the search finds what is there" "$(LC_ALL=C grep -aoFf strings lindehaven.sqlite | sort -u)" meldpunt
grep -hoE '[A-Za-z0-9._-]+@[A-Za-z0-9.-]+' meldpunt.txt "$FIXTURES/input/signalen.csv" | sort -u > strings
nowhere "e-mail addresses:" 400
cut -d@ -f1 strings | sort -u > names && mv names strings
nowhere "names before the @:" 400
# Free text: column 17 of meldpunt, 7 of signalen; sentences of three words and more, without their quotes.
{ cut -d';' -f17 meldpunt.txt; cut -d, -f7 "$FIXTURES/input/signalen.csv"; } | tr -d '"\r' |
    grep -E '^[^ ;]+ [^ ]+ [^ ]+ .*[a-z]' | cut -c1-25 | sort -u > strings
nowhere "stories:" 10
iconv -f UTF-8 -t ISO-8859-1//TRANSLIT strings > latin && mv latin strings
nowhere "stories in Latin-1:" 10
cut -f1 enquete.txt | grep '^R[0-9]' | sort -u > strings
nowhere "respondents:" 200 resultaat.text
echo "risk_areas" > strings
same "the search finds what is there" "$(LC_ALL=C grep -aoFf strings resultaat.text | sort -u)" risk_areas
echo "--- a reporter's key is no plain hash of the address"
mail=$(grep -oE 'melder-luid@example.org' meldpunt.txt | head -n 1)
for hash in md5sum sha1sum sha256sum sha512sum; do
    printf '%s' "$mail" | $hash | cut -c1-16
done > hashes
same "keys that a plain hash gives" "$(sql lindehaven.sqlite "SELECT DISTINCT reporter_key FROM report" | grep -cFf hashes)" 0
same "length of a key" "$(sql lindehaven.sqlite "SELECT group_concat(DISTINCT length(reporter_key)) FROM report WHERE reporter_key IS NOT NULL")" 32
echo "--- under another key the same people have other codes"
must --config town.ini --db other.sqlite import --source meldpunt "$FIXTURES/input/meldpunt.csv"
mv lindehaven.key first.key
must --config town.ini --db third.sqlite import --source meldpunt "$FIXTURES/input/meldpunt.csv"
sql :memory: "ATTACH 'other.sqlite' AS a; ATTACH 'third.sqlite' AS b;
    SELECT 'codes in both: ' || count(*) FROM (SELECT reporter_key FROM a.report WHERE reporter_key IS NOT NULL INTERSECT SELECT reporter_key FROM b.report);
    SELECT 'people in both: ' || ((SELECT count(DISTINCT reporter_key) FROM a.report) = (SELECT count(DISTINCT reporter_key) FROM b.report))"
echo "--- a key that others may read, or that is none"
chmod 644 lindehaven.key
leaves_all_as_it_was --config town.ini --db other.sqlite import "$FIXTURES/input/adv.geojson"
chmod 600 lindehaven.key
echo short > lindehaven.key
leaves_all_as_it_was --config town.ini --db other.sqlite import "$FIXTURES/input/adv.geojson"
