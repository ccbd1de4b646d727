# Every command is explained in the manual with an example, and every example does what it says in a copy of the example town.
. "$CLI"
need python3
# Fewer draws, to be quick.
sed 's/^replicates = 999/replicates = 99 /' "$TOP/config.ini" > config.ini
# Where every instruction takes long: a coarser grid, and `run` does not evaluate beside `evaluate`.
if watched || [ -n "${COARSE:-}" ]; then sed -i -e 's/^cell = [0-9]*/cell = 75/; s/^lixel = [0-9]*/lixel = 100/; s/^dpi = [0-9]*/dpi = 72/; s/^train = .*/train =/; s/^test = .*/test =/' config.ini; fi
mkdir fixtures
cp -r "$FIXTURES/input" fixtures
manual() { python3 -B "$TOP/packaging/describe_program.py" "$PROGRAM" "$@"; }
same "commands without an explanation, and explanations without a command" "$(manual missing)" ""
manual examples > examples
# The unit tests of bandwidth are watched.
if watched; then sed -i "/--advise/d" examples; fi
while read -r example; do
    # shellcheck disable=SC2086
    "$PROGRAM" --lang en $example > out 2>&1 || { echo "WRONG: brandpunt $example"; cat out; }
    written=$(echo "$example" | sed -n 's/.*--out \([^ ]*\).*/\1/p')
    [ -z "$written" ] || [ -s "$written" ] || echo "WRONG: brandpunt $example left no $written"
done < examples
holds "there are dozens of them" test "$(wc -l < examples)" -gt 30
