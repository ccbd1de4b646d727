#!/bin/sh
# Checks that every message of the sources has its Dutch translation, that none is a guess (fuzzy), that the places for
# values agree, and that no translation is left of a message that is gone. The house's own files are not changed.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
for file in po/nl.po packaging/collect-messages.sh; do
    [ -f "$file" ] || {
        echo "check-po: there is no $file yet, so no message has a translation"
        exit 1
    }
done
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r geo render src po packaging VERSION "$copy"
cd "$copy"
sh packaging/collect-messages.sh > collected.log 2>&1 || { cat collected.log; echo "check-po: the messages could not be collected"; exit 1; }
wrong=0
tell() {
    [ -z "$2" ] || { echo "$1"; printf '%s\n' "$2" | sed -n 's/^msgid /  /p'; wrong=1; }
}
messages() { msgattrib --no-wrap --no-location "$@" po/nl.po | grep -v '^msgid ""$' | sed -n '/^msgid /p'; }
tell "These messages have no Dutch translation in po/nl.po:" "$(messages --untranslated || true)"
tell "These translations are guesses (fuzzy); read and mend them:" "$(msgattrib --no-wrap --no-location --only-fuzzy "$top/po/nl.po" | grep -v '^msgid ""$' | sed -n '/^msgid /p' || true)"
msgfmt --check --output-file=/dev/null "$top/po/nl.po" || wrong=1
msgcat --no-wrap --no-location "$top/po/nl.po" | sed -n 's/^msgid //p' | sort -u > had
msgcat --no-wrap --no-location po/nl.po | sed -n 's/^msgid //p' | sort -u > has
gone=$(comm -23 had has)
[ -z "$gone" ] || { echo "These translations are of no message any more; run make pot:"; echo "$gone" | sed 's/^/  /'; wrong=1; }
[ "$wrong" -eq 0 ] || { echo "check-po: run make pot, and translate what it adds to po/nl.po"; exit 1; }
