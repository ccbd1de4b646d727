#!/bin/bash
# Uses the plugin in QGIS as a planner does, without a screen: every command is there with its help, some are run, a mistake gives the
# program's own sentence, and the project template opens the results.
# usage: run.sh PROGRAM
set -u
program=$(realpath "$1")
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 700 "$work"
export HOME=$work/home XDG_RUNTIME_DIR=$work QT_QPA_PLATFORM=offscreen QGIS_PLUGINPATH=$top/packaging/qgis BRANDPUNT=$program PYTHONDONTWRITEBYTECODE=1
export PATH=/usr/bin:/bin LANG=C.UTF-8
unset LC_ALL LANGUAGE
mkdir -p "$HOME/.local/share/QGIS/QGIS3/profiles/default/QGIS"
printf '[PythonPlugins]\nbrandpunt=true\n' > "$HOME/.local/share/QGIS/QGIS3/profiles/default/QGIS/QGIS3.ini"
# Debian's wrapper hands qgis_process an option that it does not know.
process=$(command -v qgis_process.bin || command -v qgis_process)
passed=0
failed=0
check() {
    if [ "$2" = "$3" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); printf 'WRONG: %s\n  found  %s\n  wanted %s\n' "$1" "$2" "$3"; fi
}
has() { if grep -q -e "$3" "$2"; then check "$1" yes yes; else failed=$((failed + 1)); echo "WRONG: $1"; tail -n 15 "$2"; fi; }

sed -e "s|= fixtures/|= $top/fixtures/|" -e "s|= resultaat|= $work/resultaat|" "$top/config.ini" > "$work/config.ini"
"$process" list > "$work/list" 2>&1
"$program" --json --help > "$work/table.json"
commands=$(python3 -c "import json; print(' '.join(c['name'] for c in json.load(open('$work/table.json'))['commands']))")
check "every command is an algorithm" "$(grep -o 'brandpunt:[a-z]*' "$work/list" | cut -d: -f2 | sort | tr '\n' ' ')" "$(echo "$commands" | tr ' ' '\n' | sort | tr '\n' ' ')"
for command in import check plan; do
    "$process" help "brandpunt:$command" > "$work/help" 2>&1
    "$program" --lang nl "$command" --help | sed -n '2s/^  //p' > "$work/says"
    has "help of $command" "$work/help" "$(cut -c 2-40 "$work/says")"
done
call() { "$process" run "brandpunt:$1" -- "CONFIG=$work/config.ini" "${@:2}" > "$work/said" 2>&1; }
call run
has "run" "$work/said" "RESULT:.*result.gpkg"
check "run left its results" "$([ -s "$work/resultaat/result.gpkg" ] && [ -s "$work/resultaat/map.pdf" ] && echo yes)" yes
call areas KIND=2 FROM=2024-01-01 BANDWIDTH=150 "OUT=$work/a.gpkg"
"$program" --config "$work/config.ini" --quiet areas --kind perception --from 2024-01-01 --bandwidth 150 --out "$work/b.gpkg"
check "areas with its options: the same bytes as from the command line" "$(sha256sum < "$work/a.gpkg")" "$(sha256sum < "$work/b.gpkg")"
call check "DESIGN=$top/fixtures/input/ontwerp.dxf" "OUT=$work/oordeel.pdf"
has "check" "$work/said" "oordeel.pdf"
call layer ACTION=1
has "layer list" "$work/said" "lichtmasten"
call beside "OUT=$work/samen.csv"
check "beside" "$([ -s "$work/samen.csv" ] && echo yes)" yes
call areas BANDWIDTH=30 "OUT=$work/no.gpkg"
has "a mistake gives the sentence" "$work/said" "kleiner dan twee cellen\|kleiner is dan\|kleiner dan 2 cellen"
check "and no file" "$([ -e "$work/no.gpkg" ] && echo yes || echo no)" no
BRANDPUNT=$work/nothing "$process" list > "$work/list" 2>&1
has "without the program QGIS goes on" "$work/list" "native:buffer"
check "and has none of its commands" "$(grep -c 'brandpunt:' "$work/list")" 0
cp "$top/packaging/qgis/brandpunt.qgs" "$work/resultaat/"
python3 "$top/tests/qgis/open_project.py" "$work/resultaat/brandpunt.qgs" "$work/picture.png" > "$work/project" 2>&1
check "layers of the template that open and have a style" "$(grep -c '^ok' "$work/project")" 10
check "layers that do not" "$(grep '^WRONG' "$work/project")" ""
[ -z "${PICTURE:-}" ] || cp "$work/picture.png" "$PICTURE"
echo "qgis: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
