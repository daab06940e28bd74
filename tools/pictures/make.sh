#!/bin/sh
# Makes the pictures of the documentation in a real browser, from testdata.
#
# usage: make.sh PROGRAM DIR    PROGRAM is bin/wiretrace, DIR where the pictures go
set -eu
program=$1
dir=$2
for browser in chromium chromium-browser google-chrome; do
	command -v "$browser" >/dev/null 2>&1 && break
	browser=
done
[ -n "${browser:-}" ] || { echo 'make: no Chromium: run "make peers" as root, or install it' >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$program" dedup -q --store "$work/store" --config testdata/press/newsroom.toml testdata/press
"$program" report -q --store "$work/store" --format html -o "$work/site/"
shot() { # PAGE PICTURE WIDTH HEIGHT
	"$browser" --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update \
		--disable-sync --hide-scrollbars --user-data-dir="$work/profile" --window-size="$3,$4" --screenshot="$work/shot.png" \
		"file://$work/site/$1" >/dev/null 2>&1
	mv "$work/shot.png" "$dir/$2"
}
mkdir -p "$dir"
shot story/c864c90dfd39b5f24.html story.png 1280 1080
shot article/p008.html article.png 1280 900
