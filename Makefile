# wirewash: `make`, `make check`, `make install`; `make help` lists the rest.

CC ?= cc
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
PKG_CONFIG ?= pkg-config
WERROR ?=
SANITIZE ?=
# ASSERTS=yes checks preconditions (src/base/assert.h); so it is in all that `make check` and its kin build.
ASSERTS ?=

LIBRARIES = libpcre2-8 icu-i18n icu-uc libxml-2.0 libxxhash zlib libzstd libbrotlidec liblzma liblz4 inih yaml-0.1 libcmark
TEST_LIBRARIES = cmocka jansson

# Optional: ISA-L reads gzip faster than zlib; ISAL= builds without it.
ISAL ?= $(shell $(PKG_CONFIG) --exists libisal && echo yes)
ifneq ($(ISAL),)
LIBRARIES += libisal
OPTIONS += -DWITH_ISAL
else
WITHOUT += src/io/compress/isal.c
endif

ifneq ($(ASSERTS),)
OPTIONS += -DWITH_ASSERTS
endif

WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wformat=2 -Wcast-qual -Wnull-dereference -Wundef $(WERROR)
BASE_CFLAGS = -std=c17 -D_POSIX_C_SOURCE=200809L -pthread -Isrc -include src/base/banned.h \
	-ffile-prefix-map='$(CURDIR)'=. $(OPTIONS) $(SANITIZE)
LIBRARY_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(LIBRARIES))
LDLIBS := $(shell $(PKG_CONFIG) --libs $(LIBRARIES)) -lbz2 -pthread -lm
# One short line for each command; `make V=1` shows them whole.
ifeq ($(V),)
Q = @printf '  %-4s %s\n' $(1) $@;
endif

COMPILE = $(CC) $(BASE_CFLAGS) $(WARNINGS) $(LIBRARY_CFLAGS) $(CFLAGS) -MMD -MP

