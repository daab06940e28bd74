//go:build unix

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// lockTemporary locks a file until it is closed. If locking fails, removeLeft may remove the file too
// early, no more.
func lockTemporary(f *os.File) { _ = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) }

// temporaryInUse reports whether a living process has locked a file.
func temporaryInUse(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return true
	}
	defer f.Close()
	return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) != nil
}
