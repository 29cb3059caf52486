#!/bin/bash
# The same bytes on arm64: builds with Debian's cross compiler, and runs the unit tests and the
# snapshots of all stages under QEMU. Needs mmdebstrap, qemu-user-static and gcc-aarch64-linux-gnu.
# usage: scripts/check-arm64.sh
# The last line sums up: N passed, N failed.
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/.." || exit 2
build='build-arm64'
root=$PWD/$build/root

for tool in mmdebstrap qemu-aarch64-static aarch64-linux-gnu-gcc; do
	command -v $tool >/dev/null || {
		echo "check-arm64.sh: there is no $tool; please install" \
			"mmdebstrap qemu-user-static gcc-aarch64-linux-gnu" >&2
		exit 2
	}
done

# The libraries for arm64, unpacked only: nothing of them is ever run but by the tests.
libraries() {
	[ -d "$root/usr/include" ] && return
	mkdir -p "$build" && mmdebstrap --quiet --architectures=arm64 --variant=extract \
		--include="$(scripts/deps.sh --list | grep -E 'lib.*-dev$' | paste -sd,),libcmocka-dev,libjansson-dev" \
		bookworm "$root"
}

emulated() { # path of the wrapper, program
	printf '#!/bin/sh\nexec qemu-aarch64-static -L %s %s "$@"\n' "$root" "$2" >"$1"
	chmod +x "$1"
}

libraries || exit 1
cat >$build/pkg-config <<EOF
#!/bin/sh
export PKG_CONFIG_SYSROOT_DIR=$root
export PKG_CONFIG_LIBDIR=$root/usr/lib/aarch64-linux-gnu/pkgconfig:$root/usr/share/pkgconfig
exec pkg-config "\$@"
EOF
chmod +x $build/pkg-config
make -j"$(nproc)" BUILD=$build CC="aarch64-linux-gnu-gcc --sysroot=$root" \
	PKG_CONFIG=$build/pkg-config WERROR=-Werror all unit >$build/log 2>&1 || {
	tail -n 30 $build/log
	exit 1
}
mkdir -p $build/run/unit
emulated $build/run/wirewash "$PWD/$build/wirewash"
for test in "$build"/unit/*; do
	[ "${test%.d}" != "$test" ] || emulated "$build/run/unit/${test##*/}" "$PWD/$test"
done
BUILD=$build/run WIREWASH=$build/run/wirewash TIME_FACTOR=20 tests/run.sh unit stages
