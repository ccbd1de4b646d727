#!/bin/sh
# What the tests against chance find, and what they invent, on the streets of the example town. usage: power.sh PROGRAM POWER
# MAPS (400) a row; the table of docs/toeval.md.
set -eu
program=$(realpath "$1")
power=$(realpath "$2")
here=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sed -e "s|= fixtures/|= $here/fixtures/|" -e "s|= resultaat|= $folder/resultaat|" "$here/config.ini" > "$folder/config.ini"
"$program" --config "$folder/config.ini" --quiet run
"$power" "$folder/config.ini" "${MAPS:-400}"
