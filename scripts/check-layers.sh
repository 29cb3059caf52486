#!/bin/bash
# Proves from the #include lines that the layers hold (the order stands in src/engine/stage.h):
#
#  - a file includes only its own layer and those that its layer may use;
#  - a stage includes no other stage and no library's header;
#  - src/ names no stage;
#  - each library's header is included by one file only, its wrapper; ICU's by files of src/text.
#
# usage: scripts/check-layers.sh [FOLDER]   prints one line for each violation; exit 1 if any
set -u
LC_ALL=C
export LC_ALL
cd "${1:-$(dirname "$0")/..}" || exit 2
status=0

# What each layer may include.
declare -A may_use=(
	[base]="base"
	[record]="record base"
	[io]="io record base"
	[text]="text io record base"
	[article]="article text io record base"
	[dedup]="dedup article text io record base"
	[report]="report dedup article text io record base"
	[engine]="engine io record base"
	[stages]="stages engine article dedup text io record base"
	[cli]="cli report engine article text io record base"
)

# Headers of the C library, POSIX and Linux, and of the compiler. All others belong to a library.
system_headers='assert ctype dirent endian errno fcntl fnmatch float getopt inttypes langinfo limits
	locale math poll pthread sched semaphore setjmp signal spawn stdalign stdarg stdatomic
	stdbool stddef stdint stdio stdlib string strings termios time unistd wchar
	sys/auxv sys/file sys/ioctl sys/mman sys/random sys/resource sys/select sys/stat sys/statvfs sys/sysinfo
	sys/time sys/times sys/types sys/uio sys/wait sys/xattr
	emmintrin immintrin nmmintrin smmintrin tmmintrin x86intrin arm_neon cpuid linux/fs'
system_headers=" ${system_headers//[[:space:]]/ } "

violation() {
	echo "$1"
	status=1
}

# The layer of a file or of an #include "..." path; "stage NAME" for stages.
layer_of() {
	case $1 in
	src/*) set -- "${1#src/}" ;;
	esac
	case $1 in
	stages/*) echo stages ;;
	*/*) echo "${1%%/*}" ;;
	esac
}

# Every include as "file layer-delimiter header", e.g.: src/io/reader.c < zlib.h
includes() {
	find src stages/ -name '*.[ch]' -exec grep -HE '^[[:space:]]*#[[:space:]]*include' {} + |
		sed -nE 's/^([^:]*):[[:space:]]*#[[:space:]]*include[[:space:]]*([<"])([^>"]*)[>"].*/\1 \2 \3/p' |
		sort
}

check_own() { # file, included path
	local from to

	from=$(layer_of "$1")
	case $2 in
	*/*) to=$(layer_of "$2") ;;
	*) to=$from ;; # beside it
	esac
	if [ "$from" = stages ]; then
		case $2 in
		../*) violation "$1 includes \"$2\": a stage is alone in its folder" ;;
		*/*) ;;
		*) [ -e "${1%/*}/$2" ] || violation "$1 includes \"$2\", which is not in its folder" ;;
		esac
	fi
	if [ "$to" = stages ] && [ "${2#*/}" != "$2" ]; then
		violation "$1 includes \"$2\": nobody includes a stage"
	elif [ -z "${may_use[$from]-}" ]; then
		violation "$1: there is no layer called $from"
	else
		case " ${may_use[$from]} " in
		*" $to "*) ;;
		*) violation "$1 includes \"$2\": $from may use only: ${may_use[$from]}" ;;
		esac
	fi
}

check_library() { # file, header
	case $system_headers in
	*" ${2%.h} "*) return ;;
	esac
	case $1 in
	stages/*) violation "$1 includes <$2>: a stage includes no library" ;;
	esac
	# ICU is one library but many facilities: text has a wrapper for each.
	case $1:$2 in
	src/text/*:unicode/*) return ;;
	*:unicode/*) violation "$1 includes <$2>: ICU belongs to src/text" ;;
	esac
	if [ -n "${wrapper[$2]-}" ] && [ "${wrapper[$2]%.*}" != "${1%.*}" ]; then
		violation "$1 includes <$2>, and so does ${wrapper[$2]}: one wrapper for each library"
	fi
	wrapper[$2]=$1
}

declare -A wrapper
while read -r file kind header; do
	case $kind in
	'"') check_own "$file" "$header" ;;
	'<') check_library "$file" "$header" ;;
	esac
done < <(includes)

# src/ names no stage: neither its variable nor its name as a string.
for folder in stages/*/; do
	[ -d "$folder" ] || continue
	stage=$(basename "$folder")
	while IFS= read -r line; do
		violation "src/ names the stage $stage: $line"
	done < <(grep -rnE "\"$stage\"|\\b${stage}_stage\\b" src --include='*.[ch]' |
		grep -vE ':[[:space:]]*(/?\*|//)')
done
exit $status
