#!/bin/sh
# The main job on the example town. usage: demo.sh PROGRAM
set -eu
program=$1
mkdir -p resultaat
echo
echo "Brandpunt: voorbeeldgemeente Lindehaven, met de instellingen van config.ini"
"$program" --config config.ini run
echo
echo "De resultaten staan in de map resultaat:"
for file in resultaat/*; do
    echo "  $file"
done
echo "Bekijk eerst resultaat/map.pdf. Met eigen bestanden: kopieer config.ini en volg de vijf stappen bovenaan."
echo "(Look at resultaat/map.pdf first; README.md tells in English how to put in your own files.)"
