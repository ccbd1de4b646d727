# Dutch is the language when nobody says otherwise.
. "$CLI"
[ -f "$(dirname "$PROGRAM")/locale/nl/LC_MESSAGES/brandpunt.mo" ] || { echo "skipped: there is no po/nl.po yet"; exit 0; }
TONGUE=nl
try --help
try map --help
try densiti
try density --out
try status
"$PROGRAM" --help > default.txt
"$PROGRAM" --lang nl --help > dutch.txt
same "Dutch by default" "$(cat default.txt)" "$(cat dutch.txt)"
for locale in C en_US.UTF-8 nl_NL.UTF-8 nonsense; do
    LC_ALL=$locale LANG=$locale LANGUAGE=fr "$PROGRAM" --help > other.txt
    same "Dutch under $locale" "$(cat other.txt)" "$(cat dutch.txt)"
done
