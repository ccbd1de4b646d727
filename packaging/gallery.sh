#!/bin/sh
# Draws the pictures of the README and the manual from the example town into docs/: voorbeeldkaart.png and gallery/.
# usage: gallery.sh PROGRAM      needs pdftoppm (poppler-utils), convert (imagemagick) and ogr2ogr (gdal-bin)
set -eu
program=$(realpath "$1")
top=$(cd "$(dirname "$0")/.." && pwd)
for tool in pdftoppm convert ogr2ogr; do
    command -v "$tool" > /dev/null || {
        echo "gallery: $tool is not installed; install poppler-utils, imagemagick and gdal-bin" >&2
        exit 1
    }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -e "s|= fixtures/|= $top/fixtures/|" -e "s|= resultaat|= $work|" "$top/config.ini" > "$work/town.ini"
cat > "$work/logo.svg" << 'SVG'
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 40"><path d="M20 2 38 36H2z" fill="#1d5c3a"/><circle cx="20" cy="25" r="7" fill="#f5c542"/>
<text x="46" y="27" font-family="Open Sans, DejaVu Sans" font-size="18" fill="#1d5c3a">Lindehaven</text></svg>
SVG
sed "s|^logo =.*|logo = $work/logo.svg|; s|^accent =.*|accent = #1d5c3a|" "$work/town.ini" > "$work/house.ini"
"$program" --config "$work/town.ini" --quiet run

# picture NAME PDF PAGE DPI: a page of a PDF as a picture of at most 128 colours, without the hour at which it was made.
picture() {
    pdftoppm -r "$4" -f "$3" -l "$3" -singlefile -png "$2" "$work/page"
    mkdir -p "$(dirname "$top/docs/$1")"
    convert "$work/page.png" -colors 128 -strip -define png:exclude-chunks=date,time "PNG8:$top/docs/$1"
    echo "docs/$1"
}
map() { "$program" --config "$1" --quiet map --out "$work/$2.pdf" ${3:+$3} ${4:+$4} ${5:+$5} ${6:+$6}; }

picture voorbeeldkaart.png "$work/map.pdf" 1 100
map "$work/house.ini" detail --scale 1:10000
picture gallery/precieze-schaal.png "$work/detail.pdf" 1 60
map "$work/town.ini" grey --area Binnenstad --hatching
picture gallery/arcering.png "$work/grey.pdf" 1 60
map "$work/town.ini" wall --size a3 --landscape
picture gallery/a3.png "$work/wall.pdf" 1 50
picture gallery/briefing.png "$work/brief.pdf" 1 60
"$program" --config "$work/town.ini" --quiet brief --area Centrum --out "$work/wijk.pdf"
picture gallery/wijk.png "$work/wijk.pdf" 1 60
picture gallery/rapport.png "$work/report.pdf" 2 60
"$program" --config "$work/town.ini" --quiet map --audience publiek --from 2023-01-01 --to 2024-12-31 --out "$work/public.pdf"
picture gallery/publiek.png "$work/public.pdf" 1 60

# sheet NAME PAGE COMMAND...: a page of what a command writes as PDF.
sheet() {
    name=$1
    page=$2
    shift 2
    "$program" --config "$work/town.ini" --quiet "$@" --out "$work/sheet.pdf"
    picture "gallery/$name.png" "$work/sheet.pdf" "$page" 60
}
buurt() { ogr2ogr -f GeoJSON -lco RFC7946=NO -a_srs EPSG:28992 "$work/$1.geojson" "$top/fixtures/input/buurten.shp" -where "BU_NAAM = '$2'"; }
buurt target Binnenstad
buurt control Vogelbuurt
buurt beside Stadspark
sheet ontwerp 1 check "$top/fixtures/input/ontwerp.dxf"
sheet maatregelen 1 prioritise --lever lighting
sheet weekplan 1 plan --week 2026-11-30
sheet tijd 1 times
sheet risico 1 risk
sheet naast-elkaar 1 beside incident perception
sheet effect 1 compare --before 2023-05-01..2024-04-30 --after 2024-05-01..2025-04-30 --target "$work/target.geojson" \
    --control "$work/control.geojson" --displacement "$work/beside.geojson"
sheet toets 1 evaluate --train 2022-10-01..2024-09-30 --test 2024-10-01..2025-09-30
