# Which bandwidth the reports themselves ask for: advice beside the density, which stays as it is.
. "$CLI"
need sqlite3
heavy
town
must --config town.ini density --out plain.tif
try --config town.ini density --out advised.tif --advise
TONGUE=nl try --config town.ini density --out dutch.tif --advise
holds "the density is the same" cmp plain.tif advised.tif
"$PROGRAM" --config town.ini --quiet --json density --out advised.tif --advise > advised.json
"$PROGRAM" --config town.ini --quiet --json density --out plain.tif > plain.json
sql :memory: "SELECT readfile('advised.json') ->> '\$.bandwidth_advice'"
same "the run too" "$(sql :memory: "SELECT readfile('advised.json') ->> '\$.id'")" "$(sql :memory: "SELECT readfile('plain.json') ->> '\$.id'")"
echo "--- Scott's rule by hand, on places that hold one report or three"
cat > few.ini <<'INI'
[database]
path = few.sqlite
key_file = few.key
[density]
edge = none
cell = 25
bandwidth = 200
INI
awk 'BEGIN { print "id;datum;x;y;categorie"; for (i = 1; i <= 60; i++) { k = i > 40 ? 1 : i; print i ";01-02-2024;" 152000 + (k * 7919) % 1000 ";" 442000 + (k * 104729) % 700 ";bedreiging" } }' > few.csv
must --config few.ini import few.csv
"$PROGRAM" --config few.ini --quiet --json density --out few.tif --advise --extent 151000,441000,154000,444000 > few.json
by_hand=$(awk 'BEGIN { for (k = 1; k <= 40; k++) { x = (k * 7919) % 1000; y = (k * 104729) % 700; sx += x; sy += y; xx += x * x; yy += y * y }
    n = 40; printf "%.1f|%.1f", sqrt(8 * (xx - sx * sx / n) / (n - 1)) / n ^ (1 / 6), sqrt(8 * (yy - sy * sy / n) / (n - 1)) / n ^ (1 / 6) }')
same "for each axis" "$(sql :memory: "SELECT printf('%.1f|%.1f', j ->> 'scott_x_m', j ->> 'scott_y_m') FROM (SELECT readfile('few.json') -> '\$.bandwidth_advice' AS j)")" "$by_hand"
echo "--- too few places for advice: the density is made all the same"
rm few.sqlite
awk 'BEGIN { print "id;datum;x;y;categorie"; for (i = 1; i <= 40; i++) print i ";01-02-2024;" 152000 + i % 9 ";442000;bedreiging" }' > few.csv
must --config few.ini import few.csv
try --config few.ini density --out few.tif --advise
same "made" "$(ls few.tif)" few.tif
