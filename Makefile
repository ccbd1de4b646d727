# Brandpunt. `make help` explains every target.

VERSION := $(shell cat VERSION)
MODE    ?= release
BUILD   := build/$(MODE)
V       ?=
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= gcc
PACKAGES := gdal proj geos spatialite sqlite3 minizip cairo pangocairo librsvg-2.0 inih jansson libqpdf nettle libpq

# pkg-config runs when something is compiled, once, so that `make deps` works on a bare machine.
LIBRARY_FLAGS = $(eval LIBRARY_FLAGS := $$(shell pkg-config --cflags $(PACKAGES) | sed 's/-I/-isystem /g'))$(LIBRARY_FLAGS)
LIBRARIES     = $(eval LIBRARIES := $$(shell pkg-config --libs $(PACKAGES)) -lm)$(LIBRARIES)
# The test programs are a hundred, and gold, where installed, links them in a fifth of the time (clang's sanitizers make it grumble).
QUICK_LINK    = $(eval QUICK_LINK := $$(if $(filter-out fuzz,$(MODE)),$$(if $$(shell command -v ld.gold),-fuse-ld=gold)))$(QUICK_LINK)

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wvla -Wundef -Wformat=2 -Wdouble-promotion -Wno-format-nonliteral
STANDARD := -std=c17 -D_XOPEN_SOURCE=700 -ffp-contract=off -fno-math-errno -fno-trapping-math
HARDENED := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE -fstack-clash-protection -fcf-protection
CFLAGS_release := -O3 -g $(HARDENED)
CFLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
# clang's libFuzzer; -w, for clang warns about other things than gcc does.
CFLAGS_fuzz    := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -w
# No threads, and each condition where it was written: a branch that is counted is one that somebody wrote. What geo counts with is
# translated a little better, or the tests would last hours.
CFLAGS_coverage := -O0 -g --coverage -fno-openmp -Wno-unknown-pragmas -Wno-unused -Wno-unused-parameter -DBRANDPUNT_COVERAGE
CFLAGS_geo_coverage := -O1 -fno-early-inlining
# The children that read foreign files are watched too, and are given the time and memory that this takes.
CFLAGS_valgrind := -O1 -g -DBRANDPUNT_VALGRIND
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
LDFLAGS_asan    := -fsanitize=address,undefined
LDFLAGS_fuzz    := -fsanitize=fuzzer,address,undefined
LDFLAGS_coverage := --coverage -fuse-ld=gold
CFLAGS_ALL   = $(STANDARD) $(WARNINGS) -fopenmp $(CFLAGS_$(MODE)) $(if $(CI),-Werror) -I. \
               -DBRANDPUNT_VERSION='"$(VERSION)"' $(CFLAGS)
LDFLAGS_ALL  = $(LDFLAGS_$(MODE)) -fopenmp $(LDFLAGS)

