#!/bin/sh
# Makes the account and the folders of the nightly job. What is there already stays as it is.
set -e
dir=/var/lib/wiretrace
if ! getent group wiretrace >/dev/null; then groupadd --system wiretrace; fi
if ! getent passwd wiretrace >/dev/null; then
	useradd --system --gid wiretrace --home-dir "$dir" --no-create-home --shell /usr/sbin/nologin wiretrace
fi
for sub in "" /store /site /backups; do
	test -d "$dir$sub" || install -d -o wiretrace -g wiretrace -m 0750 "$dir$sub"
done
# Whoever is in the group may put files into the drop folder.
test -d "$dir/drop" || install -d -o wiretrace -g wiretrace -m 2770 "$dir/drop"
if ! test -e "$dir/store/wiretrace.toml"; then
	install -o wiretrace -g wiretrace -m 0640 /usr/share/wiretrace/wiretrace.toml "$dir/store/wiretrace.toml"
fi
if test -d /run/systemd/system; then systemctl daemon-reload || true; fi
