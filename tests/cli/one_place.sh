# Reports that cannot carry a number get a sentence: all on one point, no hour known, fewer than a surface takes.
. "$CLI"
need sqlite3
town
{
    echo "datum;tijd;x;y;categorie"
    for day in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28; do
        for month in 01 02; do echo "2025-$month-$day;;152300;442500;overlast"; done
    done
} > point.csv
must --config town.ini --quiet import --source punt point.csv
for command in "areas --out a.csv" "map --out m.pdf" "density --out d.tif" "risk --out r.pdf"; do
    # shellcheck disable=SC2086
    try --config town.ini --lang en --quiet $command --source punt
done
try --config town.ini --lang en evaluate --train 2025-01-01..2025-01-31 --test 2025-02-01..2025-02-28 --source punt --out e.pdf
try --config town.ini --lang en compare --plan --before 2025-01-01..2025-01-31 --target "$FIXTURES/input/gemeentegrens.shp" --source punt --out c.pdf
try --config town.ini --lang en areas --source punt --hours 22-06 --out a.csv
try --config town.ini --lang en risk --from 2025-09-20 --out r.pdf --group lhbti
ls
