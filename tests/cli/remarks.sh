# What a file says of itself: a density alone tells nothing of areas, topics keep their names, two languages are one run.
. "$CLI"
need gdalinfo
town
try --config town.ini density --out density.tif
echo "topics of a density: $(gdalinfo density.tif | sed -n 's/^  BRANDPUNT_\([A-Z_0-9]*\)=.*/\1/p' | sort | tr '\n' ' ')"
for language in nl en; do
    "$PROGRAM" --config town.ini --lang $language --json map --out map.svg | sed -n 's/^ *"id": //p' > $language.id
done
same "one run in two languages" "$(cat nl.id)" "$(cat en.id)"
try --config town.ini prioritise --lever lighting --out lighting.csv
same "no power of ten in a ranking" "$(grep -c 'e-0' lighting.csv)" 0
