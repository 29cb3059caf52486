# wirewash: `make`, `make check`, `make install`; `make help` lists the rest.

CC ?= cc
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
PKG_CONFIG ?= pkg-config
WERROR ?=
SANITIZE ?=

LIBRARIES = libpcre2-8 icu-i18n icu-uc libxxhash zlib libzstd inih yaml-0.1 libcmark
TEST_LIBRARIES = cmocka jansson

WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wformat=2 -Wcast-qual -Wnull-dereference -Wundef $(WERROR)
BASE_CFLAGS = -std=c17 -D_POSIX_C_SOURCE=200809L -pthread -Isrc -include src/base/banned.h \
	-ffile-prefix-map=$(CURDIR)=. $(SANITIZE)
LIBRARY_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(LIBRARIES))
LDLIBS := $(shell $(PKG_CONFIG) --libs $(LIBRARIES)) -pthread -lm
COMPILE = $(CC) $(BASE_CFLAGS) $(WARNINGS) $(LIBRARY_CFLAGS) $(CFLAGS) -MMD -MP

# What the program, the unit tests and the fuzz targets share: all but the commands.
LIB_SOURCES := $(sort $(wildcard src/base/*.c src/record/*.c src/io/*.c src/text/*.c \
	src/article/*.c src/dedup/*.c src/engine/*.c stages/*/*.c))
CLI_SOURCES := $(sort $(wildcard src/cli/*.c))
STAGES := $(sort $(foreach dir,$(wildcard stages/*/),$(notdir $(dir:/=))))
ASSETS := pipeline.conf $(sort $(wildcard stages/*/data/* src/*/data/*))
UNIT_SOURCES := $(sort $(wildcard tests/unit/*.c))
FUZZ_SOURCES := $(sort $(wildcard tests/fuzz/fuzz_*.c))

LIB_OBJECTS = $(LIB_SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/stage_table.o $(BUILD)/assets.o
CLI_OBJECTS = $(CLI_SOURCES:%.c=$(BUILD)/%.o)
UNIT_TESTS = $(UNIT_SOURCES:tests/unit/%.c=$(BUILD)/unit/%)
FUZZERS = $(FUZZ_SOURCES:tests/fuzz/%.c=$(BUILD)/fuzz/%)

.PHONY: all
all: $(BUILD)/wirewash

$(BUILD)/wirewash: $(CLI_OBJECTS) $(BUILD)/libwirewash.a
	$(CC) $(CFLAGS) $(SANITIZE) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/libwirewash.a: $(LIB_OBJECTS)
	rm -f $@
	$(AR) rcD $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE) -c -o $@ $<

# The generated files change only when their content does, so that nothing is rebuilt for nothing.
$(BUILD)/stage_table.c: FORCE
	@mkdir -p $(@D)
	@scripts/stage-table.sh $(STAGES) > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(BUILD)/stage_table.o: $(BUILD)/stage_table.c
	$(COMPILE) -c -o $@ $<

$(BUILD)/assets.S: FORCE
	@mkdir -p $(@D)
	@scripts/embed.sh $(ASSETS) > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(BUILD)/assets.o: $(BUILD)/assets.S $(ASSETS)
	$(CC) -c -o $@ $<

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libwirewash.a
	@mkdir -p $(@D)
	$(COMPILE) $(shell $(PKG_CONFIG) --cflags $(TEST_LIBRARIES)) -o $@ $< $(BUILD)/libwirewash.a \
		$(LDFLAGS) $(LDLIBS) $(shell $(PKG_CONFIG) --libs $(TEST_LIBRARIES))

.PHONY: FORCE
FORCE:

# Fuzzing needs clang; its objects live apart: make fuzz builds, tests/run.sh fuzz runs.
FUZZ_FLAGS = -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all

.PHONY: fuzz
fuzz:
	$(MAKE) BUILD=build-fuzz CC=clang CFLAGS='-O1 -g' SANITIZE='$(FUZZ_FLAGS)' fuzzers

.PHONY: fuzzers
fuzzers: $(FUZZERS)

$(BUILD)/fuzz/%: tests/fuzz/%.c $(BUILD)/libwirewash.a
	@mkdir -p $(@D)
	$(COMPILE) -fsanitize=fuzzer,address,undefined -o $@ $< $(BUILD)/libwirewash.a $(LDLIBS) \
		$(shell $(PKG_CONFIG) --libs $(TEST_LIBRARIES))

.PHONY: unit
unit: $(UNIT_TESTS)

.PHONY: clean
clean:
	rm -rf build build-fuzz build-asan build-tsan build-coverage

-include $(LIB_OBJECTS:.o=.d) $(CLI_OBJECTS:.o=.d) $(UNIT_TESTS:=.d) $(FUZZERS:=.d)
