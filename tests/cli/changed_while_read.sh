# A file that is still being written, cut off or replaced while it is read: a sentence, and nothing of it is loaded.
. "$CLI"
need sqlite3
awk 'BEGIN { print "id;x;y;datum;categorie"; for (i = 1; i <= 250000; i++) printf "%d;%d;%d;%02d-%02d-2025;overlast\n", i, 135000 + i % 997, 455000 + i % 991, 1 + i % 28, 1 + i % 12 }' > whole.csv
cat > town.ini <<'INI'
[database]
path = town.sqlite
key_file = town.key
INI
must --config town.ini init
before=$(sql town.sqlite ".dump report source import reject" | sha256sum)
for change in "echo '250001;135000;455000;01-01-2025;overlast' >> growing.csv" "truncate -s 4000000 growing.csv" "sed 's/overlast/geweld/' whole.csv > other.csv; mv other.csv growing.csv"; do
    cp whole.csv growing.csv
    "$PROGRAM" --config town.ini --lang en --quiet import growing.csv --source meldpunt --regime avg --purpose test --retention 1y > said 2>&1 &
    import=$!
    # Its journal is there as soon as it writes; then the file changes while the program stands still.
    while [ ! -s town.sqlite-journal ] && kill -0 $import 2> /dev/null; do :; done
    kill -s STOP $import
    eval "$change"
    kill -s CONT $import
    status=0
    wait $import || status=$?
    sed 's/^/    /' said
    echo "status $status: ${change%%growing*}..."
    same "nothing of it is loaded" "$(sql town.sqlite ".dump report source import reject" | sha256sum)" "$before"
    same "nothing unfinished is left" "$(ls -A | grep -v -e '\.csv$' -e '^town\.' -e '^said$')" ""
done
cp whole.csv growing.csv
try --config town.ini --quiet import growing.csv --source meldpunt --regime avg --purpose test --retention 1y
same "all of it is loaded" "$(sql town.sqlite "SELECT count(*) FROM report")" 250000
