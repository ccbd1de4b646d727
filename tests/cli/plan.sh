# A week of short visits: the formats agree, and every promise of the plan is kept by each visit.
. "$CLI"
need sqlite3 pdftotext
town
plan() { "$PROGRAM" --config town.ini --lang en plan --week 2026-11-30 "$@"; }
plan --out p.csv
for format in ics json pdf; do plan --quiet --out "p.$format"; done
tr -d '\r\357\273\277' < p.csv > visits.csv
head -n 3 visits.csv
visits=$(($(wc -l < visits.csv) - 1))
same "events in the calendar" "$(grep -c BEGIN:VEVENT p.ics)" "$visits"
same "each with an identity of its own" "$(grep '^UID' p.ics | sort -u | wc -l)" "$visits"
same "every line ends in CRLF" "$(grep -c -v "$(printf '\r')\$" p.ics)" 0
same "no line of more than 75 octets" "$(LC_ALL=C awk '{ sub(/\r$/, "") } length > 75' p.ics | wc -l)" 0
same "visits in the JSON" "$(sql :memory: "SELECT json_array_length(readfile('p.json'), '\$.visits')")" "$visits"
echo "--- visits of 10 to 16 minutes, one at a time, each place at least every two hours within a window"
awk -F, 'function minute(day, clock,  t) { split(clock, t, ":"); return day * 1440 + t[1] * 60 + t[2] }
    NR > 1 {
        split($2, d, "-"); from = minute(d[3], $4); to = minute(d[3], $5); if (to < from) to += 1440
        if (to - from < 10 || to - from > 16) print "long or short: " $0
        if (from < end && from > end - 1440) print "before the last one is over: " $0
        if (($6 in last) && from - last[$6] > 120 && from - last[$6] < 480) print "too long without a visit: " $0
        last[$6] = to; end = to
    }' visits.csv
echo "--- the same seed gives the same week, another week other moments"
plan --quiet --out again.ics
cmp p.ics again.ics && echo the same
"$PROGRAM" --config town.ini --quiet plan --week 2026-12-07 --out other.csv
[ "$(cut -d';' -f4 other.csv | tr -d '\r')" = "$(cut -d, -f4 p.csv | tr -d '\r')" ] && echo "the same moments"
pdftotext -layout p.pdf - | grep -E "Week plan|Hours:|boa" | tr -s ' ' | cut -c 1-100
echo "--- refused"
try --config town.ini --lang en plan --out p.xlsx
try --config town.ini --lang en plan --week maandag --out p.ics
sed 's/^hours_per_week.*/hours_per_week = 0/' town.ini > none.ini
try --config none.ini --lang en plan --out p2.ics
try --config town.ini --lang en plan --from 2025-09-20 --out p2.ics
ls p2.ics 2> /dev/null
