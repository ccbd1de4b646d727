#!/bin/sh
# The density of 100,000 reports (REPORTS) on 1000 x 1000 cells, quartic, h = 300 m, beside other programs, in turn,
# RUNS times (3). Whole processes: ours from its database to a GeoTIFF, the others from the file they read fastest to
# the file they write. SciPy does less: it counts reports in cells and convolves (approximate), compute only.
# Prints a table in Markdown; what is not installed is named. QGIS is called past its wrapper, which passes on an option
# that this program of Debian 12 does not know. usage: peers.sh PROGRAM
set -eu
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
engine=$(dirname "$program")/bench/density
. "$here/timing.sh"
reports=${REPORTS:-100000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
: > rows

# row NAME VERSION FILE: the peer's median wall time over ours, and their processor times alike
row() {
    awk -v name="$1" -v version="$2" -v a="$(median ours wall)" -v ac="$(median ours cpu)" -v b="$(median "$3" wall)" -v bc="$(median "$3" cpu)" \
        -v am="$(median ours memory)" -v bm="$(median "$3" memory)" \
        'BEGIN { printf "| %s | %s | %.2f | %.1f | %.1f | %.1f |\n", name, version, b, b / a, bc / ac, bm / am }' >> rows
}

missing() {
    echo "| $1 | not installed | | | | |" >> rows
}

"$engine" "$reports" 1000 --plain --rounds 1 --points points.bin > none
awk -v n="$reports" -f "$here/make-reports.awk" > reports.csv
cat > config.ini <<INI
[database]
path = reports.sqlite
key_file = reports.key
[density]
edge = none
cell = 10
bandwidth = 300
INI
"$program" --config config.ini --quiet import reports.csv > none 2>&1

# The same reports for the others.
head -n 1 reports.csv | tr ',' '\n' > header
x=$(grep -nix 'x' header | head -n 1 | cut -d: -f1)
y=$(grep -nix 'y' header | head -n 1 | cut -d: -f1)
awk -F, -v x="$x" -v y="$y" 'NR > 1 { print $x "," $y }' reports.csv > plain.csv
extent=$(awk -F, 'NR == 1 { a = b = $1; c = d = $2 } { if ($1 < a) a = $1; if ($1 > b) b = $1; if ($2 < c) c = $2; if ($2 > d) d = $2 }
    END { w = int(a / 10) * 10; s = int(c / 10) * 10; print w, s, w + 10000, s + 10000 }' plain.csv)
# shellcheck disable=SC2086
set -- $extent
west=$1 south=$2 east=$3 north=$4
(echo 'x,y'; cat plain.csv) > named.csv
if command -v saga_cmd > none; then
    ogr2ogr -f 'ESRI Shapefile' saga.shp named.csv -oo X_POSSIBLE_NAMES=x -oo Y_POSSIBLE_NAMES=y > none 2>&1
fi
if command -v grass > none; then
    grass -c EPSG:28992 -e grass > none 2>&1
    grass grass/PERMANENT --exec v.in.ascii -t input=plain.csv output=reports separator=comma x=1 y=2 > none 2>&1
    grass grass/PERMANENT --exec g.region w="$west" e="$east" s="$south" n="$north" res=10 > none 2>&1
fi

# Five times before each of the others: their runs are long and ours is short, so that a moment's noise is half of it.
time_ours() {
    turn=0
    while [ "$turn" -lt 5 ]; do
        timed ours "$program" --config config.ini --quiet density --out ours.tif --extent "$west,$south,$east,$north"
        rm -f ours.tif
        turn=$((turn + 1))
    done
}

run=0
while [ "$run" -lt "${RUNS:-3}" ]; do
    time_ours
    if command -v saga_cmd > none; then
        timed saga saga_cmd grid_gridding 6 -POINTS saga.shp -RADIUS 300 -KERNEL 0 -TARGET_USER_SIZE 10 -TARGET_USER_XMIN $((west + 5)) \
            -TARGET_USER_XMAX $((east - 5)) -TARGET_USER_YMIN $((south + 5)) -TARGET_USER_YMAX $((north - 5)) -TARGET_OUT_GRID saga.sgrd
    fi
    if command -v grass > none; then
        time_ours
        timed grass_runs grass grass/PERMANENT --exec v.kernel input=reports output=density radius=300 kernel=quartic --overwrite
    fi
    if command -v qgis_process.bin > none; then
        [ -f qgis.gpkg ] || ogr2ogr -f GPKG qgis.gpkg named.csv -oo X_POSSIBLE_NAMES=x -oo Y_POSSIBLE_NAMES=y -a_srs EPSG:28992 > none 2>&1
        time_ours
        QT_QPA_PLATFORM=offscreen timed qgis qgis_process.bin run qgis:heatmapkerneldensityestimation -- INPUT=qgis.gpkg RADIUS=300 PIXEL_SIZE=10 KERNEL=0 OUTPUT=qgis.tif
    fi
    run=$((run + 1))
done
if command -v saga_cmd > none; then row SAGA "$(saga_cmd --version | sed -n 's/SAGA Version: //p' | head -n 1)" saga; else missing SAGA; fi
if command -v grass > none; then row 'GRASS v.kernel' "$(grass --version 2>&1 | sed -n '1s/GRASS GIS //p')" grass_runs; else missing GRASS; fi
if command -v qgis_process.bin > none; then row QGIS "$(QT_QPA_PLATFORM=offscreen qgis_process.bin --version 2> none | sed -n 's/QGIS \([0-9.]*\).*/\1/p' | head -n 1)" qgis; else missing QGIS; fi

cat <<MD
# Beside other programs: $reports reports

$(date -u +%Y-%m-%d), $(nproc) processors, $(uname -m). $reports reports, 1000 x 1000 cells of 10 m, quartic, h = 300 m; runs in turn,
median of ${RUNS:-3}, ours of five before each of theirs. Made by \`make bench-peers\`. The machine may have been busy: look at the ratios.

Ours, version $(cat "$here/../VERSION"), from the stored reports to the GeoTIFF: $(median ours wall) s by the clock, $(median ours cpu) s of the processors. It works on
two where they are free; here it had $(median ours cpu | awk -v wall="$(median ours wall)" '{ printf "%.1f", $1 / wall }'). The others work on one.

| program | version | s by the clock | times ours by the clock | times ours, processor | times our memory |
|---|---|---|---|---|---|
$(cat rows)

GRASS and SAGA sum exactly, as we do. QGIS mirrors each kernel's offset within its cell in y, and is wrong by up to 2e-3 of the maximum.
MD

# ---- compute only: no reading, no writing ----

echo
echo "Compute only, on the same reports and cells:"
echo
echo '| program | version | how | s | times ours |'
echo '|---|---|---|---|---|'

# compute NAME HOW COMMAND...: a row, from a command that prints its version and its seconds; ours is measured beside it.
compute() {
    name=$1 how=$2
    shift 2
    if ! "$@" > found 2> none; then
        echo "| $name | not installed | $how | | |"
        return
    fi
    ours=$("$engine" "$reports" 1000 --plain --rounds 5 | sed 's/.* total \([0-9.]*\) .*/\1/')
    awk -v name="$name" -v how="$how" -v ours="$ours" 'END { printf "| %s | %s | %s | %.3f | %.1f |\n", name, $1, how, $2, $2 / ours }' found
}

cat > fft.py <<'PY'
import time
import numpy as np, scipy
from scipy.signal import fftconvolve
xy = np.fromfile("points.bin").reshape(-1, 2)
least = 1e9
for turn in range(5):
    start = time.perf_counter()
    counts, _, _ = np.histogram2d(xy[:, 1], xy[:, 0], bins=1000, range=[[480000, 490000], [120000, 130000]])
    c = np.arange(-30, 31) * 10.0
    v = np.clip(1 - (c[:, None] ** 2 + c[None, :] ** 2) / 300.0 ** 2, 0, None)
    fftconvolve(counts, 3 / (np.pi * 300.0 ** 2) * v * v, mode="same")
    least = min(least, time.perf_counter() - start)
print(scipy.__version__, least)
PY
cat > tree.py <<'PY'
import time
import numpy as np, sklearn
from sklearn.neighbors import KernelDensity
xy = np.fromfile("points.bin").reshape(-1, 2)
random = np.random.default_rng(1)
some = 500
cells = np.column_stack([120005 + 10 * random.integers(0, 1000, some), 480005 + 10 * random.integers(0, 1000, some)])
start = time.perf_counter()
tree = KernelDensity(bandwidth=300, kernel="epanechnikov", algorithm="kd_tree").fit(xy)
built = time.perf_counter()
tree.score_samples(cells)
print(sklearn.__version__, built - start + (time.perf_counter() - built) * 1e6 / some)
PY
cat > spatstat.R <<'R'
suppressMessages(library(spatstat.explore))
xy <- matrix(readBin("points.bin", "double", 1e8), ncol = 2, byrow = TRUE)
reports <- suppressWarnings(ppp(xy[, 1], xy[, 2], owin(c(120000, 130000), c(480000, 490000)), check = FALSE))
least <- min(sapply(1:3, function(turn) system.time(density(reports, sigma = 300 / sqrt(8), kernel = "quartic", edge = FALSE, dimyx = 1000))["elapsed"]))
cat(as.character(packageVersion("spatstat.explore")), least, "\n")
R
compute SciPy 'counts in cells and FFT, approximate (1e-3 of the maximum)' /usr/bin/python3 fft.py
compute spatstat 'counts in cells and FFT, approximate' Rscript --vanilla spatstat.R
compute 'scikit-learn, k-d tree' 'exact, Epanechnikov; from 500 of the million cells' /usr/bin/python3 tree.py
