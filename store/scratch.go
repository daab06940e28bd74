package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// scratchPattern is the pattern of names of scratch files. They are removed right after they are made, if
// the system allows it, so that a killed process leaves none. On other systems they are removed when they
// are closed, or by the next writer.
const scratchPattern = "scratch-*.tmp"

// A Scratch holds temporary data of a job: in memory up to a limit, then in a temporary file next to the
// store. It is not part of the store. Append is for one goroutine. ReadAt may be called by several
// goroutines after the last Append.
type Scratch struct {
	s     *Store
	limit int
	held  []byte
	file  *os.File
	path  string // name of a file that must be removed at the end; empty: none
	size  int64
	maps  [][]byte
}

// NewScratch returns an empty scratch that holds up to limit bytes in memory.
func (s *Store) NewScratch(limit int) *Scratch { return &Scratch{s: s, limit: limit} }

// Append appends b and returns where it begins. It fails with [ErrFull] if the
// disk has no room for it.
func (x *Scratch) Append(b []byte) (at int64, err error) {
	at = x.size
	if x.file == nil && len(x.held)+len(b) <= x.limit {
		x.held = append(x.held, b...)
		x.size += int64(len(b))
		return at, nil
	}
	if x.file == nil {
		if err := x.spill(); err != nil {
			return 0, err
		}
	}
	if err := x.write(b); err != nil {
		return 0, err
	}
	x.size += int64(len(b))
	return at, nil
}

// spill moves the data from memory to a file.
func (x *Scratch) spill() error {
	f, err := os.CreateTemp(x.s.dir, scratchPattern)
	if err != nil {
		return fmt.Errorf("scratch file: %w", err)
	}
	x.file = f
	if os.Remove(f.Name()) != nil {
		x.path = f.Name()
	}
	err = x.write(x.held)
	x.held = nil
	return err
}

func (x *Scratch) write(b []byte) error {
	if err := x.s.room(len(b)); err != nil {
		return err
	}
	if _, err := x.file.Write(b); err != nil {
		return fmt.Errorf("scratch file: %w", err)
	}
	return nil
}

// ReadAt fills b with the data that was appended at position at.
func (x *Scratch) ReadAt(b []byte, at int64) (int, error) {
	if x.file != nil {
		n, err := x.file.ReadAt(b, at)
		if err != nil {
			err = fmt.Errorf("scratch file: %w", err)
		}
		return n, err
	}
	if at < 0 || at+int64(len(b)) > int64(len(x.held)) {
		return 0, fmt.Errorf("scratch: %d bytes from %d on of %d: %w", len(b), at, len(x.held), io.ErrUnexpectedEOF)
	}
	return copy(b, x.held[at:]), nil
}

// Keep appends b and returns a copy, which must not be changed and is valid until Close. The copy is in
// memory up to the limit; after that it is a mapped part of the file, which the system can page out.
func (x *Scratch) Keep(b []byte) ([]byte, error) {
	if x.file == nil && len(x.held)+len(b) <= x.limit {
		x.limit -= len(b)
		return slices.Clone(b), nil
	}
	if gap := x.size % int64(os.Getpagesize()); gap > 0 {
		if _, err := x.Append(make([]byte, int64(os.Getpagesize())-gap)); err != nil {
			return nil, err
		}
	}
	if x.file == nil {
		if err := x.spill(); err != nil {
			return nil, err
		}
	}
	at, err := x.Append(b)
	if err != nil || len(b) == 0 {
		return nil, err
	}
	kept, err := mapFile(x.file, at, len(b))
	if err == nil {
		x.maps = append(x.maps, kept)
	}
	return kept, err
}

// Close frees memory and file.
func (x *Scratch) Close() (err error) {
	x.held, x.size = nil, 0
	if x.file == nil {
		return nil
	}
	for _, m := range x.maps {
		err = errors.Join(err, unmap(m))
	}
	x.maps = nil
	err = errors.Join(err, x.file.Close())
	if x.path != "" {
		err = errors.Join(err, os.Remove(x.path))
	}
	x.file = nil
	return err
}

// removeScratches removes the scratch files of killed processes, on systems where open files keep their
// names. The caller has exclusive access to the store.
func removeScratches(dir string) error {
	names, err := filepath.Glob(filepath.Join(globQuote(dir), scratchPattern))
	for _, name := range names {
		err = errors.Join(err, os.Remove(name))
	}
	if err != nil {
		return fmt.Errorf("recover the store: %w", err)
	}
	return nil
}
