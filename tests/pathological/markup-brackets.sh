#!/bin/sh
# A million brackets that open nothing.
# args: markup
# limit: 10
printf '{"text":"'
yes '[[a [b' | head -n 150000 | tr -d '\n'
echo '"}'
