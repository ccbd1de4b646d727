# timing.sh: sourced by the measurements.

# begin_measuring: makes the folder that a measurement works in, and takes it away at the end; ends at once without time(1).
begin_measuring() {
    if [ ! -x /usr/bin/time ]; then
        echo "skipped: needs time"
        exit 0
    fi
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
}

# timed FILE COMMAND... runs a command and adds "wall user system kilobytes" to FILE;
# what it says is shown only when it fails.
timed() {
    log=$1
    shift
    if ! /usr/bin/time -a -o "$log" -f '%e %U %S %M' "$@" > "$log.said" 2>&1; then
        echo "failed: $*" >&2
        tail -n 3 "$log.said" >&2
        return 1
    fi
}

# median FILE COLUMN
median() {
    awk -v c="$2" '{ print c == "cpu" ? $2 + $3 : c == "wall" ? $1 : $4 }' "$1" | sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# report NAME FILE: one line of medians
report() {
    printf '%-34s %7.2f s wall  %7.2f s processor  %6.0f MB\n' "$1" "$(median "$2" wall)" "$(median "$2" cpu)" "$(median "$2" memory | awk '{ print $1 / 1024 }')"
}

# ratio FILE_A FILE_B: pairs in turn, how many times faster A is than B
ratio() {
    paste -d ' ' "$1" "$2" | awk '{ print $5 / $1, ($6 + $7) / ($2 + $3) }' | sort -n | awk '{ w[NR] = $1; c[NR] = $2 } END { m = int((NR + 1) / 2); printf "faster: %.1f times (%.1f to %.1f) by the clock\n", w[m], w[1], w[NR] }'
}

# run_twice PROGRAM CONFIG OUT: the whole chain in a fresh folder, and again when all is loaded; RUNS times (3), and a line for each
run_twice() {
    run=0
    while [ "$run" -lt "${RUNS:-3}" ]; do
        rm -rf "$3"
        mkdir "$3"
        timed "$2.first" "$1" --config "$2" --quiet run
        timed "$2.again" "$1" --config "$2" --quiet run
        run=$((run + 1))
    done
    report "run, from the files" "$2.first"
    report "run again, all loaded before" "$2.again"
}
