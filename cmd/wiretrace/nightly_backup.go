package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The parts of the names of nightly's backups. Only files with such names are ever removed.
const (
	backupPrefix = "wiretrace-"
	backupLayout = "20060102T150405Z"
	backupEnding = ".wtb"
)

// backup writes a backup and then removes old ones. If it fails, it removes none.
func (n *night) backup() error {
	dir := n.plan.Backups
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	if err := removeLeft(dir, ""); err != nil {
		return err
	}
	path := filepath.Join(dir, backupPrefix+n.now.UTC().Format(backupLayout)+backupEnding)
	if err := n.app.backupTo(n.cmd.Context(), path); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	n.rec.Backup, n.rec.BackupSize = path, info.Size()
	n.rec.Removed, err = removeBackups(dir, n.now.Add(-n.plan.keepBackups), filepath.Base(path))
	return err
}

// removeBackups removes the backups in a folder that were made before a time, except fresh. It returns the
// names of the removed files.
func removeBackups(dir string, before time.Time, fresh string) (removed []string, err error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		stamp, ok := strings.CutPrefix(f.Name(), backupPrefix)
		stamp, cut := strings.CutSuffix(stamp, backupEnding)
		made, bad := time.Parse(backupLayout, stamp)
		if f.Name() == fresh || !ok || !cut || bad != nil || !f.Type().IsRegular() || !made.Before(before) {
			continue
		}
		if rm := os.Remove(filepath.Join(dir, f.Name())); rm != nil {
			err = errors.Join(err, rm)
			continue
		}
		removed = append(removed, f.Name())
	}
	return removed, err
}

// size returns a number of bytes with a unit.
func size(n int64) string {
	switch {
	case n >= 10<<30:
		return fmt.Sprintf("%d GiB", n>>30)
	case n >= 10<<20:
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d KiB", (n+1023)>>10)
}
