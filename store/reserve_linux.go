package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// A reservation keeps disk blocks allocated after the end of the value log. Badger writes through a mapped
// sparse file. Without allocated blocks every new page is a slow fault (512 MB take .37 to 1.2 s instead
// of .15), and on a full disk a signal kills the process. Unused blocks are freed when the file is closed
// or full.
type reservation struct {
	path  string // the current log file
	end   int64  // all written bytes are before it
	ready int64  // blocks are allocated up to here
	off   bool   // the file system cannot allocate
}

// The least and the most bytes that are reserved at a time. Between them it is as many as the file has.
const (
	minReserve = 1 << 20
	maxReserve = 32 << 20
)

// entryOverhead is more than Badger adds to a value in its log, in bytes.
const entryOverhead = 64

// reserve makes sure that the value log has blocks for a value of n bytes. The caller holds s.mu for
// writing.
func (s *Store) reserve(n int) error {
	r := &s.reserved
	if r.off || n < valueThreshold {
		return nil
	}
	if r.path == "" || r.end > s.tune.vlog {
		r.find(s.dir)
	}
	r.end += int64(n + entryOverhead)
	if r.end <= r.ready {
		return nil
	}
	size := r.end - r.ready + min(max(r.end, minReserve), maxReserve)
	err := r.allocate(size)
	if errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) {
		err = r.allocate(r.end - r.ready) // then only what is needed
		size = r.end - r.ready
	}
	switch {
	case err == nil:
		r.ready += size
		return nil
	case errors.Is(err, unix.ENOSPC), errors.Is(err, unix.EDQUOT):
		r.path = ""
		return fmt.Errorf("%w: %w; make room on the disk of %s and run again", ErrFull, err, s.dir)
	}
	r.off = true // writing works without it
	return nil
}

// find finds the current log file, which is the last one. Badger begins another when it is full.
func (r *reservation) find(dir string) {
	files, err := filepath.Glob(filepath.Join(globQuote(dir), "*.vlog"))
	if err != nil || len(files) == 0 {
		r.off = true
		return
	}
	if last := files[len(files)-1]; last != r.path {
		*r = reservation{path: last}
	}
}

func (r *reservation) allocate(size int64) error {
	f, err := os.OpenFile(r.path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	err = unix.Fallocate(int(f.Fd()), unix.FALLOC_FL_KEEP_SIZE, r.ready, size)
	return errors.Join(err, f.Close())
}
