#!/bin/sh
# A large document that is now UTF-8, now not.
# args: ingest
# limit: 30
set -eu
yes "$(printf 'a\303\244\377\342\202')" | head -c 60000000
