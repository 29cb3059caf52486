#!/bin/bash
# Sets up what others use for the same jobs, in a folder of its own, and compares on the same
# articles: ftfy and plsfix (charset repair), datasketch and rensa (near-duplicates), trafilatura and
# justext (boilerplate). Optional: nothing else needs it.
#
# usage: scripts/peers.sh [FOLDER]   (build-peers); needs python3 with venv, and a package index
set -eu
LC_ALL=C.UTF-8
export LC_ALL
cd "$(dirname "$0")/.."
folder=${1:-build-peers}
program=${WIREWASH:-build/wirewash}

if [ ! -x "$folder/bin/python" ]; then
	python3 -m venv "$folder"
fi
# lxml_html_clean is what trafilatura and justext need and do not always ask for.
for package in ftfy plsfix datasketch rensa lxml_html_clean trafilatura justext; do
	"$folder/bin/python" -m pip install -q --disable-pip-version-check "$package" 2>"$folder/pip.log" ||
		echo "$package cannot be installed: $(tail -n 1 "$folder/pip.log")"
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 scripts/bench-corpus.py jsonl 20 >"$scratch/records"
python3 scripts/bench-corpus.py reposts 10 >"$scratch/reposts"

cat >"$scratch/peers.py" <<'END'
"""Times one peer over a file of records; prints records a second."""
import json, re, sys, time

peer, path = sys.argv[1:]
texts = [json.loads(line)["text"] for line in open(path, encoding="utf-8")]

def shingles(text):
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i:i + 5]) for i in range(max(1, len(words) - 4))}

def ftfy():
    import ftfy
    return lambda: [ftfy.fix_encoding(t) for t in texts]

def plsfix():
    import plsfix
    return lambda: [plsfix.fix_text(t) for t in texts]

def datasketch():
    from datasketch import MinHash, MinHashLSH
    def work():
        lsh = MinHashLSH(threshold=0.5, num_perm=128)
        for i, t in enumerate(texts):
            m = MinHash(num_perm=128)
            m.update_batch([s.encode() for s in shingles(t)])
            lsh.query(m)
            lsh.insert(str(i), m)
    return work

def rensa():
    from rensa import RMinHash, RMinHashLSH
    def work():
        lsh = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=16)
        for i, t in enumerate(texts):
            m = RMinHash(num_perm=128, seed=1)
            m.update(list(shingles(t)))
            lsh.query(m)
            lsh.insert(i, m)
    return work

def html(text):
    return "<html><body><p>" + "</p><p>".join(text.split("\n\n")) + "</p></body></html>"

def trafilatura():
    import trafilatura
    return lambda: [trafilatura.extract(html(t)) for t in texts]

def justext():
    import justext
    stop = justext.get_stoplist("English")
    return lambda: [justext.justext(html(t).encode(), stop) for t in texts]

try:
    work = globals()[peer]()
except ImportError:
    print("not installed")
    sys.exit()
began = time.perf_counter()
work()
print("%9d records/s" % (len(texts) / (time.perf_counter() - began)))
END

# Records a second of a filter.
ours() { # file, command...
	local file=$1 began ended
	shift

	began=${EPOCHREALTIME/./}
	"$program" "$@" <"$file" >/dev/null
	ended=${EPOCHREALTIME/./}
	printf '%9d records/s' $(($(wc -l <"$file") * 1000000 / (ended - began)))
}

line() {
	printf '%-24s %s\n' "$1" "$2"
}

peer() { # name, file
	line "$1" "$("$folder/bin/python" "$scratch/peers.py" "$1" "$2")"
}

line "wirewash mojibake" "$(ours "$scratch/records" mojibake)"
peer ftfy "$scratch/records"
peer plsfix "$scratch/records"
line "wirewash dedup" "$(ours "$scratch/reposts" dedup)"
peer datasketch "$scratch/reposts"
peer rensa "$scratch/reposts"
line "wirewash boilerplate" "$(ours "$scratch/records" boilerplate)"
head -n 1000 "$scratch/records" >"$scratch/some"
peer trafilatura "$scratch/some"
peer justext "$scratch/some"
