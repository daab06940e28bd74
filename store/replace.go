package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Names of directories next to a store.
const (
	restorePattern = ".restore-*" // a restored store before it is whole
	repairPattern  = ".repair-*"  // a repaired store before it is whole
	damagedPattern = ".damaged-*" // what a repair replaced
)

// MakeSibling makes an empty directory next to the store for the repaired one, and removes what a repair that was killed left.
func (x *Salvage) MakeSibling() (string, error) {
	dir := x.dir()
	if err := removeLeft(dir, repairPattern); err != nil {
		return "", fmt.Errorf("repair: %w", err)
	}
	return makeSibling(dir, repairPattern)
}

// Replace puts the store in fresh into the place of the damaged one, with the files that are no part
// of it, and returns where the damaged one is now. A kill at any instant leaves the damaged one where nothing removes it.
func (x *Salvage) Replace(fresh string) (damaged string, err error) {
	dir := x.dir()
	names, err := Foreign(dir)
	if err == nil {
		damaged, err = makeSibling(dir, damagedPattern)
	}
	if err == nil {
		err = errors.Join(os.Remove(damaged), os.Rename(fresh, damaged)) // the name that the damaged one will have
	}
	if err != nil {
		return "", fmt.Errorf("repair: %w", err)
	}
	for _, name := range names {
		_ = os.Link(filepath.Join(dir, name), filepath.Join(damaged, name)) // what cannot be linked is moved below
	}
	if err := exchange(dir, damaged); err != nil {
		return "", fmt.Errorf("repair: %w; the repaired store is %s", err, damaged)
	}
	for _, name := range names {
		if _, gone := os.Lstat(filepath.Join(dir, name)); gone != nil {
			err = errors.Join(err, os.Rename(filepath.Join(damaged, name), filepath.Join(dir, name)))
		}
	}
	return damaged, errors.Join(err, syncFile(dir), syncFile(filepath.Dir(dir)))
}

func (x *Salvage) dir() string { return filepath.Clean(x.lock.path()) }

// makeSibling makes a directory next to another, with the mode that new directories have.
func makeSibling(dir, pattern string) (string, error) {
	name, err := os.MkdirTemp(filepath.Dir(dir), filepath.Base(dir)+pattern)
	if err != nil {
		return "", fmt.Errorf("make a directory beside the store: %w", err)
	}
	if err = os.Remove(name); err == nil { // MkdirTemp makes it private
		err = os.Mkdir(name, 0o777)
	}
	if err != nil {
		return "", fmt.Errorf("make a directory beside the store: %w", err)
	}
	return filepath.Clean(name), nil
}

// removeLeft removes the directories next to a store that killed processes left.
func removeLeft(dir, pattern string) error {
	left, err := filepath.Glob(globQuote(dir) + pattern)
	for _, name := range left {
		lock, held := lockDir(name, false)
		if held != nil {
			continue // another process is at work there
		}
		err = errors.Join(err, os.RemoveAll(name), lock.release())
	}
	return err
}

// Left lists the directories next to a store that killed processes left, and the damaged stores that
// repairs have kept.
func Left(dir string) (left, damaged []string) {
	dir = filepath.Clean(dir)
	for _, pattern := range []string{restorePattern, repairPattern} {
		names, _ := filepath.Glob(globQuote(dir) + pattern) // the pattern is right
		left = append(left, names...)
	}
	damaged, _ = filepath.Glob(globQuote(dir) + damagedPattern)
	return left, damaged
}

// globQuote returns a pattern that matches s alone.
func globQuote(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		switch r {
		case '*', '?', '[', '\\':
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(out)
}

// swap swaps two directories by way of a third name.
func swap(a, b string) error {
	third := b + ".swap"
	if err := os.Rename(a, third); err != nil {
		return err
	}
	if err := os.Rename(b, a); err != nil {
		return errors.Join(err, os.Rename(third, a))
	}
	return os.Rename(third, b)
}
