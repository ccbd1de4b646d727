#!/bin/sh
# Installs those Debian packages of a list that are missing, and says so.
# usage: install-packages.sh LIST
set -eu
missing=
for package in $(sed 's/#.*//' "$1"); do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing="$missing $package"
done
if [ -z "$missing" ]; then
    exit 0
fi
echo "Installing what is missing:$missing"
sudo=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo > /dev/null; then
        echo "These packages are missing and there is no sudo here. As root: apt-get install$missing" >&2
        exit 1
    fi
    sudo=sudo
fi
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
# Intended splitting: a list of package names.
# shellcheck disable=SC2086
$sudo apt-get install -y -qq --no-install-recommends $missing > /dev/null
echo "Installed."
