#!/bin/bash
# Man pages and --help say the same, and mandoc is content.
exec scripts/check-man.sh
