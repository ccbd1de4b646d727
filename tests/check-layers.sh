#!/bin/sh
# Checks that each room includes, and that geo/ calls, only what it may (the table is in docs and in the headers):
#
#   geo/     the C library and OpenMP, and itself; no files, no output, no environment, no clock
#   render/  itself, geo/, cairo, pango, librsvg and qpdf
#   src/     itself, geo/, render/ and the libraries of the program; what writes publications knows nothing of reports
#   tests/   everything; nobody includes tests/
#
# usage: check-layers.sh BUILD          BUILD holds the objects, such as build/release
#        check-layers.sh --self-test    shows that a breach is found
set -eu

LIBC='assert|complex|ctype|errno|fenv|float|inttypes|iso646|limits|math|stdalign|stdarg|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|tgmath|wchar|wctype'
POSIX='fcntl|unistd|getopt|libintl|locale|time|signal|poll|pthread|sys/[a-z]*'

# A message is looked up and put in a caller's buffer; memory, strings, numbers, threads of OpenMP. Whatever reads a file,
# prints, asks the environment or the time is missing here on purpose.
SYMBOLS='malloc|calloc|realloc|aligned_alloc|posix_memalign|madvise|free|qsort|bsearch|abs|labs|strto(d|f|l|ul|ll|ull)
mem(cpy|move|set|cmp|chr)|str(len|nlen|cmp|ncmp|casecmp|ncasecmp|chr|rchr|spn|cspn|str|cpy|ncpy|dup|ndup|pbrk)
(v?snprintf|sscanf|dcgettext|dcngettext|gettext|ngettext|dgettext)
(acos|acosh|asin|asinh|atan|atan2|atanh|cbrt|ceil|copysign|cos|cosh|erf|erfc|exp|exp2|expm1|fabs|fdim|floor|fma|fmax|fmin|fmod|frexp|hypot|ldexp|lgamma|lgamma_r|llrint|llround|log|log10|log1p|log2|lrint|lround|modf|nan|nearbyint|nextafter|pow|remainder|rint|round|sin|sincos|sinh|sqrt|tan|tanh|tgamma|trunc)f?
is(alpha|digit|alnum|space|upper|lower|punct|xdigit)|to(upper|lower)|__ctype_(b|tolower|toupper)_loc|__errno_location
GOMP_.*|omp_get_(max_threads|num_threads|thread_num)
__(memcpy|memmove|memset|strcpy|strncpy|strcat|snprintf|vsnprintf|explicit_bzero)_chk|__isoc99_sscanf|__isoc23_(sscanf|strto.*)|__stack_chk_fail
__(isnan|isinf|finite|fpclassify|signbit)f?|__assert_fail|__cpu_(indicator_init|model|features2)|_GLOBAL_OFFSET_TABLE_|__tls_get_addr
__(asan|ubsan|sanitizer|gcov)_.*|__start___sancov.*|__stop___sancov.*'

# includes FOLDER OWN SYSTEM: every include that is neither of the own rooms nor of the system headers.
includes() {
    find "$1" -name '*.[ch]' | sort | while read -r file; do
        grep -nE '^[[:space:]]*#[[:space:]]*include' "$file" | grep -vE "include \"($2)/[a-z_0-9/]+\.h\"" |
            grep -vE "include <($3)(\.h)?>" | sed "s|^|$file:|" || true
    done
}

symbols() {
    whitelist=$(printf '%s' "$SYMBOLS" | tr '\n' '|')
    defined=$(mktemp)
    nm --defined-only "$@" | sed -n 's/^[0-9a-f]* [TDBRVWi] //p' | sort -u > "$defined"
    for object; do
        nm -u "$object" | sed -n 's/^ *[Uw] //p' | sed 's/@.*//' | grep -vxF -f "$defined" | grep -vxE "$whitelist" | sed "s|^|$object: |" || true
    done
    rm -f "$defined"
}

