//go:build !unix

package store

import "os"

// mapFile reads size bytes of a file, since this system has no mapped files.
func mapFile(f *os.File, at int64, size int) ([]byte, error) {
	b := make([]byte, size)
	_, err := f.ReadAt(b, at)
	return b, err
}

func unmap([]byte) error { return nil }
