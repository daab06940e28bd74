#!/bin/sh
# Installs what tests check reports with: a browser, Graphviz, and readers of our
# exports in another language. All of it is optional. What can't be had here is
# named, and the tests that need it say that they skipped.
#
# usage: install.sh DIR    Python packages go into DIR/venv
set -u
here=$(dirname "$0")
dir=$1
say() { echo "make: $*" >&2; }

# System packages: only as root, and only where apt is.
wanted=
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
	command -v google-chrome >/dev/null 2>&1 || wanted="chromium fonts-noto-core fonts-noto-cjk"
command -v dot >/dev/null 2>&1 || wanted="$wanted graphviz"
command -v python3 >/dev/null 2>&1 || wanted="$wanted python3 python3-venv"
if [ -n "$wanted" ]; then
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
		say "installing $wanted"
		# The names are a list: they are meant to be split.
		# shellcheck disable=SC2086
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted; } >/dev/null 2>&1 ||
			say "could not install $wanted: the tests that need it are skipped"
	else
		say "not here: $wanted: install it, or the tests that need it are skipped"
	fi
fi

# Python packages: the stamp is the list they were installed from.
cmp -s "$here/requirements.txt" "$dir/venv/installed" && exit 0
command -v python3 >/dev/null 2>&1 || { say 'no python3: exports are not read with other programs'; exit 0; }
mkdir -p "$dir"
if python3 -m venv "$dir/venv" >/dev/null 2>&1 &&
	"$dir/venv/bin/python3" -m pip install -q --disable-pip-version-check -r "$here/requirements.txt" >/dev/null 2>&1; then
	cp "$here/requirements.txt" "$dir/venv/installed"
else
	say 'could not install the Python packages: exports are not read with other programs'
fi
