# Brandpunt. `make help` explains every target.

VERSION := $(shell cat VERSION)
MODE    ?= release
BUILD   := build/$(MODE)
V       ?=
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= gcc
PACKAGES := gdal proj geos spatialite sqlite3 cairo pangocairo librsvg-2.0 inih jansson libqpdf nettle libpq

# pkg-config runs only when something is compiled, so that `make deps` works on a bare machine.
LIBRARY_FLAGS = $(shell pkg-config --cflags $(PACKAGES) | sed 's/-I/-isystem /g')
LIBRARIES     = $(shell pkg-config --libs $(PACKAGES)) -lm

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wvla -Wundef -Wformat=2 -Wdouble-promotion -Wno-format-nonliteral
STANDARD := -std=c17 -D_XOPEN_SOURCE=700 -ffp-contract=off -fno-math-errno -fno-trapping-math
HARDENED := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE -fstack-clash-protection -fcf-protection
CFLAGS_release := -O3 -g $(HARDENED)
CFLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
# clang's libFuzzer; -w, for clang warns about other things than gcc does.
CFLAGS_fuzz    := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -w
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
LDFLAGS_asan    := -fsanitize=address,undefined
LDFLAGS_fuzz    := -fsanitize=fuzzer,address,undefined
CFLAGS_ALL   = $(STANDARD) $(WARNINGS) $(CFLAGS_$(MODE)) $(if $(CI),-Werror) -fopenmp -I. \
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
.PHONY: all deps demo test unit cli replay fuzz fuzz-look browser attacks faults postgis asan check-layers check-po check-docs docs pot pages gallery bench bench-peers bench-instructions power lint install uninstall clean help FORCE

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
	@PROGRAM=$(abspath $(PROGRAM)) sh tests/run-cli.sh $(TEST)

replay: $(FUZZERS) ## run the fuzz targets on their seeds and on what was found before
	@sh tests/run-fuzz.sh replay $(BUILD)/fuzz

fuzz: deps ## look for input that breaks something, TIME=60 seconds for each target (installs clang)
	@sh packaging/install-packages.sh packaging/debian-packages-fuzz.txt
	@$(MAKE) --no-print-directory MODE=fuzz CC=clang fuzz-look

fuzz-look: $(FUZZERS)
	@sh tests/run-fuzz.sh look $(BUILD)/fuzz $(or $(TIME),60)

browser: deps ## use the web page in Chromium as a reader does (installs Chromium, and from npm what it needs in build/browser)
	@$(MAKE) --no-print-directory all
	@sh tests/browser/run.sh $(PROGRAM) build/browser

faults: all ## kill the program at COUNT=200 random moments, and look at what is left
	@python3 -B tests/faults/kill.py $(PROGRAM) $(or $(COUNT),200)

attacks: all ## try to find reports back from what partners and the public get (docs/trust.md)
	@PROGRAM=$(abspath $(PROGRAM)) python3 -B tests/attacks/attacks.py $(TEST)

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
	@sh packaging/manual.sh build/docs
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

install: all ## install below PREFIX (default /usr/local), inside DESTDIR when given
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/brandpunt
	install -D -m 644 config.ini $(DESTDIR)$(PREFIX)/share/brandpunt/config.ini
	for po in $(basename $(notdir $(wildcard po/*.po))); do \
	    install -D -m 644 $(BUILD)/locale/$$po/LC_MESSAGES/brandpunt.mo \
	        $(DESTDIR)$(PREFIX)/share/locale/$$po/LC_MESSAGES/brandpunt.mo; done

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/brandpunt $(DESTDIR)$(PREFIX)/share/brandpunt/config.ini
	rm -f $(DESTDIR)$(PREFIX)/share/locale/*/LC_MESSAGES/brandpunt.mo

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
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

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
	$(Q)$(CC) $(LDFLAGS_ALL) $^ $(LIBRARIES) -lcmocka -o $@

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

# Without libFuzzer's own main(), a fuzz target is run on the files it is given.
$(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/fuzz.o $(if $(filter fuzz,$(MODE)),,$(BUILD)/tests/fuzz/replay.o) $(BUILD)/libbrandpunt.a
	@mkdir -p $(@D)
	$(call SAY,LD)
	$(Q)$(CC) $(LDFLAGS_ALL) $^ $(LIBRARIES) -o $@

-include $(OBJECTS:.o=.d) $(TESTS:$(BUILD)/tests/%=$(BUILD)/tests/unit/%.d) $(SUPPORT:.o=.d)
