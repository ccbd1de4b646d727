# Words for the tests of the command line; a test begins with `. "$CLI"`.

# Shows a call, what it prints and its exit status. The language is English unless the test says otherwise.
try() {
    echo "\$ brandpunt $*"
    status=0
    "$PROGRAM" --lang "${TONGUE:-en}" "$@" 2>&1 || status=$?
    echo "status $status"
}

# A call that only prepares: it speaks only when it fails.
must() {
    "$PROGRAM" --lang en --quiet "$@" > must.out 2> must.err || {
        echo "FAILED with status $?: brandpunt $*"
        cat must.out must.err
    }
    rm -f must.out must.err
}

# need TOOL...: skips the test when a program is missing.
need() {
    for tool in "$@"; do
        command -v "$tool" > /dev/null || {
            echo "skipped: $tool is not installed"
            exit 0
        }
    done
}

# watched: whether the program is built with the sanitizers.
watched() { [ "$(basename "$(dirname "$PROGRAM")")" = asan ]; }

# unwatched WHY: skips the test where it is.
unwatched() {
    if watched; then
        echo "skipped: with the sanitizers $1"
        exit 0
    fi
}

# heavy: skips a test that asks much of the same commands where CI has them watched, and half an hour for all it does: `examples` runs
# every command there, and the unit tests watch the sums. `make asan` elsewhere runs it.
heavy() { [ -z "${CI:-}" ] || unwatched "in CI it takes minutes, and examples runs these commands"; }

# small_disk SIZE: the folder disk is a file system of that size until the test ends; skips the test where that may not be.
small_disk() {
    [ "$(id -u)" -eq 0 ] || { echo "skipped: only root may mount a small disk"; exit 0; }
    mkdir disk
    mount -t tmpfs -o "size=$1" tmpfs disk 2> /dev/null || { echo "skipped: mounting is not allowed here"; exit 0; }
    trap 'umount disk' EXIT
}

# same WHAT FOUND WANTED: says that two values agree, or how they differ.
same() {
    if [ "$2" = "$3" ]; then echo "ok: $1"; else echo "WRONG: $1: found '$2', wanted '$3'"; fi
}

# holds WHAT COMMAND...: says whether a command succeeds.
holds() {
    what=$1
    shift
    if "$@" > holds.log 2>&1; then echo "ok: $what"; else echo "WRONG: $what: $*"; cat holds.log; fi
    rm -f holds.log
}

# Every file below here with its mode and its content; of a database what is in it beside the audit, which is told of what was tried and
# failed.
fingerprints() {
    find . \( -type f -o -type l \) ! -name '*.sqlite-audit' -printf '%p %m %l\n' | sort
    find . -type f ! -name '*.sqlite-audit' -exec sha256sum {} + 2>&1 | sort -k 2 | while read -r sum path; do
        case $path in
        *.sqlite)
            { sqlite3 "$path" "SELECT 'audited' FROM audit LIMIT 1" ".sha3sum report" ".sha3sum source" ".sha3sum import" ".sha3sum reject" \
                ".sha3sum linked" ".sha3sum ledger%" ".sha3sum run" ".sha3sum risk_area" ".sha3sum priority" ".sha3sum layer%" 2> /dev/null || \
                echo "$sum"; } | sed "s|^|$path |" ;;
        *) echo "$path $sum" ;;
        esac
    done
}

# leaves_all_as_it_was ARGUMENTS...: a call that must fail, and change, make and remove no file, nor anything in a database but the audit.
leaves_all_as_it_was() {
    fingerprints > "$TOWN.before.$$"
    try "$@"
    fingerprints > "$TOWN.after.$$"
    diff "$TOWN.before.$$" "$TOWN.after.$$" | sed 's/^/CHANGED: /'
}

sql() { sqlite3 "$@"; }

# The settings of the example town, with results in this folder.
town_settings() {
    sed -e "s|= fixtures/|= $FIXTURES/|" -e 's|= resultaat/|= |' "$TOP/config.ini" > town.ini
}

# The example town, loaded; made once for all tests.
town() {
    town_settings
    if [ ! -d "$TOWN" ]; then
        mkdir "$TOWN.making"
        must --config town.ini --db "$TOWN.making/lindehaven.sqlite" run
        mv lindehaven.key resultaat "$TOWN.making"
        mv "$TOWN.making" "$TOWN"
    fi
    cp "$TOWN/lindehaven.sqlite" "$TOWN/lindehaven.sqlite-audit" "$TOWN/lindehaven.key" .
}
