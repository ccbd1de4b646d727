#!/bin/sh
# Makes a site of the manual: every page of docs/ and what stands beside the sources, in HTML, without anything from a network.
# usage: manual.sh FOLDER       needs pandoc
set -eu
out=$1
top=$(cd "$(dirname "$0")/.." && pwd)
here=$top/packaging/manual
version=$(cat "$top/VERSION")
new=$out.new
rm -rf "$new"
mkdir -p "$new/project"
cd "$top"
cp "$here/manual.css" "$new/"
cp -r docs/gallery docs/*.png "$new/"
for file in LICENCE config.ini fixtures/truth.json; do
    [ ! -e "$file" ] || install -D -m 644 "$file" "$new/project/$file"
done

# chapters HERE FILE=NAME...: the chapters of the menu, one of them marked as the page itself.
chapters() {
    this=$1
    shift
    for chapter; do
        printf -- '- file: "%s"\n  name: "%s"\n' "${chapter%%=*}" "${chapter#*=}"
        [ "${chapter%%=*}" != "$this" ] || printf '  here: true\n'
    done
}

# page SOURCE PLACE: one page of Markdown, at its place on the site.
page() {
    source=$1
    place=$2
    up=$(printf '%s' "$place" | sed 's|[^/]||g; s|/|../|g')
    title=$(sed -n 's/^# //p' "$source" | head -n 1)
    other=$(sed -n 's/^.*\*\(English\|Nederlands\): \[[^]]*\](\([^)]*\)).*$/\2/p' "$source" | head -n 1)
    [ -n "$other" ] || other=$(sed -n 'N; s/^.*\*\(English\|Nederlands\):\n\[[^]]*\](\([^)]*\)).*$/\2/p' "$source" | head -n 1)
    meta=$new/meta.yaml
    {
        printf 'source: "%s"\nroot: "%s"\nversion: "%s"\npagetitle: "%s"\n' "$source" "$up" "$version" "$title"
        case $source in
            docs/en/*)
                printf 'lang: en\nskip: To the text\nmanual: Manual\nonthispage: On this page\nhome: "%sen/index.html"\notherlang: nl\nothername: Nederlands\nchapter:\n' "$up"
                chapters "$place" en/start.html=Start en/planner.html=Planner en/briefer.html=Briefer "en/privacy-officer.html=Privacy officer" \
                    en/operation.html=Operation en/methods.html=Methods configuratie.html=Settings en/troubleshooting.html=Troubleshooting en/developers.html=Developers
                ;;
            *)
                printf 'lang: nl\nskip: Naar de tekst\nmanual: Handleiding\nonthispage: Op deze bladzijde\nhome: "%sindex.html"\notherlang: en\nothername: English\nchapter:\n' "$up"
                chapters "$place" begin.html=Beginnen planner.html=Planner briefing.html=Briefing privacyfunctionaris.html=Privacy \
                    beheer.html=Beheer methoden.html=Methoden configuratie.html=Instellingen problemen.html=Problemen ontwikkelen.html=Ontwikkelen
                ;;
        esac
        case $other in
            '') ;;
            '#'*) printf 'other: "%s"\n' "$other" ;;
            *) printf 'other: "%s"\n' "$(printf '%s' "$other" | sed 's|README\.md|index.html|; s|\.md|.html|')" ;;
        esac
    } > "$meta"
    mkdir -p "$new/$(dirname "$place")"
    toc=
    [ "$(grep -c '^## ' "$source")" -lt 4 ] || toc=--toc
    pandoc --from=gfm --to=html5 --standalone $toc --toc-depth=2 --template="$here/page.html" --lua-filter="$here/links.lua" \
        --metadata-file="$meta" --output="$new/$place" "$source"
}

for source in docs/*.md docs/en/*.md; do
    place=${source#docs/}
    page "$source" "$(printf '%s' "$place" | sed 's|README\.md$|index.html|; s|\.md$|.html|')"
done
for source in *.md bench/*.md fixtures/*.md; do
    page "$source" "project/$(printf '%s' "$source" | sed 's|README\.md$|index.html|; s|\.md$|.html|')"
done
rm -f "$new/meta.yaml"
rm -rf "$out"
mv "$new" "$out"
echo "$out/index.html"
