#!/bin/sh
# A large document whose every byte is a riddle to the detector of charsets.
# args: ingest
# limit: 30
set -eu
head -c 60000000 /dev/zero | LC_ALL=C tr '\0' '\344' | fold -b -w 61
