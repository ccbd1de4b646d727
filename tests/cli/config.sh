# The settings: config.ini agrees with the table of settings, and differs from the defaults only where it says so.
. "$CLI"
need sqlite3
try config check
cp "$TOP/config.ini" .
try config check | sed 's/config.ini:[0-9]*:/config.ini:LINE:/'
sed "s|= fixtures/|= $FIXTURES/|" config.ini > copy.ini
try --config copy.ini config check
"$PROGRAM" --config copy.ini --json config show > ini.json
mkdir empty
(cd empty && "$PROGRAM" --json config show > ../default.json)
echo "settings of config.ini that are no default:"
sql :memory: "
    WITH ini AS (SELECT substr(fullkey, 3) AS key, atom FROM json_tree(readfile('ini.json')) WHERE type = 'text'),
      standard AS (SELECT substr(fullkey, 3) AS key, atom FROM json_tree(readfile('default.json')) WHERE type = 'text')
    SELECT ini.key || ' = ' || ini.atom || '   (default: ' || standard.atom || ')' FROM ini JOIN standard USING (key)
    WHERE ini.atom <> standard.atom ORDER BY ini.key"
echo "keys that config.ini does not show:"
"$PROGRAM" --config copy.ini --lang en config show > show.txt
awk '
    function section(line) { sub(/^\[/, "", line); sub(/[] ].*/, "", line); return line }
    /^\[/ { now = section($0); next }
    /^[a-z_0-9]+ *=/ { key = $1; if (FILENAME == "copy.ini") shown[now "/" key] = 1; else if (!((now "/" key) in shown)) missing[now "/" key] = 1 }
    END { for (key in missing) print "  " key }' copy.ini show.txt | sort
sed 's/^bandwidth .*/bandwidth = 40/' copy.ini > narrow.ini
try --config narrow.ini config check | sed 's/narrow.ini:[0-9]*:/narrow.ini:LINE:/'
try config chek
(cd empty && "$PROGRAM" --lang en config show)
