//go:build unix

package store

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// mapFile maps size bytes of a file for reading. at must be a multiple of the page size.
func mapFile(f *os.File, at int64, size int) ([]byte, error) {
	b, err := unix.Mmap(int(f.Fd()), at, size, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("map the scratch file: %w", err)
	}
	return b, nil
}

func unmap(b []byte) error { return unix.Munmap(b) }
