package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// temporary returns the name that a file has until it is complete.
func temporary(path string) string { return fmt.Sprintf("%s.%d.tmp", path, os.Getpid()) }

// createTemporary makes the temporary file for a path. It first removes temporary files for the same path
// that killed processes left.
func createTemporary(path string) (*os.File, error) {
	if err := removeLeft(filepath.Dir(path), filepath.Base(path)); err != nil {
		return nil, err
	}
	return openTemporary(path)
}

// openTemporary makes the temporary file for a path. The lock on it shows that its process is alive.
func openTemporary(path string) (*os.File, error) {
	f, err := os.OpenFile(temporary(path), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o666)
	if err != nil {
		return nil, err
	}
	lockTemporary(f)
	return f, nil
}

// removeLeft removes the temporary files in a folder that killed processes left. If name is not empty, it
// removes only those for a file of that name.
func removeLeft(dir, name string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	head := ".+"
	if name != "" {
		head = regexp.QuoteMeta(name)
	}
	left := regexp.MustCompile(`^` + head + `\.[0-9]+\.tmp$`)
	for _, f := range files {
		path := filepath.Join(dir, f.Name())
		if !left.MatchString(f.Name()) || !f.Type().IsRegular() || temporaryInUse(path) {
			continue
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
