#!/bin/sh
# Prints an assembler file that builds the named data files into the program (see src/base/asset.h).
# usage: embed.sh FILE...   each stages/NAME/data/FILE or src/NAME/data/FILE
set -eu
LC_ALL=C
export LC_ALL

echo '	.section .rodata'
number=0
for file in "$@"; do
	printf '\t.balign 64\nasset_%d:\n\t.incbin "%s"\nasset_%d_end:\n\t.byte 0\n' \
		$number "$file" $number
	number=$((number + 1))
done
number=0
for file in "$@"; do
	name=${file#stages/}
	name=${name#src/}
	name=${name##*/generated/}
	printf 'asset_%d_name:\n\t.asciz "%s"\n' $number "$(echo "$name" | sed 's,/data/,/,')"
	number=$((number + 1))
done
printf '\t.section .data.rel.ro, "aw"\n\t.balign 8\n\t.globl asset_table\nasset_table:\n'
number=0
for file in "$@"; do
	printf '\t.quad asset_%d_name, asset_%d, asset_%d_end\n' $number $number $number
	number=$((number + 1))
done
printf '\t.quad 0, 0, 0\n\t.section .note.GNU-stack, "", %%progbits\n'
