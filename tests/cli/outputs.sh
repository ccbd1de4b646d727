# Every output in every format, looked at with other people's programs.
. "$CLI"
need sqlite3 gdalinfo ogrinfo pdfinfo qpdf
heavy
town
b() { must --config town.ini "$@"; }
b density --out d.tif
b areas --out a.gpkg
b areas --out a.geojson
b areas --out a.csv
b prioritise --out p.gpkg
for lever in lighting cameras handhaving; do
    b prioritise --lever $lever --out $lever.csv
    b prioritise --lever $lever --out $lever.json
done
b map --out m.pdf
b map --out m3.pdf --size a3 --landscape
b map --out m.svg
b map --out m.png
b export --out e.gpkg
b export --out e.geojson
b export --out e.csv
b export --out e.tif
ls
echo "--- density as GeoTIFF"
gdalinfo d.tif | grep -E '^(Driver|Size|Origin|Pixel Size|  (LAYOUT|COMPRESSION|AREA_OR_POINT)|Band|  NoData|  Unit)|ID\["EPSG",28992\]\]$'
gdalinfo d.tif | grep -oE '^  (BRANDPUNT_[A-Z_0-9]*|TIFFTAG_[A-Z]*)=' | sort
gdalinfo -stats d.tif | grep -E 'Minimum|VALID_PERCENT' | sed 's/[0-9]*\.[0-9]*/NUMBER/g'
rm -f d.tif.aux.xml
gdalinfo d.tif | grep -c 'Overviews'
same "the surface of export is that of density" "$(gdalinfo -checksum e.tif | grep Checksum)" "$(gdalinfo -checksum d.tif | grep Checksum)"
layers() { ogrinfo -ro -so "$1" 2>&1 | sed -n 's/^[0-9]*: //p' | sort; }
fields() { ogrinfo -ro -so "$1" "$2" | sed -n '/^Geometry:/p; /^Feature Count:/p; s/^\([a-z_0-9]*\): \(Real\|Integer\|Integer64\|String\|Date\).*/\1 \2/p' | tr '\n' ',' ; echo; }
for file in a.gpkg p.gpkg e.gpkg; do
    echo "--- $file"
    layers $file
    for layer in $(layers $file | sed 's/ .*//'); do echo "$layer: $(fields $file $layer)"; done
done
echo "--- layers of a GeoPackage: system, styles, what QGIS needs"
sql e.gpkg "SELECT table_name, data_type, srs_id FROM gpkg_contents ORDER BY 1; SELECT f_table_name, styleName, useAsDefault, length(styleQML) > 500 FROM layer_styles ORDER BY 1;
    SELECT extension_name, table_name FROM gpkg_extensions ORDER BY 1, 2; PRAGMA integrity_check; PRAGMA application_id"
echo "--- what a GeoPackage says of itself"
sql e.gpkg "SELECT DISTINCT substr(metadata, 1, 60) FROM gpkg_metadata" 2>&1 | sed 's/[0-9a-f]\{12\}/RUN/' | head -n 20
echo "--- GeoJSON"
ogrinfo -ro -so e.geojson | sed -n 's/^[0-9]*: //p'
echo "e: $(fields e.geojson "$(ogrinfo -ro -so e.geojson | sed -n 's/^[0-9]*: \([^ ]*\).*/\1/p')")"
sql :memory: "SELECT 'longitude and latitude in the Netherlands', min(abs((value ->> 0) - 5.35) < 0.1 AND abs((value ->> 1) - 51.97) < 0.1) FROM json_tree(readfile('e.geojson'))
    WHERE type = 'array' AND json_array_length(value) = 2 AND json_type(value, '\$[0]') = 'real'"
echo "--- tables"
for file in a lighting cameras handhaving; do printf '%s: ' $file; head -n 1 $file.csv | tr -d '\r\357\273\277'; done
same "rows of areas and features of areas" "$(($(wc -l < a.csv) - 1))" "$(ogrinfo -ro -so a.gpkg risk_areas | sed -n 's/Feature Count: //p')"
for lever in lighting cameras handhaving; do
    sql :memory: "SELECT readfile('$lever.json') ->> 'lever', (SELECT group_concat(key) FROM json_each(readfile('$lever.json'))), (SELECT group_concat(key) FROM json_each(readfile('$lever.json'), '\$.areas[0]')),
        (SELECT group_concat(key) FROM json_each(readfile('$lever.json'), '\$.areas[0].factors')), json_array_length(readfile('$lever.json'), '\$.areas')"
    same "ranks of $lever" "$(sql :memory: "SELECT group_concat(value ->> 'rank') FROM json_each(readfile('$lever.json'), '\$.areas')")" \
        "$(seq -s , 1 "$(awk -F, 'NR > 1 && $3 >= 5' a.csv | wc -l)")" # areas with five reports or more are ranked
done
echo "--- maps"
pdfinfo m.pdf | grep -E '^(Title|Tagged|Pages|Page size|PDF version|Encrypted)'
pdfinfo m3.pdf | grep -E '^(Pages|Page size)'
holds "qpdf finds nothing wrong with a4" qpdf --check m.pdf
holds "qpdf finds nothing wrong with a3" qpdf --check m3.pdf
pdftotext m.pdf - | grep -cE 'Korenstraat|Parkpad|Scholenlaan'
pdffonts m.pdf | sed 1,2d | awk '{print "embedded:", $(NF-4)}' | sort | uniq -c
head -c 8 m.png | od -An -tx1
grep -cE '<svg' m.svg
same "texts that reached outside (none)" "$(grep -oE 'https?://[^"]*' m.svg | grep -v w3.org | head -n 3)" ""
