# The first steps of somebody new: nothing is asked, a configuration is made of the files of a folder, and what it says is so.
. "$CLI"
need script
heavy
mkdir stad
cp "$FIXTURES"/input/* stad
cd stad || exit
printf 'a,b\n1,2\n' > leeg.csv
printf '<OGRVRTDataSource/>' > punten.geojson
cp water.shp 'vijver ;1.shp'
echo "--- without a configuration"
TONGUE=nl; try run
TONGUE=nl; try densty
echo "--- made of the folder"
TONGUE=nl; try config init
grep -c '^\[layer' config.ini
grep -c '^\[reports' config.ini
sed -n '/^\[layer buurten/,/^$/p; /^\[reports politie/,/^$/p; /Niet gebruikt/,/^$/p' config.ini
TONGUE=nl; try config check
echo "--- it is left as it is"
cp config.ini before.ini
TONGUE=nl; try config init
same "the configuration" "$(cat config.ini)" "$(cat before.ini)"
echo "--- and it works: the example's own configuration, but for the campaigns and what is said of the sources"
TONGUE=nl; try --quiet run
ls resultaten
echo "--- elsewhere, in English"
cd ..
TONGUE=en; try config init stad --out town.ini
sed "s|$PWD|HERE|" town.ini | sed -n '1,14p; /^\[layer gemeente/,/^$/p'
echo "--- nothing that could be reports"
mkdir leeg
cp "$FIXTURES"/input/water.* leeg
TONGUE=nl; try config init leeg
TONGUE=nl; try config init nergens
ls leeg
echo "--- how a result came about"
"$PROGRAM" --lang en --config stad/config.ini --quiet areas --out areas.csv --explain > explained.txt
sed -n '1,2p; /^2\./,/^3\./p; $p' explained.txt
same "the same in JSON" "$("$PROGRAM" --lang en --config stad/config.ini --json areas --out areas.csv --explain | python3 -c 'import json, sys; print("\n".join(json.load(sys.stdin)["explanation"]))')" "$(cat explained.txt)"
same "a comparison explains itself" "$("$PROGRAM" --lang en --config stad/config.ini --quiet times --out t.csv --explain | head -n 1 | cut -c 1-22)" "What stands out is Tue"
"$PROGRAM" --lang en --config stad/config.ini --quiet areas --out few.csv --explain --source adv --from 2025-01-01 > explained.txt
grep -m 1 "Indicative, because" explained.txt
echo "--- colour for a terminal alone"
esc=$(printf '\033')
has() { if grep -q "$esc\[1;3"; then echo coloured; else echo plain; fi; }
"$PROGRAM" densty 2>&1 | has
TERM=xterm script -qec "$PROGRAM densty" /dev/null | has
TERM=xterm NO_COLOR=1 script -qec "$PROGRAM densty" /dev/null | has
TERM=dumb script -qec "$PROGRAM densty" /dev/null | has
