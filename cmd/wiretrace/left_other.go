//go:build !unix

package main

import "os"

func lockTemporary(*os.File) {}

// temporaryInUse returns true, since this system has no way to find out.
func temporaryInUse(string) bool { return true }