SOURCES := $(sort $(wildcard geo/*.c render/*.c src/*.c src/*/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/render/web_assets.o
LIBRARY_OBJECTS := $(filter-out $(BUILD)/src/main.o,$(OBJECTS))
TESTS   := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(sort $(wildcard tests/unit/test_*.c)))
SUPPORT := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/support/*.c))
FUZZERS := $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
CATALOGUES := $(patsubst po/%.po,$(BUILD)/locale/%/LC_MESSAGES/brandpunt.mo,$(wildcard po/*.po))
PROGRAM := $(BUILD)/brandpunt
# The files of the web page, and Leaflet from Debian, go into the program.
LEAFLET := /usr/share/javascript/leaflet
LEAFLET_COPYRIGHT := /usr/share/doc/libjs-leaflet/copyright
WEB_FILES := $(wildcard render/web/page.*)

.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.PHONY: all deps demo test unit cli replay fuzz fuzz-look browser qgis attacks faults asan check-layers check-po check-docs docs pot pages gallery bench bench-peers bench-instructions power lint install uninstall man completion deb package-test reuse hostile sbom valgrind coverage coverage-run valgrind-run mutation postgis clean help FORCE

all: $(PROGRAM) $(CATALOGUES) ## build the program and its translations

deps: ## install the Debian packages that are missing (asks for sudo when you are not root)
	@sh packaging/install-packages.sh packaging/debian-packages.txt

demo: deps ## install what is missing, build, and make the hotspot maps of the example town
	@$(MAKE) --no-print-directory all
	@sh packaging/demo.sh $(PROGRAM)

test: deps ## install what is missing, build, and run every test
	@$(MAKE) --no-print-directory all
	@$(MAKE) --no-print-directory check-layers check-po check-docs unit cli replay

unit: $(TESTS) ## run the unit tests (TEST=density runs one)
	@sh tests/run-unit.sh $(BUILD)/tests $(TEST)

cli: all ## run the tests of the command line (TEST=name runs one; REWRITE=1 rewrites what they expect)
	@PROGRAM=$(abspath $(PROGRAM)) bash tests/run-cli.sh $(TEST)

replay: $(FUZZERS) ## run the fuzz targets on their seeds and on what was found before
	@sh tests/run-fuzz.sh replay $(BUILD)/fuzz

fuzz: deps ## look for input that breaks something, TIME=60 seconds for each target (installs clang)
	@sh packaging/install-packages.sh packaging/debian-packages-fuzz.txt
	@$(MAKE) --no-print-directory MODE=fuzz CC=clang fuzz-look

fuzz-look: $(FUZZERS)
	@sh tests/run-fuzz.sh look $(BUILD)/fuzz $(or $(TIME),60)

coverage: deps ## run the tests and say how much of our code ran (FILE=src/name.c afterwards: which lines of it did not)
	@$(if $(FILE),,$(MAKE) --no-print-directory MODE=coverage coverage-run)
	@python3 -B tests/coverage.py build/coverage $(FILE)

coverage-run: all $(TESTS)
	@find $(BUILD) -name '*.gcda' -delete
	-@$(MAKE) --no-print-directory unit
	-@$(MAKE) --no-print-directory cli
	-@$(MAKE) --no-print-directory postgis

mutation: deps ## change geo in COUNT=200 places, one at a time, and count the changes that its unit tests do not notice
	@python3 -B tests/mutate.py --count $(or $(COUNT),200)

browser: deps ## use the web page in Chromium as a reader does (installs Chromium, and from npm what it needs in build/browser)
	@$(MAKE) --no-print-directory all
	@sh tests/browser/run.sh $(PROGRAM) build/browser

qgis: all ## use the plugin in QGIS without a screen (installs QGIS)
	@sh packaging/install-packages.sh packaging/debian-packages-qgis.txt
	@bash tests/qgis/run.sh $(PROGRAM)

faults: all $(BUILD)/tests/fault.so ## kill the program at COUNT=200 random moments, make as many calls fail (FAIL=places: every kind, FAIL=all: thrice), and look at what is left
	@python3 -B tests/faults/kill.py $(PROGRAM) $(or $(COUNT),200)
	@python3 -B tests/faults/fail.py $(PROGRAM) $(BUILD)/tests/fault.so $(or $(FAIL),$(COUNT),200)

valgrind: deps ## run the unit tests and the commands under valgrind, where installed (TEST=name runs one)
	@$(MAKE) --no-print-directory MODE=valgrind valgrind-run

valgrind-run: all $(TESTS)
	@sh tests/run-valgrind.sh $(BUILD) $(TEST)

attacks: all ## try to find reports back from what partners and the public get (docs/trust.md)
	@PROGRAM=$(abspath $(PROGRAM)) python3 -B tests/attacks/attacks.py $(TEST)

hostile: all ## give it files, names and places that someone made to harm it (TRIAL=word runs those whose name holds it; installs strace)
	@sh packaging/install-packages.sh packaging/debian-packages-hostile.txt
	@PROGRAM=$(abspath $(PROGRAM)) python3 -B tests/hostile/hostile.py $(TRIAL)

sbom: all ## write which Debian packages the program is linked to, with versions and licences (build/brandpunt.cdx.json)
	@python3 -B packaging/sbom.py $(PROGRAM) $(VERSION) > build/brandpunt.cdx.json
	@python3 -B packaging/sbom.py --check build/brandpunt.cdx.json

postgis: all ## try the shared database against a PostgreSQL of its own (installs it; TEST=name runs one)
	@sh packaging/install-packages.sh packaging/debian-packages-postgis.txt
	@python3 -B tests/postgis/postgis.py $(PROGRAM) $(TEST)

asan: ## run every test with the address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory MODE=asan all unit cli replay

check-layers: $(OBJECTS) ## check that each room includes and calls only what it may
	@sh tests/check-layers.sh $(BUILD)

check-po: ## check that every message has its Dutch translation
	@sh tests/check-po.sh

pot: ## collect the messages for translation into po/brandpunt.pot and bring po/*.po up to date
	@sh packaging/collect-messages.sh

pages: all ## write the pages of docs/ that come from the sources: settings and columns
	@sh packaging/describe-config.sh $(PROGRAM) > docs/configuratie.md
	@sh packaging/describe-columns.sh

check-docs: all ## check that the manual's links, commands, options, settings and messages are there
	@python3 -B tests/check-docs.py $(PROGRAM) --self-test > $(BUILD)/check-docs.log || { cat $(BUILD)/check-docs.log; exit 1; }
	@python3 -B tests/check-docs.py $(PROGRAM)

docs: deps ## make a site of the manual in build/docs (installs pandoc)
	@sh packaging/install-packages.sh packaging/debian-packages-docs.txt
	@$(MAKE) --no-print-directory check-docs
	@sh packaging/site.sh build/docs
	@python3 -B tests/check-docs.py $(PROGRAM) --html build/docs

gallery: all ## draw the pictures of the README and the manual from the example town (needs ImageMagick)
	@sh packaging/gallery.sh $(PROGRAM)

bench: all $(BUILD)/bench/density $(BUILD)/bench/near_repeat $(BUILD)/bench/sight ## measure how long the work takes, stage by stage
	@sh bench/run.sh $(PROGRAM)

bench-peers: all $(BUILD)/bench/density ## measure beside other programs, in turn, where they are installed
	@(sh bench/peers.sh $(PROGRAM) && echo && REPORTS=1000000 RUNS=1 sh bench/peers.sh $(PROGRAM)) > bench/RESULTS.md.new
	@mv bench/RESULTS.md.new bench/RESULTS.md

bench-instructions: all ## count the instructions of each stage, beside those kept (REWRITE=1 keeps them)
	@sh bench/instructions.sh $(PROGRAM)

power: all $(BUILD)/bench/power ## simulate what the tests against chance find and what they invent, on the example town
	@sh bench/power.sh $(PROGRAM) $(BUILD)/bench/power

lint: ## read the sources with cppcheck and clang-tidy, where installed
	@sh tests/lint.sh $(SOURCES)

reuse: ## check licences (REUSE) and publiccode.yml (installs reuse and python3-yaml)
	@sh packaging/install-packages.sh packaging/debian-packages-reuse.txt
	@reuse lint --quiet || reuse lint
	@python3 -B tests/check-publiccode.py publiccode.yml

man: $(BUILD)/man/made ## make the manual pages, from what the program says of itself

completion: $(BUILD)/completion/made ## make the completion of bash and zsh, likewise

install: all man completion ## install below PREFIX (default /usr/local), inside DESTDIR when given
	@sh packaging/install.sh $(BUILD) "$(DESTDIR)" "$(PREFIX)"

uninstall: ## remove what install put there
	@sh packaging/install.sh --remove "$(DESTDIR)" "$(PREFIX)"

deb: deps ## make the Debian package in build/deb (installs debhelper and lintian)
	@sh packaging/install-packages.sh packaging/debian-packages-deb.txt
	@CC="$(CC)" sh packaging/build-deb.sh build/deb

package-test: deb ## make the Debian package twice, install it in a copy of this system, use it, upgrade it at work, and remove it
	@sh tests/package.sh build/deb

clean: ## remove everything that was built
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
	    while IFS='|' read -r target text; do printf '  make %-18s %s\n' "$$target" "$$text"; done

# One short line a file; V=1 shows the commands.
SAY = @$(if $(V),,echo "  $(1)  $@";)
Q   = $(if $(V),,@)

# The stamp changes when the flags do, so that a changed flag rebuilds everything.
$(BUILD)/flags: FORCE
	@mkdir -p $(BUILD)
	@printf '%s\n' "$(CC) $(STANDARD) $(WARNINGS) $(CFLAGS_$(MODE)) $(CI) $(CFLAGS) $(VERSION)" | cmp -s - $@ || \
	    printf '%s\n' "$(CC) $(STANDARD) $(WARNINGS) $(CFLAGS_$(MODE)) $(CI) $(CFLAGS) $(VERSION)" > $@

$(BUILD)/geo/%.o: geo/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(CC) $(CFLAGS_ALL) $(CFLAGS_geo_$(MODE)) -MMD -MP -c $< -o $@

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(CC) $(CFLAGS_ALL) $(LIBRARY_FLAGS) -MMD -MP -c $< -o $@

$(BUILD)/render/web_assets.c: packaging/embed-web.sh $(WEB_FILES) $(wildcard $(LEAFLET)/leaflet.min.js)
	@mkdir -p $(@D)
	$(call SAY,EMBED)
	$(Q)sh packaging/embed-web.sh render/web $(LEAFLET) $(LEAFLET_COPYRIGHT) > $@

$(BUILD)/render/web_assets.o: $(BUILD)/render/web_assets.c $(BUILD)/flags
	$(call SAY,CC)
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

$(PROGRAM): $(OBJECTS)
	$(call SAY,LD)
	$(Q)$(CC) $(LDFLAGS_ALL) $^ $(LIBRARIES) -o $@

$(BUILD)/tests/%: $(BUILD)/tests/unit/%.o $(SUPPORT) $(BUILD)/libbrandpunt.a
	@mkdir -p $(@D)
	$(call SAY,LD)
	$(Q)$(CC) $(LDFLAGS_ALL) $(QUICK_LINK) $^ $(LIBRARIES) -lcmocka -o $@

# Without the flags of the mode: a sanitizer that is loaded twice watches nothing.
$(BUILD)/tests/fault.so: tests/faults/fault.c
	@mkdir -p $(@D)
	$(call SAY,LD)
	$(Q)$(CC) $(WARNINGS) -std=gnu17 -O1 -g -fno-omit-frame-pointer -fPIC -shared $< -o $@

$(BUILD)/bench/%: $(BUILD)/bench/%.o $(BUILD)/libbrandpunt.a
	@mkdir -p $(@D)
	$(call SAY,LD)
	$(Q)$(CC) $(LDFLAGS_ALL) $^ $(LIBRARIES) -o $@

$(BUILD)/libbrandpunt.a: $(LIBRARY_OBJECTS)
	@rm -f $@
	$(call SAY,AR)
	$(Q)ar rcs $@ $^

$(BUILD)/locale/%/LC_MESSAGES/brandpunt.mo: po/%.po
	@mkdir -p $(@D)
	$(call SAY,MO)
	$(Q)msgfmt --check $< -o $@

# The pages bear the day of the last change.
$(BUILD)/man/made: packaging/describe_program.py packaging/command_texts.py packaging/one-of-each.ini $(PROGRAM) $(CATALOGUES)
	$(call SAY,MAN)
	$(Q)rm -rf $(@D)
	$(Q)SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-$$(sh packaging/last-change.sh)} python3 -B packaging/describe_program.py $(PROGRAM) man $(@D)
	$(Q)touch $@

$(BUILD)/completion/made: packaging/describe_program.py packaging/one-of-each.ini $(PROGRAM) $(CATALOGUES)
	$(call SAY,COMPLETION)
	$(Q)mkdir -p $(@D)
	$(Q)python3 -B packaging/describe_program.py $(PROGRAM) bash > $(@D)/brandpunt
	$(Q)python3 -B packaging/describe_program.py $(PROGRAM) zsh > $(@D)/_brandpunt
	$(Q)touch $@

# Without libFuzzer's own main(), a fuzz target is run on the files it is given.
$(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/fuzz.o $(if $(filter fuzz,$(MODE)),,$(BUILD)/tests/fuzz/replay.o) $(BUILD)/libbrandpunt.a
	@mkdir -p $(@D)
	$(call SAY,LD)
	$(Q)$(CC) $(LDFLAGS_ALL) $(QUICK_LINK) $^ $(LIBRARIES) -o $@

-include $(OBJECTS:.o=.d) $(TESTS:$(BUILD)/tests/%=$(BUILD)/tests/unit/%.d) $(SUPPORT:.o=.d)
