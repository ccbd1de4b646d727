#!/bin/sh
# The full evidence of a city of REPORTS (10,000) reports over 20,000 streets: the map tested by Monte Carlo with 999 simulations, all
# leave-outs and other bandwidths; 999 random labellings of one kind of report against the rest; near repeats and trends with 999 deals. And with
# twice the reports, for how it grows. Beside it R with spatstat, where installed: the same random labelling by FFT, 99 of them.
set -eu
program=$1
here=$(cd "$(dirname "$0")" && pwd)
. "$here/timing.sh"
begin_measuring
reports=${REPORTS:-10000}
awk -f "$here/make-streets.awk" > "$folder/streets.geojson"
for size in "$reports" $((2 * reports)); do
    cat > "$folder/$size.ini" <<INI
[database]
path = $size.sqlite
key_file = $size.key
[areas]
significance = monte_carlo
INI
    awk -v n="$size" -f "$here/make-reports.awk" > "$folder/reports.csv"
    "$program" --config "$folder/$size.ini" --quiet import "$folder/reports.csv" --regime avg --purpose meting --retention 5y
    "$program" --config "$folder/$size.ini" --quiet layer add "$folder/streets.geojson" --role street --name streets
done
run=0
while [ "$run" -lt "${RUNS:-3}" ]; do
    for size in "$reports" $((2 * reports)); do
        timed "$folder/areas.$size" "$program" --config "$folder/$size.ini" --quiet areas --out "$folder/out.csv"
        timed "$folder/risk.$size" "$program" --config "$folder/$size.ini" --quiet risk --category naroepen --against rest --out "$folder/out.json"
        timed "$folder/times.$size" "$program" --config "$folder/$size.ini" --quiet times --out "$folder/out.json"
    done
    run=$((run + 1))
done
for size in "$reports" $((2 * reports)); do
    echo "$size reports"
    report "areas, 999 simulations, leave-outs" "$folder/areas.$size"
    report "risk, 999 random labellings" "$folder/risk.$size"
    report "times, 999 deals, trends" "$folder/times.$size"
done
if ! Rscript -e 'library(spatstat.explore)' > /dev/null 2>&1; then
    echo "R with spatstat is not installed"
    exit 0
fi
awk -F, -v n="$reports" 'NR > 1 && NR <= n + 1 { print $5, $6, ($4 == "naroepen") }' "$folder/reports.csv" > "$folder/points"
cat > "$folder/labels.R" <<'R'
suppressMessages(library(spatstat.explore))
a <- matrix(scan(commandArgs(TRUE)[1], quiet = TRUE), ncol = 3, byrow = TRUE)
X <- ppp(a[, 1], a[, 2], owin(range(a[, 1]), range(a[, 2])))
risk <- function(is_case) { f <- density(X[is_case], sigma = 75, dimyx = 400, edge = FALSE); g <- density(X[!is_case], sigma = 75, dimyx = 400, edge = FALSE)
  log((f$v / sum(is_case) + 1e-10) / (g$v / sum(!is_case) + 1e-10)) }
observed <- risk(a[, 3] == 1); set.seed(1); above <- 0
for (run in 1:99) above <- above + (risk(sample(a[, 3] == 1)) >= observed)
cat(range(above), "\n")
R
timed "$folder/r" Rscript "$folder/labels.R" "$folder/points"
report "R, spatstat, 99 labellings by FFT" "$folder/r"
