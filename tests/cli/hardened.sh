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
    if "$@" "$binary" 2> none | grep -qE "$pattern"; then echo "ok: $what"; else echo "WRONG: $what"; fi
}
look() {
    binary=$1
    says "position-independent" 'Type: +DYN' readelf -Wh
    says "addresses of functions are read-only" 'GNU_RELRO' readelf -Wl
    says "and all found at the start" 'BIND_NOW' readelf -Wd
    says "guards on the stack" '__stack_chk_fail' readelf -Ws
    says "checked copies" '__(memcpy|snprintf|vsnprintf|strcpy|strcat)_chk' readelf -Ws
    says "no stack that can be run" 'GNU_STACK.* RW ' readelf -Wl
    same "pages that can be written and run" "$(readelf -Wl "$binary" | grep -c ' RWE ')" 0
    # Debian's own start code is not marked, so the mark of the whole (IBT) is not there; the places where a jump may land are.
    [ "$(uname -m)" != x86_64 ] || marks=$(LC_ALL=C grep -aoP '\xf3\x0f\x1e\xfa' "$binary" | wc -l)
    if [ "${marks:-1000}" -ge 1000 ]; then echo "ok: places where a jump may land are marked"; else echo "WRONG: places where a jump may land are marked"; fi
}
look "$PROGRAM"
echo "--- a program that was built without all that must be told from it"
cat > soft.c << 'C'
#include <string.h>
int main(int count, char **words) { char text[64]; strcpy(text, words[0]); return text[count] == 1; }
C
need gcc
gcc -O1 -no-pie -fno-stack-protector -U_FORTIFY_SOURCE -fcf-protection=none -Wl,-z,norelro -Wl,-z,lazy -Wl,-z,execstack -w soft.c -o soft 2> /dev/null || gcc -O1 -no-pie -fno-stack-protector -w soft.c -o soft
look ./soft | cut -d: -f1,2
