package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// scratchPattern is the name of scratch files. They are removed as soon as they
// are made where the system lets go of a name, so that a process that is killed
// leaves none; elsewhere when they are closed, or by the next writer.
const scratchPattern = "scratch-*.tmp"

// A Scratch holds bytes that a job needs again while it runs: in memory up to a
// limit, then in a temporary file next to the store. It is no part of
// the store. Append is for one goroutine at a time, ReadAt for any number when
// nothing is appended any more.
type Scratch struct {
	s     *Store
	limit int
	held  []byte
	file  *os.File
	path  string // to be removed with the file; empty: it has no name any more
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

// spill moves what is held to a file.
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

// ReadAt fills b with what was appended from at on.
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

// Keep appends b and returns the same bytes, not to be changed and valid until
// Close: a copy in memory up to the limit, then pages of the file, which the system can
// take back when memory is short.
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

// Close gives everything up.
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

// removeScratches removes the scratch files of a process that was killed where a
// file keeps its name while it is open. The caller holds the store alone.
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
