# The same input, configuration and seed give the same bytes, with any number of threads.
. "$CLI"
need sqlite3
town
make_all() {
    folder=$1
    shift
    mkdir "$folder"
    for format in pdf svg png; do must --config town.ini map "$@" --out "$folder/map.$format"; done
    must --config town.ini density "$@" --out "$folder/d.tif"
    for format in gpkg geojson csv; do must --config town.ini streets "$@" --out "$folder/s.$format"; done
    for format in gpkg geojson csv tif; do must --config town.ini export "$@" --out "$folder/e.$format"; done
    for lever in lighting cameras handhaving; do
        must --config town.ini prioritise "$@" --lever $lever --out "$folder/$lever.json"
        must --config town.ini prioritise "$@" --lever $lever --out "$folder/$lever.csv"
    done
}
(OMP_NUM_THREADS=1 make_all one)
(OMP_NUM_THREADS=4 make_all four)
make_all three --threads 3
sleep 1
make_all single --threads 1
for file in one/*; do
    name=$(basename "$file")
    for other in four three single; do
        cmp -s "$file" "$other/$name" || echo "WRONG: $name differs between one and $other"
    done
    echo "compared: $name"
done
echo "--- the whole chain twice, from the first file on"
for run in first second; do
    mkdir $run
    sed "s|^folder = .*|folder = $run/results|; s|^path = .*|path = $run/town.sqlite|; s|^key_file = .*|key_file = $run/town.key|" town.ini > $run.ini
done
must --config first.ini --db first/town.sqlite run
(OMP_NUM_THREADS=3 && export OMP_NUM_THREADS && must --config second.ini --db second/town.sqlite run --threads 4)
for file in first/results/*; do
    holds "$(basename "$file") is the same" cmp "$file" "second/results/$(basename "$file")"
done
