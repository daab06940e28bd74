//go:build unix

package dbfile

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// mapAll maps a file for reading.
func mapAll(f *os.File) (b []byte, unmap func(), err error) {
	fi, err := f.Stat()
	if err != nil || fi.Size() == 0 {
		return nil, func() {}, err
	}
	b, err = unix.Mmap(int(f.Fd()), 0, int(fi.Size()), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, nil, fmt.Errorf("map %s: %w", f.Name(), err)
	}
	return b, func() { _ = unix.Munmap(b) }, nil
}
