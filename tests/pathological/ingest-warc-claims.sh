#!/bin/sh
# args: ingest
# limit: 20
# status: 4
# Records that claim to be long and are not, each after a good one: all are looked at once.
yes x | head -n 60000 | awk '{
	printf "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 60000000\r\n\r\n"
	printf "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 4\r\n\r\nfog.\r\n\r\n"
}'
