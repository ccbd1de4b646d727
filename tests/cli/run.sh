# The whole chain: what it leaves, and that a second run loads nothing twice.
. "$CLI"
need sqlite3
heavy
town_settings
try --config town.ini run
find resultaat lindehaven.* ! -type d | sort
stat -c '%a %n' lindehaven.sqlite lindehaven.key
counts() { sql lindehaven.sqlite "SELECT (SELECT count(*) FROM report), (SELECT count(*) FROM import), (SELECT count(*) FROM reject), (SELECT count(*) FROM layer), (SELECT count(*) FROM run),
    (SELECT count(*) FROM risk_area), (SELECT count(*) FROM priority)"; }
counts
same "rows of rejects.csv" "$(($(wc -l < resultaat/rejects.csv) - 1))" "$(sql lindehaven.sqlite "SELECT count(*) FROM reject")"
cp -r resultaat before
try --config town.ini run
counts
for file in before/*; do cmp -s "$file" "resultaat/$(basename "$file")" || echo "CHANGED: $file"; done
try --config town.ini status
"$PROGRAM" --config town.ini --json run > out.json 2> messages
echo "keys of the JSON: $(sql :memory: "SELECT group_concat(key) FROM json_each(readfile('out.json'))")"
try --config town.ini --quiet run
try --config town.ini run here
rm -rf before && cp -r resultaat before
for audience in partner publiek; do
    try --config town.ini --quiet run --audience $audience
    ls "resultaat/$audience"
    leaves_all_as_it_was --config town.ini --quiet brief --audience $audience --out partner.pdf
done
for file in before/*; do cmp -s "$file" "resultaat/$(basename "$file")" || echo "CHANGED: $file"; done
