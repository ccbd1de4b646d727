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

# Every file below here with its mode and its content.
fingerprints() {
    find . \( -type f -o -type l \) -printf '%p %m %l ' -exec sh -c 'sha256sum < "$1"' - {} \; | sort
}

# leaves_all_as_it_was ARGUMENTS...: a call that must fail, and change, make and remove no file.
leaves_all_as_it_was() {
    fingerprints > "$TOWN.before"
    try "$@"
    fingerprints > "$TOWN.after"
    diff "$TOWN.before" "$TOWN.after" | sed 's/^/CHANGED: /'
}

# refuses ARGUMENTS...: the same for a publication that is refused, which the audit is told of: beside that nothing changes.
without_audit() {
    fingerprints | grep -v -e '\.sqlite ' -e '\.sqlite-audit '
    for database in *.sqlite; do
        sqlite3 "$database" ".dump report source import ledger ledger_output run risk_area priority layer" | sha256sum
    done
}
refuses() {
    without_audit > "$TOWN.before"
    try "$@"
    without_audit > "$TOWN.after"
    diff "$TOWN.before" "$TOWN.after" | sed 's/^/CHANGED: /'
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
