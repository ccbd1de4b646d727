#!/bin/sh
# Collects the messages of the sources into po/brandpunt.pot and brings every translation up to date with it.
# The same sources give the same bytes: no date, no line numbers, a fixed order. usage: collect-messages.sh
set -eu
LC_ALL=C
export LC_ALL
version=$(cat VERSION)
new=$(mktemp)
trap 'rm -f "$new"' EXIT
{ find geo render src -name '*.[ch]'; echo packaging/describe_program.py; echo packaging/command_texts.py; } | sort | xgettext --files-from=- --output="$new" --from-code=UTF-8 \
    --keyword --keyword=_ --keyword=N_ --keyword=ngettext:1,2 --flag=error_set:3:c-format --flag=log_say:2:c-format --flag=log_warn:2:c-format \
    --add-comments=TRANSLATORS --add-location=file --sort-by-file --width=110 \
    --package-name=Brandpunt --package-version="$version" --copyright-holder="the Brandpunt founders"
sed -i -e '/^"POT-Creation-Date:/d' -e '/^"Report-Msgid-Bugs-To:/d' -e 's/CHARSET/UTF-8/' \
    -e '1s/.*/# The messages of Brandpunt, for translation./' "$new"
mv "$new" po/brandpunt.pot
chmod 644 po/brandpunt.pot
for po in po/*.po; do
    [ -e "$po" ] || continue
    msgmerge --quiet --update --backup=none --no-fuzzy-matching --add-location=file --sort-by-file --width=110 "$po" po/brandpunt.pot
    msgattrib --no-obsolete --add-location=file --sort-by-file --width=110 --output-file="$po" "$po"
    printf '%s: ' "$po"
    msgfmt --check --statistics --output-file=/dev/null "$po"
done
