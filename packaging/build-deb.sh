#!/bin/sh
# Makes the Debian package of what stands here, and checks it with lintian. The same sources give the same bytes, in whatever folder.
# usage: build-deb.sh FOLDER       from the top of the project; leaves FOLDER/brandpunt_VERSION-1_ARCHITECTURE.deb
set -eu
unset MAKEFLAGS MFLAGS MAKELEVEL MODE
top=$(pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
version=$(cat VERSION)
work=$folder/brandpunt-$version
rm -rf "$work" "$folder"/brandpunt_*
mkdir "$work"
if git rev-parse --git-dir > /dev/null 2>&1; then git ls-files -z --cached --others --exclude-standard; else find . -path ./build -prune -o \( -type f -o -type l \) -print0; fi |
    xargs -0 cp -P --parents -t "$work"
SOURCE_DATE_EPOCH=$(sh packaging/last-change.sh)
export SOURCE_DATE_EPOCH

cd "$work"
cp -r packaging/debian debian
# What is only for tests or for the repository is not needed to build.
build_depends="$(sed -e '/# tests:/d' -e 's/#.*//' packaging/debian-packages.txt | sed -e 's/ *$//' -e '/^$/d' -e '/^gcc$\|^libc6-dev$\|^git$/d' | paste -sd, | sed 's/,/, /g'), python3"
sed -i "s/@BUILD_DEPENDS@/$build_depends/" debian/control
# A line of a licence is indented in this file, and an empty one has a point.
indented() { sed -e 's/[[:space:]]*$//' -e 's/^$/./' -e 's/^/ /'; }
leaflet=/usr/share/doc/libjs-leaflet/copyright
indented < LICENCE > debian/eupl
awk '/^Files: \*$/ { ours = 1 } /^$/ { ours = 0; text = 0 } ours && /^ +[0-9]/ { sub(/^ +/, ""); print }' "$leaflet" | paste -sd'|' | sed 's/|/\\n           /g' > debian/leaflet
awk '/^Files:/ { files = 1 } /^$/ { files = 0; text = 0 } /^License: BSD-2-clause$/ && !files { text = 1; next } text' "$leaflet" > debian/bsd
sed -i -e '/^@EUPL@$/ { r debian/eupl
    d }' -e '/^@BSD@$/ { r debian/bsd
    d }' -e "s/@LEAFLET@/$(cat debian/leaflet)/" debian/copyright
grep -q 'Redistributions in binary form' debian/copyright || { echo "$leaflet does not hold the licence of Leaflet." >&2; exit 1; }
rm debian/eupl debian/leaflet debian/bsd
cat > debian/changelog << END
brandpunt ($version-1) bookworm; urgency=medium

  * What changed stands in changelog.gz beside this file, from CHANGELOG.md.

 -- The Brandpunt founders <brandpunt@brandpunt.invalid>  $(LC_ALL=C date -u -d "@$SOURCE_DATE_EPOCH" '+%a, %d %b %Y %H:%M:%S +0000')
END
dpkg-buildpackage --build=binary --no-sign > "$folder/build.log" 2>&1 || {
    tail -n 40 "$folder/build.log"
    echo "The package could not be made; all that was said is in $folder/build.log." >&2
    exit 1
}
cd "$top"
rm -rf "$work" "$folder"/*.buildinfo "$folder"/*.changes
lintian --fail-on error,warning --tag-display-limit 0 --allow-root "$folder"/brandpunt_*.deb
echo "Made $1/$(cd "$folder" && ls brandpunt_*.deb)"
