# What each selection chooses, beside a count by hand in the database.
. "$CLI"
need sqlite3
town
chosen() {
    "$PROGRAM" --config town.ini --lang en --json density --out d.tif "$@" > run.json 2> run.err || cat run.err
    sql :memory: "SELECT readfile('run.json') ->> '\$.counts.counted'"
}
all="r.kind = 'incident' AND r.occurred_from BETWEEN '2022-10-01' AND '2025-09-30 99'"
# By hand: not a duplicate of a chosen one, in the boundary, located as well as the bandwidth.
by_hand() {
    sql lindehaven.sqlite "
        WITH r AS (SELECT report.*, source.name AS sender FROM report JOIN source ON source.id = report.source),
          chosen AS (SELECT * FROM r WHERE $1)
        SELECT count(*) FROM chosen c WHERE (precision_m IS NULL OR precision_m <= 200)
            AND (duplicate_of IS NULL OR duplicate_of NOT IN (SELECT id FROM chosen))"
}
one() {
    what=$1
    hand=$2
    shift 2
    found=$(chosen "$@")
    wanted=$(by_hand "$hand")
    same "$what ($found)" "$found" "$wanted"
}
one "all" "$all"
one "from" "$all AND occurred_from >= '2024-01-01'" --from 2024-01-01
one "to" "$all AND occurred_from < '2024-01-01'" --to 2023-12-31
one "one year" "$all AND occurred_from LIKE '2024-%'" --from 2024-01-01 --to 2024-12-31
one "perception" "r.kind = 'perception' AND occurred_from BETWEEN '2022-10-01' AND '2025-09-30 99'" --kind perception
one "category" "$all AND category = 'bedreiging'" --category bedreiging
one "two categories" "$all AND category IN ('bedreiging', 'beroving')" --category "bedreiging, beroving"
one "source" "$all AND sender = 'politie'" --source politie
one "two sources" "$all AND sender IN ('politie', 'adv')" --source politie,adv
one "women" "$all AND groups LIKE '%women%'" --group women
one "lhbti" "$all AND groups LIKE '%lhbti%'" --group lhbti
try --config town.ini density --out d.tif --category fietsendiefstal
try --config town.ini density --out d.tif --source krant
try --config town.ini density --out d.tif --group zwaluwen
try --config town.ini density --out d.tif --hours 22
try --config town.ini density --out d.tif --hours 25-30
try --config town.ini density --out d.tif --from gisteren
try --config town.ini density --out d.tif --from 2025-01-01 --to 2024-01-01
try --config town.ini density --out d.tif --from 2019-01-01 --to 2019-12-31
try --config town.ini density --out d.tif --area Atlantis
echo "--- hours, of reports whose hour is one moment; area; weights"
sql lindehaven.sqlite "SELECT 'by hand at most', sum(hour_known) FROM report WHERE kind = 'incident'"
night=$(chosen --hours 22-06)
day=$(chosen --hours 06-22)
echo "night $night, day $day"
for area in Binnenstad BINNENSTAD Stadspark; do echo "$area: $(chosen --area $area)"; done
for weights in raw capped full; do
    chosen --weights $weights > /dev/null
    sql :memory: "SELECT '$weights', readfile('run.json') ->> '\$.counts.counted', round(readfile('run.json') ->> '\$.counts.weighted', 1)"
done
chosen > /dev/null
sql :memory: "SELECT key, value FROM json_each(readfile('run.json'), '\$.counts')"
