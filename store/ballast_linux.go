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

// ballastName is a scratch file, so that the next writer removes that of a killed process.
var ballastName = strings.Replace(scratchPattern, "*", "ballast", 1)

// minBallast is more than the tables of a small store take when they are written anew.
const minBallast = 4 << 20

// provide makes sure that what Badger maps has blocks on the disk: a full disk is no error there, but
// a signal that ends the process. The logs of memtables and the list of garbage get all blocks that
// they can need. Tables are made by Badger when it closes: a file of their size keeps the room until then.
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

// allocate gives a file all its blocks. With a size it is made so long, and made if it is not there. Without one it
// is not made: Badger may just have removed it, and takes a log without a byte for damage.
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
	return nil // a file system that cannot do it goes without
}

// dropBallast lets the room for tables go.
func (s *Store) dropBallast() error {
	err := os.Remove(filepath.Join(s.dir, ballastName))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// roomToClose returns ErrFull if Badger has no room to write its tables anew. What is not closed is
// recovered by the next open.
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
