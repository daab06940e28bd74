package dbfile

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// dataEnd returns where the data of a file end: only holes follow. Badger makes its logs 256 MiB long, and
// a killed writer leaves them so.
func dataEnd(f *os.File, size int64) int64 {
	at, end := int64(0), int64(0)
	for at < size {
		data, err := unix.Seek(int(f.Fd()), at, unix.SEEK_DATA)
		if err != nil {
			return end
		}
		hole, err := unix.Seek(int(f.Fd()), data, unix.SEEK_HOLE)
		if err != nil {
			return size
		}
		at, end = hole, hole
	}
	return end
}

// eraseRange makes a part of a file a hole or, if the file system cannot, zeros.
func eraseRange(f *os.File, at, end int64) (changed bool, err error) {
	if data, err := unix.Seek(int(f.Fd()), at, unix.SEEK_DATA); err == nil && data >= end || errors.Is(err, unix.ENXIO) {
		return false, nil // already a hole
	}
	err = unix.Fallocate(int(f.Fd()), unix.FALLOC_FL_PUNCH_HOLE|unix.FALLOC_FL_KEEP_SIZE, at, end-at)
	if err != nil {
		return zeroRange(f, at, end)
	}
	return true, nil
}
