//go:build !unix

package dbfile

import (
	"io"
	"os"
)

// mapAll reads a file.
func mapAll(f *os.File) (b []byte, unmap func(), err error) {
	b, err = io.ReadAll(f)
	return b, func() {}, err
}
