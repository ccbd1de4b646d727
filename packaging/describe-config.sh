#!/bin/sh
# Writes docs/configuratie.md from what the program itself says of its settings, so that the page never lies.
# usage: describe-config.sh PROGRAM > docs/configuratie.md
set -eu
program=$(realpath "$1")
top=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$top/packaging/one-of-each.ini" "$folder"
cd "$folder"
"$program" --config one-of-each.ini --lang nl config show > nl
"$program" --config one-of-each.ini --lang en config show > en
cat << 'HEAD'
# Instellingen / Settings

Deze pagina is gemaakt door `packaging/describe-config.sh`, uit wat `brandpunt config show` zegt. Een instelling staat in
een sectie van `config.ini`; een optie op de opdrachtregel gaat voor. Een instelling die niet bestaat, is een fout met
bestand en regel. Getallen hebben een punt voor de decimalen; ja en nee zijn `yes` en `no`.

This page is made by `packaging/describe-config.sh` from what `brandpunt config show` says. A setting stands in a section
of `config.ini`; an option on the command line goes before it. A setting that does not exist is an error with file and line.
HEAD
awk '
function split_line(line,    at, head) {
    at = index(line, " ; ")
    head = substr(line, 1, at - 1)
    help = substr(line, at + 3)
    key = head; sub(/ =.*/, "", key)
    value = head; sub(/^[^=]*= ?/, "", value); sub(/ +$/, "", value)
    range = ""; unit = ""
    if (match(help, / \([^()]*(\||\.\.)[^()]*\)$/)) { range = substr(help, RSTART + 2, RLENGTH - 3); help = substr(help, 1, RSTART - 1) }
    if (match(help, / \[[^] ]*\]$/)) { unit = substr(help, RSTART + 2, RLENGTH - 3); help = substr(help, 1, RSTART - 1) }
    gsub(/\|/, ", ", range); sub(/\.\./, " – ", range); gsub(/1e\+06/, "1000000", range)
}
FNR == NR { english[FNR] = $0; next }
/^\[/ {
    section = $0; repeating = section ~ / /
    sub(/^\[/, "", section); sub(/[] ].*/, "", section)
    skip = (section == "category" || section == "lighting_class") && $0 !~ /zzz/
    if (!skip) {
        printf "\n## [%s%s]\n\n", section, repeating ? " NAME" : ""
        print repeating ? "| instelling | eenheid | mogelijk | betekenis | meaning |\n|---|---|---|---|---|" \
                        : "| instelling | standaard | eenheid | mogelijk | betekenis | meaning |\n|---|---|---|---|---|---|"
    }
    next
}
/^[a-z]/ && !skip {
    split_line(english[FNR]); meaning = help
    split_line($0)
    printf "| `%s` | %s%s | %s | %s | %s |\n", key, repeating ? "" : (value == "" ? "" : "`" value "`") " | ", unit, range, help, meaning
}' en nl
