#!/bin/sh
# Opens the page of `brandpunt web` in Chromium and does with it what a reader does; reads its script with ESLint first.
# usage: run.sh PROGRAM FOLDER      FOLDER, such as build/browser, gets the tools of npm and the pages; the tree gets nothing
set -eu
cd "$(dirname "$0")/../.."
program=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
list=$folder/packages.txt
cp packaging/browser-packages.txt "$list"
command -v node > /dev/null && command -v npm > /dev/null || printf 'nodejs\nnpm\n' >> "$list"
sh packaging/install-packages.sh "$list"
cp tests/browser/package.json tests/browser/package-lock.json tests/browser/*.mjs render/web/page.js "$folder"
if ! cmp -s "$folder/package-lock.json" "$folder/installed-lock.json"; then
    echo "Installing axe-core, eslint and puppeteer-core from npm in $2."
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > npm.log 2>&1) || { cat "$folder/npm.log"; exit 1; }
    cp "$folder/package-lock.json" "$folder/installed-lock.json"
fi
(cd "$folder" && node_modules/.bin/eslint page.js page.test.mjs)

# The pages: the example town in Dutch and in English, one with names that want to be markup, one of few reports.
pages=$folder/pages
rm -rf "$pages"
mkdir "$pages"
sed -e "s|= fixtures/|= $PWD/fixtures/|" -e "s|= resultaat|= $pages/town|" config.ini > "$pages/town.ini"
"$program" --config "$pages/town.ini" --quiet run
mv "$pages/town/web.html" "$pages/town.html"
"$program" --config "$pages/town.ini" --quiet --lang en web --out "$pages/english.html"
cat > "$pages/buurten.geojson" << 'END'
{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:28992"}}, "features": [
 {"type": "Feature", "properties": {"BU_CODE": "BU1", "BU_NAAM": "<img src=x onerror=window.broken=1> 🎉 شارع الحرية met een naam waar geen einde aan komt"},
  "geometry": {"type": "Polygon", "coordinates": [[[149900, 439900], [151100, 439900], [151100, 441100], [149900, 441100], [149900, 439900]]]}}]}
END
cat > "$pages/hostile.ini" << END
[project]
name = </script><script>window.broken=1</script>
[database]
path = $pages/hostile.sqlite
key_file = $pages/hostile.key
[areas]
exposure = area
END
awk 'BEGIN { print "datum;tijd;x;y;categorie"; for (i = 0; i < 240; i++) printf "2024-%02d-%02d;%02d:10;%d;%d;overlast\n", 1 + i % 4, 1 + i % 28, i % 24, i % 3 ? 150200 + i % 17 * 5 : 150000 + i * 4, i % 3 ? 440300 + i % 13 * 5 : 440000 + i * 37 % 1000 }' > "$pages/hostile.csv"
hostile() { "$program" --config "$pages/hostile.ini" --quiet "$@"; }
hostile init
hostile layer add "$pages/buurten.geojson" --role neighbourhood
hostile import "$pages/hostile.csv" 2> /dev/null
hostile web --out "$pages/hostile.html"
sed 's|hostile|few|; s|^name = .*|name = Dorp|' "$pages/hostile.ini" > "$pages/few.ini"
sed '14,$d; s/;..:10;/;;/' "$pages/hostile.csv" > "$pages/few.csv"
"$program" --config "$pages/few.ini" --quiet import "$pages/few.csv" 2> /dev/null
"$program" --config "$pages/few.ini" --quiet web --out "$pages/few.html"

(cd "$folder" && node page.test.mjs "$(command -v chromium)" pages)