check() {
    build=$1
    breaches=$(
        includes geo geo "$LIBC|omp|libintl|sys/mman" | sed 's/$/   (geo: the C library, OpenMP and geo alone)/'
        grep -nE '\b(stdout|stderr|stdin|FILE)\b' geo/*.[ch] | grep -vE ':[[:space:]]*(/?\*|//)' | sed 's/$/   (geo: no files, no output)/' || true
        includes render 'render|geo' "$LIBC|$POSIX|cairo|cairo-(pdf|svg|ps)|librsvg/rsvg|pango/pango[a-z-]*|glib|glib-object|qpdf/qpdf-c" |
            sed 's/$/   (render: geo, cairo, pango, librsvg, qpdf and the C library)/'
        includes src 'src|geo|render' '[a-z0-9_./-]+' | sed 's/$/   (src: its own headers from the top)/'
        grep -rnE '#[[:space:]]*include "tests/' geo render src | sed 's/$/   (nobody includes tests)/' || true
        # What writes for partners and the public knows no analysis, selection or report, not even by way of another header.
        for file in publication_files publication_page scene_file; do
            [ ! -f "$build/src/$file.d" ] || grep -oE 'src/(analysis|selection|wording|results|drawing|store/reports)\.h' "$build/src/$file.d" | sort -u |
                sed "s|^|src/$file.c: |; s|\$|   (publications: nothing of a report)|"
        done
        symbols "$build"/geo/*.o | sed 's/$/   (geo: calls what it may not)/'
    )
    if [ -n "$breaches" ]; then
        echo "$breaches"
        echo "check-layers: $(echo "$breaches" | wc -l) breaches"
        return 1
    fi
}

# Each breach is put into a copy of the smallest possible house, and must be found.
self_test() {
    script=$(realpath "$0")
    house=$(mktemp -d)
    trap 'rm -rf "$house"' EXIT
    cd "$house"
    mkdir -p geo render src build/geo
    missed=0
    # expect found|clean WHAT FILE TEXT
    expect() {
        printf '#include <math.h>\n#include "geo/a.h"\ndouble a(double x) { return sqrt(x); }\n' > geo/a.c
        echo 'double a(double x);' > geo/a.h
        echo '#include <cairo.h>' > render/r.c
        echo '#include <gdal.h>' > src/s.c
        printf '%b' "$4" >> "$3"
        ${CC:-cc} -w -I. -c geo/a.c -o build/geo/a.o 2> /dev/null
        if sh "$script" build > /dev/null; then result=clean; else result=found; fi
        [ "$result" = "$1" ] || { echo "check-layers --self-test: $2: wanted $1, was $result"; missed=1; }
    }
    expect clean "nothing wrong" geo/a.c ''
    mkdir -p build/src
    echo 'build/src/publication_files.o: src/publication_files.c src/analysis.h' > build/src/publication_files.d
    expect found "a publication knows an analysis" geo/a.c ''
    rm build/src/publication_files.d
    expect found "geo includes GDAL" geo/a.h '#include <gdal.h>\n'
    expect found "geo includes src" geo/a.h '#include "src/config.h"\n'
    expect found "geo prints" geo/a.c '#include <stdio.h>\nvoid b(void) { puts("x"); }\n'
    expect found "geo opens a file" geo/a.c '#include <stdio.h>\nvoid *c(void) { return fopen("x", "r"); }\n'
    expect found "geo asks the environment" geo/a.c '#include <stdlib.h>\nchar *d(void) { return getenv("X"); }\n'
    expect found "geo asks the time" geo/a.c 'long time(long *); long e(void) { return time(0); }\n'
    expect found "geo exits" geo/a.c '#include <stdlib.h>\nvoid f(void) { exit(1); }\n'
    expect found "render includes GDAL" render/r.c '#include <gdal.h>\n'
    expect found "render includes src" render/r.c '#include "src/config.h"\n'
    expect found "src includes beside itself" src/s.c '#include "config.h"\n'
    expect found "src includes tests" src/s.c '#include "tests/support/shapes.h"\n'
    [ "$missed" -eq 0 ]
}

if [ "${1:-}" = "--self-test" ]; then
    self_test && echo "check-layers: finds what it looks for"
    exit
fi
check "$1"
# Only when called in the house itself, not by the self-test.
[ ! -f Makefile ] || sh "$0" --self-test
