# What is installed under any PREFIX is whole: the program finds its translations, the example town runs, the shells complete every command and
# option, there is a page for each command; and it goes away again, leaving what others put there.
. "$CLI"
need make python3 bash man groff
unwatched "nobody installs it"
mode=$(basename "$(dirname "$PROGRAM")")
install() { make -s -C "$TOP" MODE="$mode" install DESTDIR="$1" PREFIX="$2" > make.log 2>&1 || cat make.log; }
install "$PWD/root" /opt/brandpunt
(cd root && find . -type f | grep -v '/fixtures/input/\|/doc/brandpunt/docs/\|/man1/brandpunt-' | sort)
mkdir town
cp -r root/opt/brandpunt/share/brandpunt/. town
same "the town has every file of its configuration" "$(cd town && ../root/opt/brandpunt/bin/brandpunt --lang en config check 2>&1)" "config.ini: nothing wrong; layers: 13, files with reports: 5."

echo "--- under a PREFIX with a blank, and through a link"
install "" "$PWD/my place"
ln -s "$PWD/my place/bin/brandpunt" link
# As /usr/bin has one.
cp /bin/true root/opt/brandpunt/bin/locale
for program in root/opt/brandpunt/bin/brandpunt "my place/bin/brandpunt" ./link; do
    same "Dutch: $program" "$("$program" densiti 2>&1)" "$("$PROGRAM" --lang nl densiti 2>&1)"
done
same "and not English" "$(./link densiti 2>&1 | grep -c 'did you mean')" 0
grep ExecStart root/opt/brandpunt/share/doc/brandpunt/examples/brandpunt@.service

echo "--- pages"
same "the commands, for another program" "$("$PROGRAM" --json --help | python3 -c 'import json, sys; print(*[c["name"] for c in json.load(sys.stdin)["commands"]])')" \
    "$("$PROGRAM" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' | paste -sd' ')"
same "a page for each command in each language" "$(find root -name 'brandpunt-*.1' | wc -l)" "$(($(TONGUE=en "$PROGRAM" --lang en --help | grep -c '^  [a-z]') * 2))"
find root -name '*.[15]' | sort > pages
same "which groff formats without a warning" "$(xargs groff -K utf8 -T utf8 -man -w w -z < pages 2>&1)" ""
if command -v mandoc > /dev/null; then xargs mandoc -T lint -W warning < pages; fi
MANWIDTH=100 LC_ALL=C.UTF-8 man -l root/opt/brandpunt/share/man/nl/man1/brandpunt-purge.1 | sed '1d;$d'

echo "--- bash"
cat > complete.bash << 'BASH'
source root/opt/brandpunt/share/bash-completion/completions/brandpunt
# offered WORD... : what is offered for the last word
offered() { COMP_WORDS=(brandpunt "$@"); COMP_CWORD=$#; COMPREPLY=(); _brandpunt; echo "$* -> ${COMPREPLY[*]}"; }
cd town
offered pri
offered map --aud
offered map --audience ''
offered map --audience = pub
offered prioritise --lever ''
offered density --kernel tri
offered density --out x.tif --edge ''
offered --lang en ex
offered --config = config.ini import --mapping ''
offered layer ''
offered layer add fixtures/input/hal
offered layer add fixtures/input/haltes.geojson --role v
offered check fixtures/input/ontwerp.d
offered config ''
offered config show ''
offered beside incident p
offered compare --target fixtures/input/j
touch a.pdf b.txt
offered map --out ''
offered status --k
offered map ''
BASH
bash complete.bash
# Every command, and every option of it, from the help pages themselves.
cat > all.bash << 'BASH'
source root/opt/brandpunt/share/bash-completion/completions/brandpunt
mapfile -t commands < <("$PROGRAM" --lang en --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p')
COMP_WORDS=(brandpunt ''); COMP_CWORD=1; _brandpunt
[[ ${COMPREPLY[*]} == "${commands[*]}" ]] || echo "WRONG: commands: ${COMPREPLY[*]}"
for command in "${commands[@]}"; do
    mapfile -t options < <("$PROGRAM" --lang en "$command" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p')
    COMP_WORDS=(brandpunt "$command" --); COMP_CWORD=2; _brandpunt
    [[ ${COMPREPLY[*]} == "${options[*]}" ]] || echo "WRONG: $command: ${COMPREPLY[*]}"
    for option in "${options[@]}"; do
        grep -q -- "'$option[=[]" root/opt/brandpunt/share/zsh/site-functions/_brandpunt || echo "WRONG: zsh does not know $option"
    done
    grep -q -- "^    $command) specs=" root/opt/brandpunt/share/zsh/site-functions/_brandpunt || echo "WRONG: zsh does not know $command"
done
echo "ok: ${#commands[@]} commands"
BASH
bash all.bash
if command -v zsh > /dev/null; then zsh -n root/opt/brandpunt/share/zsh/site-functions/_brandpunt || echo "WRONG: zsh cannot read it"; fi

echo "--- systemd"
if command -v systemd-analyze > /dev/null; then
    mkdir units
    sed "s|/opt/brandpunt/bin/brandpunt|$PROGRAM|; /^Documentation/d" root/opt/brandpunt/share/doc/brandpunt/examples/brandpunt@.service > units/brandpunt@.service
    cp root/opt/brandpunt/share/doc/brandpunt/examples/brandpunt@.timer units
    (cd units && systemd-analyze verify ./brandpunt@.service ./brandpunt@.timer 2>&1 | grep brandpunt)
    (cd units && systemd-analyze security --offline=yes --threshold=10 ./brandpunt@.service > ../rated 2>&1) || { echo "WRONG: rated above 1.0"; tail -n 1 rated; }
fi

echo "--- uninstall"
rm root/opt/brandpunt/bin/locale
echo mine > root/opt/brandpunt/share/man/man1/other.1
make -s -C "$TOP" MODE="$mode" uninstall DESTDIR="$PWD/root" PREFIX=/opt/brandpunt > make.log 2>&1 || cat make.log
make -s -C "$TOP" MODE="$mode" uninstall PREFIX="$PWD/my place" > make.log 2>&1 || cat make.log
find root "my place" -type f
echo "--- make help"
make -s -C "$TOP" help 2> /dev/null
