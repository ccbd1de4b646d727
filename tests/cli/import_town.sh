# Every file of the example town: how many rows go in, how many are refused, on which line and why, against
# fixtures/truth.json, which the generator of the town wrote.
. "$CLI"
need sqlite3
town_settings
must --config town.ini --db town.sqlite layer add "$FIXTURES/input/gemeentegrens.shp" --role boundary
try --config town.ini --db town.sqlite import --source meldpunt "$FIXTURES/input/meldpunt.csv" --rejects meldpunt.rejects.csv
try --config town.ini --db town.sqlite import --source politie --mapping politie "$FIXTURES/input/politie.xlsx"
try --config town.ini --db town.sqlite import "$FIXTURES/input/adv.geojson" "$FIXTURES/input/signalen.csv"
try --config town.ini --db town.sqlite import --mapping enquete "$FIXTURES/input/enquete.txt" --regime avg --purpose enquete --retention 2y
cat > truth.sql <<'SQL'
ATTACH ':memory:' AS truth;
CREATE TABLE truth.file AS SELECT key AS name, value ->> 'rows' AS rows, value ->> 'accepted' AS accepted, value ->> 'refused' AS refused
    FROM json_each(readfile('TRUTH'), '$.files');
-- A feature of a GeoJSON file is known by its number, a row of the others by its line.
CREATE TABLE truth.reject AS SELECT f.key AS name, r.key AS reason, CASE WHEN f.key LIKE '%.geojson' THEN l.value ->> 'record' ELSE l.value ->> 'line' END AS line
    FROM json_each(readfile('TRUTH'), '$.files') f, json_each(f.value, '$.refused_by_reason') r, json_each(r.value) l;
CREATE TEMP VIEW found AS SELECT i.file_name AS name, j.reason, j.line FROM main.reject j JOIN main.import i ON i.id = j.import;
.print --- rows, loaded, refused, present by file; and whether the town was made so
SELECT i.file_name, rows_in, loaded, i.refused, present, CASE WHEN rows_in = t.rows AND loaded = t.accepted AND i.refused = t.refused THEN 'as made' ELSE 'NOT AS MADE' END
    FROM main.import i JOIN truth.file t ON t.name = i.file_name ORDER BY i.id;
.print --- refused rows of the town that were not found (none)
SELECT * FROM (SELECT name, line, reason FROM truth.reject EXCEPT SELECT name, line, reason FROM found);
.print --- refused rows that should not have been (none)
SELECT * FROM (SELECT name, line, reason FROM found EXCEPT SELECT name, line, reason FROM truth.reject);
.print --- files whose rows in are not loaded + refused + present, or whose rejects were not all kept (none)
SELECT file_name FROM main.import i WHERE rows_in <> loaded + refused + present OR refused <> (SELECT count(*) FROM main.reject WHERE import = i.id)
    OR loaded <> (SELECT count(*) FROM main.report WHERE import = i.id);
.print --- reports by source and kind
SELECT s.name, r.kind, count(*) FROM main.report r JOIN source s ON s.id = r.source GROUP BY s.name, r.kind;
.print --- duplicates by pair of sources; the town was made with these
SELECT a.name || '+' || b.name, count(*) FROM main.report r JOIN main.report o ON o.id = r.duplicate_of JOIN source a ON a.id = min(o.source, r.source)
    JOIN source b ON b.id = max(o.source, r.source) GROUP BY 1;
SELECT key, atom FROM json_tree(readfile('TRUTH'), '$.same_event_in_two_sources') WHERE atom IS NOT NULL;
.print --- a report that repeats one that itself repeats another (none)
SELECT r.id FROM main.report r JOIN main.report o ON o.id = r.duplicate_of WHERE o.duplicate_of IS NOT NULL;
.print --- times and places
SELECT 'hour unknown', count(*) FROM main.report WHERE NOT hour_known;
SELECT 'ends before it begins', count(*) FROM main.report WHERE occurred_to < occurred_from;
SELECT 'first and last', min(occurred_from), max(occurred_from) FROM main.report;
SELECT 'most reports of one reporter', max(n) FROM (SELECT count(*) AS n FROM main.report WHERE reporter_key IS NOT NULL GROUP BY source, reporter_key);
SELECT 'most reports on one place', max(n) FROM (SELECT count(*) AS n FROM main.report GROUP BY geom);
.print --- spellings that stand for another category than the town means (none)
CREATE TABLE truth.word AS SELECT s.key AS source, w.value AS canonical, count(*) AS spellings FROM json_each(readfile('TRUTH'), '$.category_words') s, json_each(s.value) w GROUP BY 1, 2;
SELECT s.name, r.category, count(*) FROM main.report r JOIN source s ON s.id = r.source LEFT JOIN truth.word w ON w.source = s.name AND w.canonical = r.category
    WHERE w.canonical IS NULL GROUP BY 1, 2;
.print --- groups by source
SELECT s.name, coalesce(r.groups, '-'), count(*) FROM main.report r JOIN source s ON s.id = r.source GROUP BY 1, 2;
SQL
sed -i "s|TRUTH|$FIXTURES/truth.json|" truth.sql
sql town.sqlite < truth.sql
echo "--- the rows of --rejects, which are those of the database"
sed -n '1,4p' meldpunt.rejects.csv | tr -d '\r\357\273\277'
sed 1d meldpunt.rejects.csv | cut -d';' -f2,3 | sort > rejects.file
sql -separator ';' town.sqlite "SELECT line, reason FROM reject WHERE import = 1" | sort > rejects.base
holds "the same rows" cmp rejects.file rejects.base