# What the program, the unit tests and the fuzz targets share: all but the commands.
LIB_SOURCES := $(sort $(filter-out $(WITHOUT) src/cli/%,$(wildcard src/*/*.c src/*/*/*.c stages/*/*.c)))
CLI_SOURCES := $(sort $(wildcard src/cli/*.c))
STAGES := $(sort $(foreach dir,$(wildcard stages/*/),$(notdir $(dir:/=))))
# The page of `wirewash report` is put together from its parts.
PAGE_PARTS := $(addprefix src/report/data/page.,html css js)
PAGE = $(BUILD)/generated/report/page.html
ASSETS := pipeline.conf $(filter-out $(PAGE_PARTS),$(sort $(wildcard stages/*/data/* src/*/data/* src/*/*/data/*)))
UNIT_SOURCES := $(sort $(wildcard tests/unit/*.c))
FUZZ_SOURCES := $(sort $(wildcard tests/fuzz/fuzz_*.c))

LIB_OBJECTS = $(LIB_SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/stage_table.o $(BUILD)/unicode_kinds.o $(BUILD)/assets.o
CLI_OBJECTS = $(CLI_SOURCES:%.c=$(BUILD)/%.o)
UNIT_TESTS = $(UNIT_SOURCES:tests/unit/%.c=$(BUILD)/unit/%)
FUZZERS = $(FUZZ_SOURCES:tests/fuzz/%.c=$(BUILD)/fuzz/%)

.PHONY: all
all: $(BUILD)/wirewash

$(BUILD)/wirewash: $(CLI_OBJECTS) $(BUILD)/libwirewash.a
	$(call Q,LD)$(CC) $(CFLAGS) $(SANITIZE) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/libwirewash.a: $(LIB_OBJECTS)
	@rm -f $@
	$(call Q,AR)$(AR) qcD $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call Q,CC)$(COMPILE) -c -o $@ $<

# The generated files change only when their content does, so that nothing is rebuilt for nothing.
$(BUILD)/stage_table.c: FORCE
	@mkdir -p $(@D)
	@scripts/stage-table.sh $(STAGES) > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(BUILD)/unicode_kinds.c: src/text/unicode/unicode-kinds.txt scripts/unicode-table.sh
	@mkdir -p $(@D)
	@scripts/unicode-table.sh $< > $@.new
	@mv $@.new $@

$(BUILD)/stage_table.o $(BUILD)/unicode_kinds.o: $(BUILD)/%.o: $(BUILD)/%.c
	$(call Q,CC)$(COMPILE) -c -o $@ $<

$(PAGE): $(PAGE_PARTS) scripts/report-page.sh
	@mkdir -p $(@D)
	@scripts/report-page.sh src/report/data > $@.new
	@mv $@.new $@

$(BUILD)/assets.S: FORCE
	@mkdir -p $(@D)
	@scripts/embed.sh $(ASSETS) $(PAGE) > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(BUILD)/assets.o: $(BUILD)/assets.S $(ASSETS) $(PAGE)
	$(call Q,AS)$(CC) -c -o $@ $<

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libwirewash.a
	@mkdir -p $(@D)
	$(call Q,CC)$(COMPILE) $(shell $(PKG_CONFIG) --cflags $(TEST_LIBRARIES)) -o $@ $< $(BUILD)/libwirewash.a \
		$(LDFLAGS) $(LDLIBS) $(shell $(PKG_CONFIG) --libs $(TEST_LIBRARIES))

.PHONY: FORCE
FORCE:

# Fuzzing needs clang; its objects live apart: make fuzz builds, tests/run.sh fuzz runs.
FUZZ_FLAGS = -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all

.PHONY: fuzz
fuzz:
	$(MAKE) BUILD=build-fuzz ASSERTS=yes CC=clang CFLAGS='-O1 -g' SANITIZE='$(FUZZ_FLAGS)' fuzzers

.PHONY: fuzzers
fuzzers: $(FUZZERS)

$(BUILD)/fuzz/%: tests/fuzz/%.c $(BUILD)/libwirewash.a
	@mkdir -p $(@D)
	$(call Q,CC)$(COMPILE) -fsanitize=fuzzer,address,undefined -o $@ $< $(BUILD)/libwirewash.a $(LDLIBS) \
		$(shell $(PKG_CONFIG) --libs $(TEST_LIBRARIES))

.PHONY: unit
unit: $(UNIT_TESTS)

# The preload libraries that make calls fail for tests/fault.
FAULTS = $(BUILD)/fault/fail_malloc.so $(BUILD)/fault/faulty_io.so

$(BUILD)/fault/%.so: tests/fault/%.c
	@mkdir -p $(@D)
	$(call Q,CC)$(CC) -std=c17 -D_GNU_SOURCE $(WARNINGS) $(CFLAGS) -shared -fPIC -pthread -o $@ $< -ldl

# What tests/run.sh needs.
.PHONY: testable
testable: all unit $(FAULTS)

# In a folder of its own, as it has asserts and the program that is installed has none.
.PHONY: check
check:
	$(MAKE) BUILD=$(BUILD)-check ASSERTS=yes testable
	WIREWASH=$(BUILD)-check/wirewash BUILD=$(BUILD)-check tests/run.sh $(TESTS)

# What runs again under a sanitizer: all but the fault tests, whose preload libraries do not mix with one.
SANITIZED_TESTS = unit stages cli pathological
RERUN = BUILD=$@ WIREWASH=$@/wirewash TIME_FACTOR=10 tests/run.sh

.PHONY: check-asan check-tsan check-valgrind
check-asan: build-asan
# clang's UBSan also refuses NULL + 0, which gcc's lets through.
build-asan: FORCE
	$(MAKE) BUILD=$@ ASSERTS=yes CC=clang CFLAGS='-O1 -g -fno-omit-frame-pointer' \
		SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=all' all unit
	$(RERUN) $(SANITIZED_TESTS)

check-tsan: build-tsan
build-tsan: FORCE
	$(MAKE) BUILD=$@ ASSERTS=yes CFLAGS='-O1 -g' SANITIZE=-fsanitize=thread all unit
	$(RERUN) unit cli

check-valgrind: all
	WIREWASH=$(BUILD)/wirewash scripts/check-valgrind.sh

.PHONY: coverage
coverage: build-coverage
build-coverage: FORCE
	$(MAKE) BUILD=$@ ASSERTS=yes CFLAGS='-O0 -g' SANITIZE=--coverage all unit $@/fault/fail_malloc.so \
		$@/fault/faulty_io.so
	find $@ -name '*.gcda' -delete
	BUILD=$@ WIREWASH=$@/wirewash TIME_FACTOR=5 tests/run.sh unit stages cli pathological
	gcovr --root . --object-directory $@ --exclude tests/ --exclude 'build.*' --sort-uncovered

# Small programs that measure one part, to be run by hand.
$(BUILD)/bench/%: tests/bench/%.c $(BUILD)/libwirewash.a
	@mkdir -p $(@D)
	$(call Q,CC)$(COMPILE) -o $@ $< $(BUILD)/libwirewash.a $(LDFLAGS) $(LDLIBS)

.PHONY: bench
bench: all
	scripts/bench.sh

.PHONY: lint
lint:
	FLAGS='$(filter-out -pthread -ffile-prefix-map%,$(BASE_CFLAGS)) $(LIBRARY_CFLAGS)' scripts/lint.sh $(FILES)

MAN1 := $(sort $(wildcard man/*.1))
MAN5 := $(sort $(wildcard man/*.5 stages/*/*.5))
BINDIR = $(DESTDIR)$(PREFIX)/bin
MANDIR = $(DESTDIR)$(PREFIX)/share/man
BASH_COMPLETION = $(DESTDIR)$(PREFIX)/share/bash-completion/completions/wirewash
ZSH_COMPLETION = $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_wirewash
FISH_COMPLETION = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/wirewash.fish
INSTALLED = $(BINDIR)/wirewash $(MAN1:man/%=$(MANDIR)/man1/%) $(addprefix $(MANDIR)/man5/,$(notdir $(MAN5))) \
	$(STAGES:%=$(MANDIR)/man1/wirewash-%.1) $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION)

