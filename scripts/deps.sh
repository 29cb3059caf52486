#!/bin/sh
# Installs what building and testing wirewash needs on Debian 12 (or a relative of it).
# usage: scripts/deps.sh [--test | --browser | --spark | --python | --package | --long | --list]
#   without an option: only what `make` needs; --list only names that
#   --test: also what scripts/check.sh needs without steps; the others: what its steps by name need
# Says nothing when nothing is missing. Works as root, else through sudo.
set -eu
LC_ALL=C
export LC_ALL

build='gcc make libc6-dev pkg-config libpcre2-dev libicu-dev libxxhash-dev zlib1g-dev libzstd-dev libbrotli-dev
	liblzma-dev libbz2-dev liblz4-dev libxml2-dev libinih-dev libyaml-dev libcmark-dev libisal-dev'
tests='bats jq strace valgrind zstd gzip time util-linux diffutils procps libcmocka-dev libjansson-dev
	mandoc shellcheck clang clang-format clang-tidy llvm libclang-rt-14-dev hyperfine python3 wget
	tar libarchive-tools zip pigz tabix bash-completion fish zsh'

case ${1-} in
'') wanted=$build ;;
--test) wanted="$build $tests" ;;
--browser)
	wanted='chromium chromium-driver python3'
	# Where Node.js came from elsewhere it brings npm, and Debian's npm would conflict with it.
	command -v npm >/dev/null || wanted="$wanted npm"
	;;
--spark) wanted='python3 python3-venv default-jre-headless' ;;
--python) wanted='python3-dev python3-venv' ;;
--package) wanted='dpkg-dev debhelper lintian fakeroot' ;;
--long) wanted='gcovr' ;;
--list)
	echo "$build" | tr -s '[:space:]' '\n'
	exit
	;;
*)
	echo "usage: scripts/deps.sh [--test | --browser | --spark | --python | --package | --long | --list]" >&2
	exit 2
	;;
esac

if ! command -v dpkg-query >/dev/null; then
	echo "deps.sh: this is no Debian system. Please install the like of:" "$wanted" >&2
	exit 1
fi

# The wanted packages that are not installed, one a line.
missing() {
	for package in $wanted; do
		echo "$package"
	done | sort >"$scratch/wanted"
	dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' | sed -n 's/^ii *//p' | sort \
		>"$scratch/present"
	comm -23 "$scratch/wanted" "$scratch/present"
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
packages=$(missing | paste -sd' ')
[ -n "$packages" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
	as_root=sudo
	if ! command -v sudo >/dev/null; then
		echo "deps.sh: please install, as root: $packages" >&2
		exit 1
	fi
fi
echo "installing: $packages" >&2
export DEBIAN_FRONTEND=noninteractive
{
	$as_root apt-get update -q
	# shellcheck disable=SC2086 # a list of packages
	$as_root apt-get install -q -y --no-install-recommends $packages
} >"$scratch/log" 2>&1 </dev/null || {
	cat "$scratch/log" >&2
	echo "deps.sh: the packages could not be installed" >&2
	exit 1
}
