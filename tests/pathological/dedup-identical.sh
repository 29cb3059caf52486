#!/bin/sh
# 10,000 records with one text and one id: one long list of exact copies.
# args: dedup
# limit: 10
awk 'BEGIN { for (i = 0; i < 10000; i++) print "{\"id\":\"x\",\"text\":\"the same few words on every line of the file\"}" }'
