# The week plan: the four formats agree, every promise is kept, what is refused.
. "$CLI"
need sqlite3 pdftotext pdfinfo awk
heavy
town
plan() { "$PROGRAM" --config town.ini --lang en --quiet plan --week 2026-12-02 "$@"; }
json() { sql :memory: "SELECT json_extract(readfile('$1'), '\$.$2')"; }
for ending in json csv ics pdf; do plan --out p.$ending; done
json p.json conclusion
json p.json week
sql :memory: "SELECT value ->> 'from', value ->> 'to', value ->> 'order', value ->> 'round_min' FROM json_each(readfile('p.json'), '\$.windows')"
sql :memory: "SELECT value ->> 'number', value ->> 'name', value ->> 'visits' FROM json_each(readfile('p.json'), '\$.places')"
echo "--- calendar"
head -n 24 p.ics | tr -d '\r'
visits=$(sql :memory: "SELECT json_array_length(readfile('p.json'), '\$.visits')")
same "events" "$(grep -c 'BEGIN:VEVENT' p.ics)" "$visits"
same "rows" "$(($(wc -l < p.csv) - 1))" "$visits"
same "lines that do not end in CRLF" "$(awk '!/\r$/' p.ics | wc -l)" 0
same "lines longer than 75 octets" "$(LC_ALL=C awk 'length($0) > 76' p.ics | wc -l)" 0
same "different UIDs" "$(grep '^UID:' p.ics | sort -u | wc -l)" "$visits"
same "begins and ends" "$(grep -c '^BEGIN:' p.ics)" "$(grep -c '^END:' p.ics)"
tr -d '\r' < p.ics | sed -n 's/^DTSTART;TZID=Europe\/Amsterdam:\(....\)\(..\)\(..\)T\(..\)\(..\)00/\1-\2-\3T\4:\5/p' > starts
sql :memory: "SELECT value ->> 'from' FROM json_each(readfile('p.json'), '\$.visits')" > wanted
holds "the calendar has the times of the plan" cmp starts wanted
echo "--- unfolded, an event"
tr -d '\r' < p.ics | awk '/^ / {line = line substr($0, 2); next} {if (line != "") print line; line = $0} END {print line}' | sed -n '/BEGIN:VEVENT/,/END:VEVENT/p' | head -n 11
echo "--- promises, told from the JSON alone"
visit="(SELECT v.key k, v.value ->> 'number' number, strftime('%s', v.value ->> 'from') / 60 f, strftime('%s', v.value ->> 'to') / 60 t FROM json_each(readfile('p.json'), '\$.visits') v)"
window="(SELECT strftime('%s', w.value ->> 'from') / 60 f, strftime('%s', w.value ->> 'to') / 60 t, w.value ->> 'order' o FROM json_each(readfile('p.json'), '\$.windows') w)"
same "visits shorter than 10 or longer than 16 minutes" "$(sql :memory: "SELECT count(*) FROM $visit WHERE t - f NOT BETWEEN 10 AND 16")" 0
same "visits outside every window" "$(sql :memory: "SELECT count(*) FROM $visit v WHERE NOT EXISTS (SELECT 1 FROM $window w WHERE v.f >= w.f AND v.t <= w.t)")" 0
same "visits that overlap" "$(sql :memory: "SELECT count(*) FROM $visit a JOIN $visit b ON b.k = a.k + 1 WHERE b.f < a.t")" 0
same "places of a round that are left alone longer than two hours" "$(sql :memory: "SELECT count(*) FROM $window w, json_each(w.o) p WHERE
    EXISTS (SELECT 1 FROM $visit v WHERE v.number = p.value AND v.f >= w.f AND v.t <= w.t
        AND NOT EXISTS (SELECT 1 FROM $visit n WHERE n.number = v.number AND n.f > v.f AND n.f <= v.f + 120) AND w.t - v.t > 120)
    OR NOT EXISTS (SELECT 1 FROM $visit v WHERE v.number = p.value AND v.f BETWEEN w.f AND w.f + 120)")" 0
echo "--- another week, another seed, the same again"
plan --out again.ics
same "the same bytes" "$(sha256sum < again.ics)" "$(sha256sum < p.ics)"
plan --out again.pdf
same "the same page" "$(sha256sum < again.pdf)" "$(sha256sum < p.pdf)"
"$PROGRAM" --config town.ini --lang en --quiet plan --week 2026-12-07 --out next.csv
minutes() { sed '1d' "$1" | cut -d, -f4 | tr '\n' ' '; }
[ "$(minutes next.csv)" = "$(minutes p.csv)" ] && echo "WRONG: the next week has the same minutes" || echo "ok: another week has other minutes"
echo "--- the page"
pdfinfo p.pdf | grep -E '^(Title|Pages)'
pdftotext -layout p.pdf - | tr -s ' ' | grep -E '^(Hours|1 |A boa|Walking|Fri |Sat )' | cut -c 1-100
"$PROGRAM" --config town.ini --lang nl plan --week 2027-03-25 --out nl.pdf | sed 's/(run .*/(run RUN)/'
pdfinfo nl.pdf | grep Pages
pdftotext -layout nl.pdf - | tr -s ' ' | grep -cE 'gaat in deze week de klok'
plan --hours-per-week 80 --out more.json
sql :memory: "SELECT value ->> 'name', value ->> 'visits' > 0 FROM json_each(readfile('more.json'), '\$.places')"
echo "--- refused"
try --config town.ini plan --week 2026-12-02
try --config town.ini plan --week soon --out p.pdf
try --config town.ini plan --week 2026-12-02 --out p.docx
try --config town.ini plan --week 2026-12-02 --hours-per-week 0 --out q.pdf
try --config town.ini plan --week 2026-12-02 --hours-per-week 200 --out q.pdf
try --config town.ini plan --week 2026-12-02 --from 2025-09-25 --out q.pdf
sed 's|^timezone = Europe/Amsterdam|timezone = Europe/London|' town.ini > london.ini
try --config london.ini plan --week 2026-12-02 --out q.ics
ls q.* 2> /dev/null || true
echo "--- not known how many hours: not 0"
sed 's/^hours_per_week = 16/hours_per_week = 0/' town.ini > none.ini
"$PROGRAM" --config none.ini --lang en --quiet prioritise --lever handhaving --out h.json
sql :memory: "SELECT DISTINCT value ->> 'score', value ->> 'missing' FROM json_each(readfile('h.json'), '\$.areas') WHERE value ->> 'missing' NOT LIKE '%enough%'"
echo "--- without streets, as the crow flies, and said"
"$PROGRAM" --config town.ini --lang en --quiet layer remove straten
plan --out s.json
json s.json windows[0].along_streets
plan --out s.pdf
pdftotext -layout s.pdf - | tr -s ' ' | grep -oE 'in part as the crow flies' | sort -u
