#!/bin/sh
# Zips in zips, sixteen in each, down to 64 MiB of zeros: a terabyte in some kilobytes.
# args: ingest --max-rejects=100%
# limit: 60
# status: 5
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
head -c 67108864 /dev/zero >inner
for _ in 1 2 3; do
	for number in $(seq 16); do
		ln -f inner "$number"
	done
	rm -f outer.zip
	zip -q outer.zip $(seq 16)
	rm -f $(seq 16)
	mv outer.zip inner
done
cat inner
