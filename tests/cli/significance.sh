# What chance is asked, by choice: the note says which, the true hotspots stand out by each, Gi* is refused where it misleads.
. "$CLI"
need ogrinfo
town
for test in poisson monte_carlo gistar; do
    sed "s/^\[density\]/[areas]\nsignificance = $test\n\n[density]/" town.ini > "$test.ini"
    grep -q "^significance" "$test.ini" || printf '\n[areas]\nsignificance = %s\n' "$test" >> "$test.ini"
    echo "--- $test"
    must --config "$test.ini" --lang en areas --out "$test.csv"
    must --config "$test.ini" --lang en areas --out "$test.gpkg"
    tr -d '\r\357\273\277' < "$test.csv" | cut -d, -f 1-3,11 | head -n 6
    ogrinfo -ro "$test.gpkg" | sed -n 's/^  BRANDPUNT_AREAS=//p'
done
same "Monte Carlo: no q below one of a thousand" "$(tr -d '\r' < monte_carlo.csv | cut -d, -f 10 | sed -n 2p)" 0.00100
echo "--- too few reports for Gi*"
try --config gistar.ini --lang en areas --from 2023-01-01 --to 2023-03-31 --out few.csv
ls few.* 2> /dev/null || true
echo "--- expected by visitors"
printf '\n[areas]\nexposure = visitors\n' | cat town.ini - > visitors.ini
try --config visitors.ini --lang en areas --out v.csv
cat > counted.geojson <<'JSON'
{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"naam": "midden", "bezoekers": 9000}, "geometry": {"type": "Polygon", "coordinates": [[[152000, 441900], [153400, 441900], [153400, 443500], [152000, 443500], [152000, 441900]]]}},
{"type": "Feature", "properties": {"naam": "west", "bezoekers": 4000}, "geometry": {"type": "Polygon", "coordinates": [[[150000, 440000], [152000, 440000], [152000, 445000], [150000, 445000], [150000, 440000]]]}},
{"type": "Feature", "properties": {"naam": "oost", "bezoekers": 3000}, "geometry": {"type": "Polygon", "coordinates": [[[153400, 440000], [155500, 440000], [155500, 445000], [153400, 445000], [153400, 440000]]]}}]}
JSON
must --config visitors.ini --lang en layer add counted.geojson --role exposure
must --config visitors.ini --lang en areas --out v.gpkg
ogrinfo -ro v.gpkg | grep -oE "expected by [a-z ]+"
