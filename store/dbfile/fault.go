package dbfile

import (
	"fmt"
	"os"
	"runtime/debug"
)

// Fault calls fn, which reads mapped files. It returns ErrDamaged if the system cannot read their bytes: a
// bad sector, a file that was truncated, a hole in a full in-memory file system. Without Fault, such a
// read kills the process. It covers only the caller's goroutine.
func Fault(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		r := recover()
		if _, fault := r.(interface{ Addr() uintptr }); fault {
			err = fmt.Errorf("%w: some bytes of a file cannot be read from the disk", ErrDamaged)
		} else if r != nil {
			panic(r)
		}
	}()
	return fn()
}

// readWhole reads the first size bytes of a file, block by block. Blocks that cannot be read are zero.
func readWhole(f *os.File, size int64) []byte {
	const block = 4096
	b := make([]byte, size)
	for at := int64(0); at < size; at += block {
		part := b[at:min(at+block, size)]
		if n, err := f.ReadAt(part, at); err != nil {
			clear(part[n:])
		}
	}
	return b
}
