# Whether the places that the town was made with are found: the five strong ones are the first five risk areas.
. "$CLI"
need sqlite3
town
# An area and a place belong together when the place lies in the box of the area, or no farther from it than the radius
# that truth.json gives; the share of reports is not asked for.
must --config town.ini areas --out a.gpkg
must --config town.ini areas --kind perception --out b.gpkg
found() {
    sql "$1" "
        CREATE TEMP TABLE place AS SELECT value ->> 'name' AS name, value ->> 'strength' AS strength, value ->> 'x_m' AS x, value ->> 'y_m' AS y,
            value ->> 'radius_m' AS radius FROM json_each(readfile('$FIXTURES/truth.json'), '\$.hotspots');
        CREATE TEMP TABLE area AS SELECT a.rank, a.status, a.name, r.minx, r.maxx, r.miny, r.maxy FROM risk_areas a JOIN rtree_risk_areas_geom r ON r.id = a.fid;
        CREATE TEMP TABLE pair AS SELECT place.name, strength, rank, status FROM place JOIN area ON
            pow(max(minx - x, 0, x - maxx), 2) + pow(max(miny - y, 0, y - maxy), 2) <= radius * radius;
        SELECT strength, name, group_concat(rank || ' ' || status, ', ') FROM (SELECT * FROM pair ORDER BY rank) GROUP BY name ORDER BY min(rank), name;
        SELECT 'strong places among the first five: ' || count(DISTINCT name) FROM pair WHERE strength = 'strong' AND rank <= 5;
        SELECT 'of the first five areas, without a strong place: ' || count(*) FROM area WHERE rank <= 5 AND rank NOT IN (SELECT rank FROM pair WHERE strength = 'strong');"
}
echo "--- incidents"
found a.gpkg
echo "--- perception"
found b.gpkg
echo "--- the loud reporter and the geocoder's default are no hotspots"
for name in loud_reporter geocoder_default; do
    sql a.gpkg "SELECT '$name', count(*) FROM risk_areas a JOIN rtree_risk_areas_geom r ON r.id = a.fid, (SELECT readfile('$FIXTURES/truth.json') -> '$name' AS p)
        WHERE a.status = 'hotspot' AND (p ->> 'x_m') BETWEEN minx AND maxx AND (p ->> 'y_m') BETWEEN miny AND maxy"
done
