//go:build !unix

package main

import "os"

// trusted relies on the rights of the store directory.
func trusted(os.FileInfo) bool { return true }
