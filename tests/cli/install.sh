# An installed program finds its translations, its example configuration is there, and it goes away again.
. "$CLI"
need make
[ -f "$TOP/po/nl.po" ] || { echo "skipped: there is no po/nl.po yet"; exit 0; }
mode=$(basename "$(dirname "$PROGRAM")")
make -s -C "$TOP" MODE="$mode" install DESTDIR="$PWD/root" PREFIX=/usr > make.log 2>&1 || cat make.log
find root -type f | sort
cd root/usr/share || exit
same "Dutch" "$(../bin/brandpunt densiti 2>&1)" "$("$PROGRAM" densiti 2>&1)"
same "and not English" "$(../bin/brandpunt densiti 2>&1 | grep -c 'did you mean')" 0
ln -s "$PWD/../bin/brandpunt" link
same "Dutch through a link" "$(./link densiti 2>&1)" "$("$PROGRAM" densiti 2>&1)"
rm link
cd "$OLDPWD" || exit
make -s -C "$TOP" MODE="$mode" uninstall DESTDIR="$PWD/root" PREFIX=/usr > make.log 2>&1 || cat make.log
find root -type f
echo "--- make help"
make -s -C "$TOP" help 2> /dev/null
