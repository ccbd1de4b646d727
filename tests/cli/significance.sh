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
