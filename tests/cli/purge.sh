# What is purged is in no file any more: not in the database, not beside it, in either way in which SQLite keeps its changes.
. "$CLI"
need sqlite3 python3
cat > t.ini <<'INI'
[database]
path = t.sqlite
key_file = t.key
INI
printf 'id;datum;tijd;categorie;x;y;ernst;melder\n' > gone.csv
for i in $(seq 300); do printf 'KANARIE%d;2024-04-%02d;21:15;kanariegeel;%d,25;442000,75;kanarie-ernst;kanarie%d@example.org\n' "$i" $((i % 28 + 1)) $((155000 + i)) "$i"; done >> gone.csv
printf 'kapot;geen datum;;x;y;z;;\n' >> gone.csv
printf 'id;datum;tijd;categorie;x;y\n' > stays.csv
for i in $(seq 300); do printf 'BLIJFT%d;2024-05-%02d;20:15;naroepen;%d,25;443000,75\n' "$i" $((i % 28 + 1)) $((156000 + i)); done >> stays.csv
# Words as they are and in UTF-16; coordinates as double in both byte orders, as the index rounds them, and as text.
cat > look.py <<'PY'
import glob, struct, sys, math
def rounded(value):
    low = struct.unpack('f', struct.pack('f', value))[0]
    return [low, math.nextafter(low, 0)]
forms = {}
for word in ('KANARIE', 'kanariegeel', 'kanarie-ernst', 'gone.csv', 'vak-kanarie'):
    forms[word] = [word.encode(), word.encode('utf-16-le'), word.encode('utf-16-be')]
for x in (155007.25, 155123.25):
    forms['x %.2f' % x] = [struct.pack(o + 'd', x) for o in '<>'] + [b'%.2f' % x] + [struct.pack('>f', v) for v in rounded(x)]
found = set()
for path in glob.glob('t.sqlite*') + glob.glob('.*t.sqlite*'):
    data = open(path, 'rb').read()
    for name, all in forms.items():
        if any(f in data for f in all): found.add(name)
print(', '.join(sorted(found)) or 'nothing', 'of', len(forms))
PY
load() {
    rm -f t.sqlite*
    must --config t.ini import stays.csv --source blijft
    must --config t.ini import gone.csv --source weg
    must --config t.ini areas --from 2024-01-01 --to 2024-12-31 --out a.csv --weights raw
    # As another program may leave it: statistics of the values, a publication, a result.
    sql t.sqlite "ANALYZE; INSERT INTO ledger (audience, cells) VALUES ('partner', 'vak-kanarie [[155007.25, 442000, 1, 1, 1]]');
        INSERT OR REPLACE INTO geometry_columns_statistics (f_table_name, f_geometry_column, extent_min_x) VALUES ('report', 'geom', 155007.25);
        INSERT INTO geometry_columns_field_infos (f_table_name, f_geometry_column, ordinal, column_name, null_values, integer_values, double_values, text_values, blob_values, max_size, double_min)
        VALUES ('report', 'geom', 3, 'external_id', 0, 0, 0, 0, 0, 7, 155123.25)"
    rm -f a.csv
}
for mode in delete wal; do
    echo "--- journal mode $mode"
    load
    sql t.sqlite "PRAGMA journal_mode = $mode" > /dev/null
    if [ "$mode" = wal ]; then
        # Somebody keeps it open, so that the file with changes is not emptied when the program ends.
        (sqlite3 t.sqlite "UPDATE report SET severity = severity || 'kanarie-ernst' WHERE external_id LIKE 'KANARIE%'" ".shell touch opened; sleep 8" > /dev/null 2>&1) &
        for step in $(seq 100); do [ -e opened ] && break; sleep 0.05; done
        sleep 0.3
        same "the file with changes has something" "$(test -s t.sqlite-wal && grep -ac kanarie-ernst t.sqlite-wal > /dev/null && echo yes)" yes
    fi
    echo "before: $(python3 look.py)"
    try --config t.ini purge --source weg
    echo "after: $(python3 look.py)"
    ls -A | grep -e sqlite | grep -v -e '-wal$' -e '-shm$' | tr '\n' ' '
    echo
    same "what stays" "$(sql t.sqlite 'SELECT count(*) FROM report')" 300
    same "the index" "$(sql t.sqlite 'SELECT count(*) FROM idx_report_geom')" 300
    same "whole" "$(sql t.sqlite 'PRAGMA integrity_check')" ok
    same "no statistics" "$(sql t.sqlite "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'report'")$(sql t.sqlite 'SELECT count(*) FROM geometry_columns_field_infos')" 00
    must --config t.ini audit verify
    same "the purge is told" "$(sql t.sqlite "SELECT details FROM audit WHERE command = 'purge'")" '{"before":"","source":"weg","reports":300}'
    wait
done
