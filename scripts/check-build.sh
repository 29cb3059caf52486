#!/bin/bash
# Proves that a build can be repeated, bit for bit, in another folder; and that `make uninstall`
# leaves nothing of what `make install` made.
# usage: scripts/check-build.sh
set -eu
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The tree as it stands, without what was built.
copy_tree() {
	mkdir -p "$1"
	tar -cf - --exclude='./build*' --exclude=./.git . | tar -xf - -C "$1"
}

copy_tree "$scratch/one"
copy_tree "$scratch/a/longer/path"
for folder in "$scratch/one" "$scratch/a/longer/path"; do
	make -s -j"$(nproc)" -C "$folder" all
done
if ! cmp "$scratch/one/build/wirewash" "$scratch/a/longer/path/build/wirewash"; then
	echo "two folders, two programs: the build cannot be repeated"
	exit 1
fi
sha256sum "$scratch/one/build/wirewash" | cut -d' ' -f1

make -s -C "$scratch/one" install DESTDIR="$scratch/root" PREFIX=/usr
find "$scratch/root" -type f | sort | sed "s|^$scratch/root||"
"$scratch/root/usr/bin/wirewash" --version
echo '{"text":"It works."}' | "$scratch/root/usr/bin/wirewash" normalize
make -s -C "$scratch/one" uninstall DESTDIR="$scratch/root" PREFIX=/usr
if find "$scratch/root" -type f | grep .; then
	echo "left behind by make uninstall"
	exit 1
fi
