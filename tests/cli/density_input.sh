# Reports and grids at the edge of what can be a density: one sentence and nothing changed, or the right surface.
. "$CLI"
need gdalinfo
cat > all.ini <<'INI'
[database]
path = all.sqlite
key_file = all.key
[density]
edge = none
cell = 25
bandwidth = 200
unit = per_km2
[selection]
weights = raw
INI
# reports COUNT ELSEWHERE: a database with so many reports on one place, in the middle of a cell, and so many 3 km from there
reports() {
    rm -f all.sqlite
    awk -v n="$1" -v m="$2" 'BEGIN { print "id;datum;x;y;categorie"
        for (i = 1; i <= n + m; i++) print i ";01-02-2024;" (i <= n ? "152512.5;442512.5" : "155512.5;442512.5") ";bedreiging" }' > reports.csv
    must --config all.ini import reports.csv
}
highest() {
    gdalinfo -mm "$1" | sed -n 's/.*Min\/Max=//p'
}
echo "--- no report, one, and one less than a surface needs: status 3"
must --config all.ini init
leaves_all_as_it_was --config all.ini density --out x.tif
for count in 1 29; do
    reports "$count" 0
    leaves_all_as_it_was --config all.ini density --out x.tif
    TONGUE=nl leaves_all_as_it_was --config all.ini density --out x.tif
done
echo "--- all on one place: status 3"
reports 40 0
leaves_all_as_it_was --config all.ini density --out x.tif
echo "--- forty on one place and one elsewhere: the top is 40 * 3 / (pi 0.2^2) = 954.93 per km2"
reports 40 1
try --config all.ini density --out one.tif
same "quartic" "$(highest one.tif)" "0.000,954.930"
must --config all.ini density --kernel epanechnikov --out one.tif
same "Epanechnikov" "$(highest one.tif)" "0.000,636.620"
must --config all.ini density --kernel gaussian --out one.tif
same "Gaussian" "$(highest one.tif | sed 's/.*,//')" "159.155"
must --config all.ini density --edge diggle --out one.tif
same "far from the edge of what is drawn" "$(highest one.tif)" "0.000,954.930"
rm -f one.tif
echo "--- none within the extent: status 3"
leaves_all_as_it_was --config all.ini density --extent 10000,300000,20000,310000 --out x.tif
echo "--- extents, cells and bandwidths that are none: status 2"
for extent in 152000,442000,152000,443000 153000,442000,152000,443000 nan,0,1,1 0,0,inf,1 1,2,3,4,5; do
    leaves_all_as_it_was --config all.ini density --extent "$extent" --out x.tif
done
for cell in 0 -3 nan 0.001 1e9; do leaves_all_as_it_was --config all.ini density --cell "$cell" --out x.tif; done
for bandwidth in 0 -200 inf 49; do leaves_all_as_it_was --config all.ini density --bandwidth "$bandwidth" --out x.tif; done
echo "--- more cells than memory: status 3"
leaves_all_as_it_was --config all.ini density --extent 0,300000,200000,600000 --cell 0.5 --out x.tif
