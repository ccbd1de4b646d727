#!/bin/sh
# Writes the files of the web page, and Leaflet, as C. The same files give the same bytes.
# usage: embed-web.sh FOLDER LEAFLET COPYRIGHT > web_assets.c
#        FOLDER has page.html, page.css and page.js; LEAFLET has leaflet.min.js and leaflet.css; COPYRIGHT is Debian's file on it
set -eu
LC_ALL=C
export LC_ALL
folder=$1
leaflet=$2
copyright=$3
for file in "$leaflet/leaflet.min.js" "$leaflet/leaflet.css" "$copyright"; do
    [ -r "$file" ] || { echo "$file is missing; it is in the package libjs-leaflet (make deps installs it)." >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$folder/page.html" "$folder/page.css" "$folder/page.js" "$work"
# A page without network has no source map and no pictures; the page draws no control that would want one.
grep -v '^//# sourceMappingURL=' "$leaflet/leaflet.min.js" > "$work/leaflet.js"
sed 's/url([^)]*)/none/g; /sourceMappingURL=/d' "$leaflet/leaflet.css" > "$work/leaflet.css"
# Whose it is, and the licence that must go along: two paragraphs of Debian's file.
awk '
    /^Files: \*$/ { ours = 1 }
    /^$/ { ours = 0; text = 0 }
    ours && /^ +[0-9]/ { sub(/^ +/, "Copyright (c) "); print }
    /^License: BSD-2-clause$/ && !ours { text = 1; print ""; next }
    text { sub(/^ /, ""); if ($0 == ".") $0 = ""; print }' "$copyright" > "$work/leaflet-licence"
grep -q 'Redistributions in binary form' "$work/leaflet-licence" || { echo "$copyright does not hold the licence of Leaflet." >&2; exit 1; }
if grep -qi '</script\|<!--' "$work/leaflet.js" "$work/page.js" || grep -qi '</style' "$work/leaflet.css" "$work/page.css"; then
    echo "A script or a style would end the element it stands in." >&2
    exit 1
fi
echo '#include "render/web_assets.h"'
n=0
table=
for name in page.html page.css page.js leaflet.css leaflet.js leaflet-licence; do
    hash=$(sha256sum "$work/$name" | cut -c 1-64 | tr a-f A-F | basenc --base16 -d | base64)
    size=$(wc -c < "$work/$name")
    echo "static const unsigned char asset_$n[] = {"
    od -An -v -tu1 "$work/$name" | sed 's/^ *//; s/ *$//; s/  */,/g; s/$/,/'
    echo "0};"
    table="$table    {\"$name\", \"$hash\", asset_$n, $size},
"
    n=$((n + 1))
done
printf 'const WebAsset WEB_ASSETS[] = {\n%s};\n' "$table"
echo "const size_t WEB_ASSET_COUNT = $n;"
