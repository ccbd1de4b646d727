# The same input, configuration and seed give the same bytes, with any number of threads.
. "$CLI"
need sqlite3
unwatched "it takes minutes, and other tests make all of this"
town
# many COMMAND FORMATS [ARGUMENTS...]: the command in each format.
many() {
    command=$1
    formats=$2
    shift 2
    for format in $formats; do
        # shellcheck disable=SC2086
        must --config town.ini $command "$@" --out "$folder/$(echo "$command" | tr -dc a-z_).$format"
    done
}
everything() {
    folder=$1
    shift
    mkdir "$folder"
    many map "pdf svg png" "$@"
    many density tif "$@"
    many streets "gpkg geojson csv" "$@"
    many export "gpkg geojson csv tif" "$@"
    many areas "gpkg geojson csv" "$@"
    for lever in lighting cameras handhaving; do many "prioritise --lever $lever" "json csv gpkg" "$@"; done
}
# What is made of the same figures, or draws lots.
the_rest() {
    folder=$1
    shift
    many brief pdf "$@"
    many "brief --area Centrum" pdf "$@"
    many "map --size a3 --landscape" pdf "$@"
    many prioritise pdf "$@"
    many "compare --plan --before 2023-05-01..2024-04-30 --target $FIXTURES/input/wijken.shp" pdf "$@"
    many web html "$@"
    many report pdf "$@"
    many times "pdf csv json" "$@"
    many "plan --week 2026-12-02" "ics pdf csv json" "$@"
    many "risk --group lhbti --against rest" "pdf tif gpkg csv json" "$@"
    many "beside incident perception" "pdf gpkg csv json" "$@"
    many "evaluate --train 2022-10-01..2024-09-30 --test 2024-10-01..2025-09-30" "pdf csv json" "$@"
    many "check $FIXTURES/input/ontwerp.dxf" "pdf gpkg csv json" "$@"
    for audience in partner publiek; do
        many "map --audience $audience" "pdf svg png" "$@"
        many "export --audience $audience" "gpkg geojson csv tif" "$@"
    done
}
(OMP_NUM_THREADS=1 && export OMP_NUM_THREADS && everything one && the_rest one)
sleep 1
everything two --threads 2
(OMP_NUM_THREADS=8 && export OMP_NUM_THREADS && everything eight && the_rest eight)
for file in one/*; do
    name=$(basename "$file")
    for other in two eight; do
        [ ! -e "$other/$name" ] || cmp -s "$file" "$other/$name" || echo "WRONG: $name differs between one and $other"
    done
done
holds "there are files of every format" ls one/*.pdf one/*.svg one/*.png one/*.tif one/*.gpkg one/*.geojson one/*.csv one/*.json
same "as many files" "$(ls eight | wc -l)" "$(ls one | wc -l)"
echo "--- the whole chain twice, from the first file on"
for run in first second; do
    mkdir $run
    sed "s|^folder = .*|folder = $run/results|; s|^path = .*|path = $run/town.sqlite|; s|^key_file = .*|key_file = $run/town.key|" town.ini > $run.ini
done
must --config first.ini --db first/town.sqlite run
cp first/town.key second/town.key # a new one is drawn
(OMP_NUM_THREADS=8 && export OMP_NUM_THREADS && must --config second.ini --db second/town.sqlite run)
for file in first/results/*; do
    holds "$(basename "$file") is the same" cmp "$file" "second/results/$(basename "$file")"
done
echo "--- and the database, but for the moments at which it was filled"
content() { sql "$1" .dump | sed -e 's/20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]/DAY TIME/g' -e "s/$2/SET/g" | grep -v 'INSERT INTO audit\|spatialite_history\|sql_statements_log\|geometry_columns_time'; }
content first/town.sqlite first > first.sql
content second/town.sqlite second > second.sql
holds "reports, layers and results" cmp first.sql second.sql
holds "which are many" test "$(grep -c 'INSERT INTO report' first.sql)" -gt 1000
