#!/bin/sh
# Prints when the sources last changed, in seconds since 1970: of the last commit, or of CHANGELOG.md where there is no repository.
# usage: last-change.sh      from the top of the project
git log -1 --format=%ct 2> /dev/null || stat -c %Y CHANGELOG.md
