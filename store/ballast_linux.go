package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/wiretrace/wiretrace/store/dbfile"
)

// ballastName is the name of the file that reserves disk space. It is named like a scratch file, so that
// the next writer removes it if the process was killed.
var ballastName = strings.Replace(scratchPattern, "*", "ballast", 1)

// minBallast is more than rewriting the tables of a small store takes.
const minBallast = 4 << 20

// provide reserves disk blocks for the files that Badger maps. If the disk is full, a write to a mapped
// file without blocks kills the process with a signal. The logs of memtables and the DISCARD file get all
// the blocks they can need. Badger writes tables when it closes: a ballast file of their size keeps that
// space free until then.
func (s *Store) provide() error {
	l, err := dbfile.List(s.dir)
	if err != nil {
		return err
	}
	s.ballast = minBallast
	for _, name := range l.Tables {
		if fi, err := os.Stat(filepath.Join(s.dir, name)); err == nil {
			s.ballast += 2 * fi.Size()
		}
	}
	for _, name := range append(l.Mems, dbfile.DiscardName) {
		if err := s.allocate(name, 0); err != nil {
			return err
		}
	}
	return s.allocate(ballastName, s.ballast)
}

// allocate reserves all blocks of a file. With a size it makes the file that long and creates it if
// needed. Without a size it does not create the file: Badger may have removed it, and treats an empty log
// as damage.
func (s *Store) allocate(name string, size int64) error {
	path := filepath.Join(s.dir, name)
	flags := os.O_RDWR
	if size > 0 {
		flags |= os.O_CREATE
	}
	f, err := os.OpenFile(path, flags, 0o666)
	if size == 0 && errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if fi, statErr := f.Stat(); size == 0 && statErr == nil {
		size = fi.Size()
	}
	if size > 0 {
		err = unix.Fallocate(int(f.Fd()), 0, 0, size)
	}
	err = errors.Join(err, f.Close())
	if errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) || errors.Is(err, unix.EFBIG) {
		return errors.Join(fmt.Errorf("%w: %w; %d bytes for %s", ErrFull, err, size, path), s.dropBallast())
	}
	return nil // the file system cannot do it: go on without
}

// dropBallast frees the disk space reserved for tables.
func (s *Store) dropBallast() error {
	err := os.Remove(filepath.Join(s.dir, ballastName))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// roomToClose returns ErrFull if the disk has no room for the tables that Badger writes when it closes.
// Then the store is not closed, and the next open recovers it.
func (s *Store) roomToClose() error {
	if err := s.dropBallast(); err != nil {
		return err
	}
	if free, ok := freeSpace(s.dir); ok && free < uint64(s.ballast) {
		return fmt.Errorf("%w: %d KiB are free on the disk of %s, %d KiB are needed to close the store; what was committed is stored",
			ErrFull, free>>10, s.dir, s.ballast>>10)
	}
	return nil
}
