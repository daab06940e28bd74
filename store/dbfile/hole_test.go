//go:build unix

package dbfile

import (
	"testing"

	"golang.org/x/sys/unix"
)

// TestHoleIsNotRead sees that nothing behind the data of a log is touched.
func TestHoleIsNotRead(t *testing.T) {
	page := unix.Getpagesize()
	b, err := unix.Mmap(-1, 0, 2*page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Munmap(b) }()
	copy(b[page-40:], "no entry")
	if err := unix.Mprotect(b[page:], unix.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	if _, err := eachInLog(b, int64(page), func(Entry) error { return nil }); err != nil {
		t.Error(err)
	}
}
