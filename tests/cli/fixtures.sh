# The generators write the very files that stand in fixtures/: nothing was changed by hand, and truth.json is of these.
. "$CLI"
need python3
unwatched "there is nothing to watch: the program does not take part"
python3 -c 'import json, zipfile, zlib' 2> /dev/null || { echo "skipped: this Python has no modules json and zipfile (Debian: python3)"; exit 0; }
mkdir town bad
PYTHONDONTWRITEBYTECODE=1 python3 "$FIXTURES/generate_town.py" town > /dev/null || echo "WRONG: generate_town.py failed"
PYTHONDONTWRITEBYTECODE=1 python3 "$FIXTURES/generate_bad.py" bad > /dev/null || echo "WRONG: generate_bad.py failed"
holds "truth.json" cmp town/truth.json "$FIXTURES/truth.json"
rm town/truth.json
holds "input/" diff -rq town "$FIXTURES/input"
holds "bad/" diff -rq bad "$FIXTURES/bad"
