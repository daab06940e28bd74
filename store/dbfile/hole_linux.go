package dbfile

import (
	"os"

	"golang.org/x/sys/unix"
)

// dataEnd returns where the data of a file end: behind it are holes only. Badger makes its logs
// 256 MiB long, and a killed writer leaves them so.
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
