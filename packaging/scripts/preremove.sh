#!/bin/sh
# Stops the timer when the package is removed, not when it is replaced by another version. /var/lib/wiretrace stays.
set -e
case "${1:-}" in
remove | 0)
	if test -d /run/systemd/system; then systemctl disable --now wiretrace-nightly.timer || true; fi
	;;
esac
