#!/bin/bash
# The layers hold; and the check that says so finds each kind of violation.
set -u
scripts/check-layers.sh || exit 1

tree=$(mktemp -d) || exit 2
trap 'rm -rf "$tree"' EXIT
status=0

# A violation: the file it is put into, its line, and what the check must say.
finds() {
	rm -rf "${tree:?}"/*
	mkdir -p "$tree"/src/{base,record,io,text,article,dedup,engine,cli,other} "$tree"/stages/{one,two}
	echo '#include <string.h>' >"$tree/src/base/fine.c"
	echo '#include "base/fine.h"' >"$tree/stages/one/one.c"
	echo '#include <zlib.h>' >"$tree/src/io/wrapper.c"
	scripts/check-layers.sh "$tree" || {
		echo "a good tree does not pass"
		status=1
	}
	echo "$2" >>"$tree/$1"
	if scripts/check-layers.sh "$tree" >"$tree/log"; then
		echo "check-layers.sh does not see: $1: $2"
		status=1
	elif ! grep -qF -- "$3" "$tree/log"; then
		echo "check-layers.sh says something else than '$3' of $1: $2"
		cat "$tree/log"
		status=1
	fi
}

finds src/base/a.c '#include "io/reader.h"' 'base may use only'
finds src/record/a.h '#include "engine/stage.h"' 'record may use only'
finds src/text/a.c '#include "article/rules/rules.h"' 'text may use only'
finds src/article/a.c '#include "dedup/sketch.h"' 'article may use only'
finds src/dedup/a.c '#include "engine/stats.h"' 'dedup may use only'
finds src/engine/a.c '#include "text/words/lines.h"' 'engine may use only'
finds src/cli/a.c '#include "dedup/compare.h"' 'cli may use only'
finds src/other/a.c '#include "base/err.h"' 'no layer called other'
finds stages/one/one.c '#include "stages/two/two.h"' 'nobody includes a stage'
finds stages/one/one.c '#include "two.h"' 'not in its folder'
finds stages/one/one.c '#include "../two/two.h"' 'alone in its folder'
finds stages/one/one.c '#include <unicode/utypes.h>' 'includes no library'
finds src/dedup/a.c '#include <unicode/uchar.h>' 'ICU belongs to src/text'
finds src/engine/a.c '#  include <zlib.h>' 'one wrapper for each library'
finds src/engine/a.c 'if (!strcmp(name, "one"))' 'names the stage one'
finds src/cli/a.c 'extern const struct stage two_stage;' 'names the stage two'
exit $status
