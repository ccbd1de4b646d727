# Every PDF as it is heard: other people's programs find nothing wrong, and read what the tables say. The tree itself is walked in
# tests/unit/test_tags.c.
. "$CLI"
need sqlite3 ogr2ogr pdfinfo pdftotext qpdf
unwatched "it takes minutes, and other tests make all of this"
town
ogr2ogr -f GeoJSON -lco RFC7946=NO -a_srs EPSG:28992 target.geojson "$FIXTURES/input/buurten.shp" -where "BU_NAAM = 'Binnenstad'"
make_all() {
    folder=$1
    tongue=$2
    mkdir "$folder"
    p() { "$PROGRAM" --config town.ini --lang "$tongue" --quiet "$@" --out "$folder/$1.pdf" || echo "FAILED: $*"; }
    p map --size a3 --landscape
    mv "$folder/map.pdf" "$folder/map_wide.pdf"
    p map
    p brief --area Centrum
    mv "$folder/brief.pdf" "$folder/wijk.pdf"
    p brief
    p report
    p prioritise
    p times
    p risk
    p plan --week 2026-12-02
    p beside women lhbti
    p check "$FIXTURES/input/ontwerp.dxf"
    p evaluate --train 2022-10-01..2024-09-30 --test 2024-10-01..2025-09-30
    p compare --plan --before 2023-05-01..2024-04-30 --target target.geojson
}
# What is heard in place of figures, a line each, from the objects of the file.
heard() {
    qpdf --json --json-stream-data=none "$1" > objects.json
    sql :memory: "SELECT replace(value ->> '$.\"/Alt\"', 'u:', '') FROM json_tree(readfile('objects.json')) WHERE type = 'object' AND value ->> '$.\"/S\"' = '/Figure'"
}
make_all dutch nl
for file in dutch/*.pdf; do
    name=$(basename "$file" .pdf)
    qpdf --check "$file" > check.log 2>&1 || { echo "WRONG: $name"; cat check.log; }
    pdfinfo -struct-text "$file" > read.txt 2> read.err
    title=$(pdfinfo "$file" | sed -n 's/^Title: *//p')
    same "$name: one title" "$(grep -c '^  H1' read.txt)" 1
    same "$name: it is that of the file" "$(grep -A1 '^  H1' read.txt | sed -n 's/^ *"\(.*\)"$/\1/p')" "$title"
    same "$name: first the marking, then the title" "$(sed -n '2,4p' read.txt | tr -d ' \n')" 'P(block)"INTERN"H1(block)'
    same "$name: sources and run at the end" "$(tail -n 3 read.txt | grep -c 'run [0-9a-f]\{12\}')" 1
    same "$name: nothing is cut in two" "$(cat read.err)" ""
    heard "$file" > words.txt
    same "$name: words for every figure" "$(grep -c . words.txt)" "$(grep -c '^ *Figure' read.txt)"
done
echo "--- the words are the numbers of the tables"
"$PROGRAM" --config town.ini --lang nl --quiet times --out t.json
day() { sql :memory: "SELECT CAST(round(sum(value)) AS INTEGER) FROM json_each(readfile('t.json'), '\$.hours.matrix[$1]')"; }
heard dutch/brief.pdf > words.txt
same "Friday" "$(grep -o 'vrijdag: [0-9]*' words.txt | head -n 1)" "vrijdag: $(day 4)"
areas=$(sql lindehaven.sqlite "SELECT count(*) FROM risk_area WHERE run = (SELECT run FROM risk_area ORDER BY rowid DESC LIMIT 1)")
same "areas" "$(head -n 1 words.txt | grep -o '[0-9]* gebieden')" "$areas gebieden"
pdfinfo -struct-text dutch/map.pdf | sed -n '/^  Table/,/^  P/p' | sed -n 's/^        "\(.*\)"$/\1/p' | sed -n '8,30p' > cells.txt
sql lindehaven.sqlite "SELECT rank, reports FROM risk_area WHERE run = (SELECT run FROM risk_area ORDER BY rowid DESC LIMIT 1) AND rank <= 3" |
    while IFS='|' read -r rank reports; do
        same "place $rank is read with its reports" "$(grep -A2 "^$rank\$" cells.txt | tail -n 1 | cut -d ' ' -f 1)" "$reports"
    done
echo "--- words of a text that goes over more lines are apart, and letters that touch are letters"
pdfinfo -struct-text dutch/map.pdf | grep -o 'kerndichtheid (quartic), bandbreedte 200 m, cellen van 25 m, randcorrectie volgens Diggle'
same "no ligatures" "$(cat dutch/*.pdf | strings | grep -c 'ﬁ')$(for file in dutch/*.pdf; do pdftotext "$file" -; done | grep -cE 'ﬀ|ﬁ|ﬂ|ﬃ')" 00
echo "--- in English the words are English"
make_all english en
for file in english/*.pdf; do
    heard "$file" | grep -E 'Kaart|Diagram|Staafdiagram|Lijndiagram|gebieden|vlakken' && echo "WRONG: Dutch in $file"
    qpdf --check "$file" > check.log 2>&1 || { echo "WRONG: $file"; cat check.log; }
done
