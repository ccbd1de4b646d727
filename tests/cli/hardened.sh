# The binary itself says that it was built with what keeps an error in it from being used: position-independent, its tables of
# addresses read-only from the start, guards on the stack, checked copies, no stack that can be run.
. "$CLI"
need readelf
if readelf -Ws "$PROGRAM" | grep -q "__asan_init\|__gcov_dump"; then
    echo "skipped: built to be tested, not for use"
    exit 0
fi
says() {
    what=$1 pattern=$2
    shift 2
    if "$@" "$PROGRAM" 2> none | grep -qE "$pattern"; then echo "ok: $what"; else echo "WRONG: $what"; fi
}
says "position-independent" 'Type: +DYN' readelf -Wh
says "addresses of functions are read-only" 'GNU_RELRO' readelf -Wl
says "and all found at the start" 'BIND_NOW' readelf -Wd
says "guards on the stack" '__stack_chk_fail' readelf -Ws
says "checked copies" '__(memcpy|snprintf|vsnprintf|strcpy|strcat)_chk' readelf -Ws
says "no stack that can be run" 'GNU_STACK.* RW ' readelf -Wl
same "pages that can be written and run" "$(readelf -Wl "$PROGRAM" | grep -c ' RWE ')" 0
