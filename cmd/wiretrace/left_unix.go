//go:build unix

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// lockTemporary locks a file until it is closed. Without the lock it may be taken for a left one, no more.
func lockTemporary(f *os.File) { _ = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) }

// temporaryInUse reports whether a process holds the lock of a file.
func temporaryInUse(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return true
	}
	defer f.Close()
	return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) != nil
}
