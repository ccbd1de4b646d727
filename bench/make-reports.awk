# A CSV of reports for timing: n rows in 40 clusters over a square of 10 km in RD, a third of them spread evenly; with
# country=1 in 4000 clusters over the whole of the Netherlands.
# usage: awk -v n=1000000 -f make-reports.awk > reports.csv
function normal() { return sqrt(-2 * log(1 - rand())) * cos(6.283185307179586 * rand()) }
BEGIN {
    srand(20240501)
    split("naroepen intimidatie achtervolgen bedreiging mishandeling overlast vernieling discriminatie", category, " ")
    west = country ? 12000 : 120000; width = country ? 270000 : 10000
    south = country ? 310000 : 480000; height = country ? 310000 : 10000
    clusters = country ? 4000 : 40
    for (i = 1; i <= clusters; i++) { cx[i] = west + width * (0.05 + 0.9 * rand()); cy[i] = south + height * (0.05 + 0.9 * rand()) }
    print "id,datum,tijd,categorie,x,y,melder"
    for (i = 1; i <= n; i++) {
        if (rand() < 1 / 3) { x = west + width * rand(); y = south + height * rand() }
        else { c = 1 + int(clusters * rand()); x = cx[c] + 150 * normal(); y = cy[c] + 150 * normal() }
        printf "M%08d,%04d-%02d-%02d,%02d:%02d,%s,%.2f,%.2f,melder%06d@example.org\n", i, 2022 + int(3 * rand()), 1 + int(12 * rand()),
            1 + int(28 * rand()), int(24 * rand()), int(60 * rand()), category[1 + int(8 * rand())], x, y, int(600000 * rand())
    }
}
