#!/bin/sh
# A tar archive of a million tiny members, through a pipe.
# args: ingest
# limit: 120
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
echo 'A tiny text.' >"$dir/tiny"
tar -C "$dir" --format=ustar -cf "$dir/one" tiny
# A header and a block, 2^14 times; all that 64 times; then the end mark.
head -c 1024 "$dir/one" >"$dir/many"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do
	cat "$dir/many" "$dir/many" >"$dir/more"
	mv "$dir/more" "$dir/many"
done
for _ in $(seq 64); do
	cat "$dir/many"
done
head -c 1024 /dev/zero
