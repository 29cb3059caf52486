#!/bin/bash
# Proves that the two commands of the README are enough on a bare Debian: makes one with debootstrap,
# clones this repository into it, and runs demo.sh (as root and as an ordinary user) and check.sh in it.
# Needs root, debootstrap, and git; takes an hour on two cores.
# usage: scripts/check-bare.sh [--demo] [--keep] [SUITE]   --demo: without check.sh; --keep: leave the folder
#   SUITE is bookworm unless given; MIRROR in the environment names another mirror
set -eu
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/.."

check=yes keep=no suite=bookworm
for arg in "$@"; do
	case $arg in
	--demo) check=no ;;
	--keep) keep=yes ;;
	-*)
		echo "usage: scripts/check-bare.sh [--demo] [--keep] [SUITE]" >&2
		exit 2
		;;
	*) suite=$arg ;;
	esac
done
[ "$(id -u)" -eq 0 ] || {
	echo "check-bare.sh: needs root, for debootstrap and chroot" >&2
	exit 2
}
command -v debootstrap >/dev/null || apt-get install -q -y debootstrap >/dev/null

root=$(mktemp -d)
chmod 755 "$root" # an ordinary user must get in
mounted=()

# Nothing of the system outside may be removed: unmount first, and stop when that fails.
clean_up() {
	for place in "${mounted[@]}"; do
		umount "$root/$place" || exit 1
	done
	if [ "$keep" = yes ]; then
		echo "left in $root"
	else
		rm -rf --one-file-system "$root"
	fi
}
trap clean_up EXIT

inside() { # command for a shell in the new system, as root
	chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb bash -ec "$1"
}

echo "== debootstrap $suite"
debootstrap --variant=minbase "$suite" "$root" ${MIRROR:+"$MIRROR"} >"$root.log" 2>&1 || {
	tail -n 20 "$root.log"
	exit 1
}
rm -f "$root.log"
# What this machine knows of package mirrors and proxies holds in there, too.
cp /etc/resolv.conf "$root/etc/" 2>/dev/null || true
codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
[ "$suite" != "$codename" ] ||
	cp -r /etc/apt/sources.list* /etc/apt/apt.conf.d /etc/apt/trusted.gpg.d /etc/apt/keyrings \
		"$root/etc/apt/" 2>/dev/null || true
[ ! -d /usr/local/share/ca-certificates ] || cp -r /usr/local/share/ca-certificates "$root/usr/local/share/"
[ ! -d /etc/ssl/certs ] || cp -rL /etc/ssl/certs "$root/etc/ssl/" 2>/dev/null || true
for place in proc sys dev dev/pts dev/shm; do
	mkdir -p "$root/$place"
	mount --bind "/$place" "$root/$place"
	mounted=("$place" "${mounted[@]}")
done
git clone -q . "$root/root/wirewash"

echo "== demo.sh as root"
inside 'cd /root/wirewash && scripts/demo.sh' | tail -n 12

echo "== demo.sh as an ordinary user"
inside 'useradd -m reader && cp -r /root/wirewash /home/reader/ && rm -rf /home/reader/wirewash/build &&
	chown -R reader /home/reader/wirewash && su reader -c "cd ~/wirewash && scripts/demo.sh"' | tail -n 3

if [ "$check" = yes ]; then
	echo "== check.sh"
	inside 'apt-get install -q -y git >/dev/null 2>&1; cd /root/wirewash && scripts/check.sh'
fi
