#!/bin/sh
# Millions of instructions of each stage of the work, counted by valgrind's callgrind on one thread: they show a change
# that is smaller than the noise of a clock. 20,000 reports of make-reports.awk are imported and made a density, with edge
# correction, on 500 x 500 cells; of the example town, the priorities and the density along its streets. What was last kept, in
# bench/INSTRUCTIONS.md, stands beside it; REWRITE=1 keeps the new counts there. Only counts by the same compiler,
# libraries and awk can be compared. valgrind knows no AVX-512: the sweep is the one for AVX2. usage: instructions.sh PROGRAM
set -eu
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
kept=$here/INSTRUCTIONS.md
if ! command -v valgrind > /dev/null || ! command -v callgrind_annotate > /dev/null; then
    echo "skipped: needs valgrind"
    exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
: > rows

# counted COMMAND...: runs the program under callgrind; its functions and all that they call, in "counts"
counted() {
    if ! OMP_NUM_THREADS=1 valgrind --tool=callgrind --callgrind-out-file=callgrind.out "$program" "$@" > said 2>&1; then
        echo "failed: brandpunt $*" >&2
        tail -n 3 said >&2
        exit 1
    fi
    callgrind_annotate --inclusive=yes --auto=no --threshold=100 --show-percs=no callgrind.out > counts
}

# stage NAME FUNCTION: a row with the instructions of a function, those of all that it calls among them
stage() {
    count=$(awk -v f="$2" '{ n = $1; name = $2; sub(/^.*:/, "", name); sub(/[.](part|isra|constprop)[.].*/, "", name); if (name == f) { gsub(/,/, "", n); if (n + 0 > most) most = n + 0 } } END { printf "%.2f", most / 1e6 }' counts)
    if [ "$count" = 0.00 ]; then echo "failed: no instruction counted of $2" >&2; exit 1; fi
    before=$(awk -F'|' -v name=" $1 " '$2 == name { gsub(/ /, "", $4); print $4 }' "$kept" 2> none || true)
    echo "$count ${before:--}" | awk -v name="$1" -v f="$2" '{ change = $2 > 0 ? sprintf("%+.2f %%", 100 * ($1 / $2 - 1)) : ""; printf "| %s | `%s` | %s | %s | %s |\n", name, f, $1, $2, change }' >> rows
}

awk -v n=20000 -f "$here/make-reports.awk" > reports.csv
cat > config.ini <<'INI'
[database]
path = reports.sqlite
key_file = reports.key
[density]
edge = diggle
cell = 20
bandwidth = 300
INI
counted --config config.ini --quiet import reports.csv
stage "import, whole" main
stage "import, the file" import_file
counted --config config.ini --quiet density --out density.tif --extent 120000,480000,130000,490000
stage "density, whole" main
stage "density, opening the database" store_open
stage "density, reading the reports" reports_load
stage "density, weighing them" weights_compute
stage "density, edge shares" edge_shares
stage "density, the surface" density_compute_on
stage "density, the mask" grid_mask
stage "density, the GeoTIFF" export_geotiff_close
cp "$here/../config.ini" town.ini
mkdir fixtures
cp -r "$here/../fixtures/input" fixtures/input
"$program" --config town.ini --quiet run > said 2>&1
counted --config town.ini --quiet prioritise --lever lighting --out priorities.csv
stage "priorities, whole" main
stage "priorities, risk areas" analysis_areas
stage "priorities, chance" significance_test
stage "priorities, overlay" analysis_overlay
stage "priorities, their ranking" priorities_compute
counted --config town.ini --quiet streets --out streets.gpkg
stage "streets, whole" main
stage "streets, the density" network_density

cat > table <<MD
# Instructions per stage

$(valgrind --version), $(${CC:-gcc} -dumpfullversion 2> none), $(uname -m), version $(cat "$here/../VERSION"); $(date -u +%Y-%m-%d). Made by \`make bench-instructions\`, one thread; what a function calls is counted with it.

| stage | function | million instructions | kept before | change |
|---|---|---|---|---|
$(cat rows)
MD
cat table
if [ -n "${REWRITE:-}" ]; then sed 's/ | [^|]* | [^|]* |$/ |/; s/^|---|---|---|---|---|$/|---|---|---|/' table > "$kept"; fi