.PHONY: install
install: all
	install -d $(sort $(dir $(INSTALLED)))
	install $(BUILD)/wirewash $(BINDIR)/wirewash
	install -m 644 $(MAN1) $(MANDIR)/man1/
	install -m 644 $(MAN5) $(MANDIR)/man5/
	for stage in $(STAGES); do install -m 644 stages/$$stage/$$stage.1 \
		$(MANDIR)/man1/wirewash-$$stage.1 || exit 1; done
	$(BUILD)/wirewash completions bash > $(BASH_COMPLETION)
	$(BUILD)/wirewash completions zsh > $(ZSH_COMPLETION)
	$(BUILD)/wirewash completions fish > $(FISH_COMPLETION)

.PHONY: uninstall
uninstall:
	rm -f $(INSTALLED)

.PHONY: help
help:
	@echo 'make                 build/wirewash'
	@echo 'make check           all tests; TESTS="unit stages/markup" for some (see tests/README.md)'
	@echo 'make check-asan      the tests under AddressSanitizer and UBSan; check-tsan: ThreadSanitizer'
	@echo 'make check-valgrind  the fixtures through every stage under Valgrind'
	@echo 'make fuzz            the fuzz targets, in build-fuzz/fuzz/ (needs clang)'
	@echo 'make bench           speed, as ratios to common tools'
	@echo 'make lint            clang-tidy, gcc -fanalyzer, shellcheck, mandoc; FILES=src/... for some'
	@echo 'make coverage        which lines the tests reach'
	@echo 'make install         to PREFIX (/usr/local), below DESTDIR; uninstall removes it'
	@echo 'make clean'
	@echo
	@echo 'Variables: CC, CFLAGS, LDFLAGS, WERROR=-Werror, BUILD (build), PREFIX, DESTDIR,'
	@echo '           ISAL= (to do without ISA-L)'

.PHONY: clean
clean:
	rm -rf build build-*

-include $(LIB_OBJECTS:.o=.d) $(CLI_OBJECTS:.o=.d) $(UNIT_TESTS:=.d) $(FUZZERS:=.d)
