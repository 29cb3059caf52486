#!/bin/sh
# A hundred thousand articles of one title.
# args: emit --format markdown --title
# limit: 20
set -eu
yes '{"id":"a","title":"Storm","text":"text"}' | head -n 100000
