#!/bin/sh
# Brings the two lists of known names in docs/kolommen.md up to date with src/mapping.c and src/layers.c.
# usage: describe-columns.sh
set -eu
page=docs/kolommen.md
new=$(mktemp)
trap 'rm -f "$new" "$new.columns" "$new.fields"' EXIT

# {FIELD_X, 1, " a b " "c "} -> | `x` | a b c |
sed -n '/known_names\[\] = {/,/^};/p' src/mapping.c | tr '\n' ' ' | sed 's/},/},\n/g' | awk '
    match($0, /\{FIELD_[A-Z_]+, *[0-9]/) {
        head = substr($0, RSTART + 7, RLENGTH - 7)
        field = tolower(head); sub(/,.*/, "", field)
        rank = head; sub(/.*, */, "", rank)
        rest = substr($0, RSTART + RLENGTH); gsub(/[",{}]/, " ", rest); gsub(/ +/, " ", rest); sub(/^ /, "", rest); sub(/ $/, "", rest)
        if (!(field in names)) order[++count] = field
        names[field] = names[field] (names[field] == "" ? "" : (rank > 1 ? "; *alleen als er niets beters is:* " : " ")) rest
    }
    END { for (i = 1; i <= count; i++) printf "| `%s` | %s |\n", order[i], names[order[i]] }' > "$new.columns"

# [TEXT_X] = "x,a,b", -> | `x` | a b |
sed -n '/_ALIASES\[LAYER_[A-Z]*\] = {/,/^};/p' src/layers.c | awk -F'"' '
    NF == 3 { split($2, name, ","); rest = $2; sub(/^[^,]*,?/, "", rest); gsub(/,/, " ", rest); printf "| `%s` | %s |\n", name[1], rest }' > "$new.fields"

awk -v columns="$new.columns" -v fields="$new.fields" '
    /^<!-- columns -->$/ || /^<!-- fields -->$/ {
        print
        file = $0 ~ /columns/ ? columns : fields
        print $0 ~ /columns/ ? "\n| veld / field | kolomnamen / column names |\n|---|---|" : "\n| veld / field | namen / names |\n|---|---|"
        while ((getline line < file) > 0) print line
        print ""
        skipping = 1
        next
    }
    /^<!-- end -->$/ { skipping = 0 }
    !skipping { print }' "$page" > "$new"
cat "$new" > "$page"
