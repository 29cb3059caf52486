#!/bin/sh
# Fetches the clean text that the language model of `wirewash mojibake` is trained on: Debian's
# translated manuals, guides and message catalogues, in about 70 languages (about 200 MB).
# usage: mojibake-corpus.sh DIR      then: mojibake-train.py DIR stages/mojibake/data
set -eu

dir=${1:?usage: mojibake-corpus.sh DIR}
mkdir -p "$dir/debs" "$dir/root"
cd "$dir/debs"

wesnoth='core httt dm did dw ei l low nr sof sota sotbe thot trow tsg ttb utbs'
manpages='cs da de el es fi fr hu id it ja mk nb nl pl pt-br ru sr sv uk vi zh tr'
reference='de en es fr id it ja pt zh-cn zh-tw'
faq='ko ru nl'
office='af am ar as ast be bg bn br bs ca cs cy da de el eo es et eu fa fi fr ga gd gl gu he hi hr hu
	id is it ja ka kk km kn ko lt lv mk ml mn mr nb ne nl nn oc or pa-in pl pt pt-br ro ru si sk sl
	sr sv ta te tg th tr ug uk uz vi zh-cn zh-tw'

fetch() {
	prefix=$1
	shift
	for language in "$@"; do
		apt-get download "$prefix$language" || echo "no package $prefix$language" >&2
	done
}

# shellcheck disable=SC2086
{
	fetch '' installation-guide-amd64 iso-codes debian-faq
	fetch wesnoth-1.16- $wesnoth
	fetch manpages- $manpages
	fetch debian-reference- $reference
	fetch debian-faq- $faq
	fetch libreoffice-l10n- $office
}
for deb in *.deb; do
	dpkg-deb -x "$deb" "$dir/root"
done
