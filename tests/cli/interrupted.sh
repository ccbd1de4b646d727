# Ctrl-C and its like: one sentence, the program ends by that signal, and nothing unfinished is left.
. "$CLI"
need sqlite3
town

# interrupted SIGNAL PATTERN ARGUMENTS...: gives the signal as soon as a file like PATTERN is there. On a fast machine the work may be done
# before that; then it is tried again.
interrupted() {
    signal=$1
    pattern=$2
    shift 2
    echo "\$ brandpunt $*, SIG$signal"
    for attempt in 1 2 3 4 5 6 7 8 9 10 11 12; do
        # A shell lets what it starts in the background ignore Ctrl-C.
        env --default-signal "$PROGRAM" --config town.ini --lang en --quiet "$@" > said 2>&1 &
        pid=$!
        while kill -0 $pid 2> /dev/null; do
            # shellcheck disable=SC2086
            if ls -d $pattern > /dev/null 2>&1; then kill -s "$signal" $pid; break; fi
        done
        status=0
        wait $pid 2> /dev/null || status=$?
        [ $status -eq 0 ] || break
    done
    cat said
    echo "status $((status - 128)) + 128"
    ls -A | grep -v -x -e 'lindehaven\.\(sqlite\|key\)' -e 'town\.ini' -e said
}

echo "--- while a result is made"
echo "of before" > r.pdf
interrupted TERM '.*-r.pdf' report --out r.pdf
cat r.pdf
rm r.pdf
interrupted INT '.*-e.gpkg' export --out e.gpkg
interrupted HUP '.*-m.png' map --out m.png
interrupted ABRT '.*-m.pdf' map --out m.pdf
echo "--- while the database is changed"
all() { sql lindehaven.sqlite "SELECT count(*) FROM report; SELECT count(*) FROM source; PRAGMA integrity_check" | tr '\n' ' '; }
before=$(all)
interrupted INT lindehaven.sqlite-journal import "$FIXTURES/input/signalen.csv" --source anew --regime avg --purpose test --retention 1y
same "the database is as it was" "$(all)" "$before"
must --config town.ini import "$FIXTURES/input/signalen.csv" --source anew --regime avg --purpose test --retention 1y
same "and the next one goes on" "$(sql lindehaven.sqlite "SELECT count(*) FROM source WHERE name = 'anew'")" 1
echo "--- a program that was told to ignore Ctrl-C"
(trap '' INT && exec "$PROGRAM" --config town.ini --quiet report --out r.pdf) > said 2>&1 &
pid=$!
while kill -0 $pid 2> /dev/null; do
    if ls .*-r.pdf > /dev/null 2>&1; then kill -s INT $pid; break; fi
done
wait $pid
echo "status $?"
echo "--- a limit on the size of files is a full disk"
(ulimit -f 20; "$PROGRAM" --config town.ini --lang en --quiet map --out big.pdf; echo "status $?") 2>&1
same "nothing is left of it" "$(ls -A | grep big)" ""
