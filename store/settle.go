package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	badger "github.com/dgraph-io/badger/v4"
)

// Settle makes the next Open fast and, if much space is held by values that
// have been replaced, gives it back. Call it at the end of a job: the first
// open after a write otherwise reads the last value log file once, which takes
// about 1 ms a megabyte. It does nothing if nothing was written.
func (s *Store) Settle() error {
	if err := s.writable(); err != nil {
		return err
	}
	if s.hurt.Load() {
		return nil // the next open will see to it
	}
	s.mu.RLock()
	idle := s.epoch.Load() == s.settled
	s.mu.RUnlock()
	if idle {
		return nil
	}
	used, garbage, err := s.space()
	if err != nil {
		return err
	}
	// A second opening takes 50 ms: it must be worth it.
	if garbage > used/4 && garbage > s.tune.vlog/16 {
		err = s.reclaim(nil)
	} else {
		err = s.reopen(nil, nil)
	}
	if errors.Is(err, ErrBusy) {
		return nil // views are open: the next Settle or Close will do
	}
	return err
}

// space returns how many bytes of the value log are in use and how many not.
func (s *Store) space() (used, garbage int64, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.db == nil {
		return 0, 0, ErrClosed
	}
	total, err := diskBytes(s.dir, ".vlog")
	used = s.man.Load().bytes()
	return used, max(0, total-used), err
}

// bytes returns the size of all values that m refers to.
func (m *manifest) bytes() int64 {
	n := int64(0)
	for _, ps := range m.cols {
		for _, p := range ps {
			n += int64(p.bytes)
		}
	}
	for i := range m.segments {
		n += m.segments[i].bytes()
	}
	for i := range m.gen.blobs {
		n += m.gen.blobs[i].bytes()
	}
	n += m.anchors.bytes()
	for _, p := range m.blocks {
		n += int64(p.bytes)
	}
	return n + m.tombBytes()
}

// tombBytes returns the size of the bitmaps of dead documents.
func (m *manifest) tombBytes() int64 { return int64(len(m.tombs)) * (tombDocs/8 + sumSize) }

func (g *segment) bytes() int64 {
	n := int64(0)
	for _, c := range g.counts {
		n += int64(c)*entrySize + sumSize
	}
	return n
}

// diskBytes returns what the files of a directory with the given ending (all,
// if empty) take on the disk.
func diskBytes(dir, ext string) (int64, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return 0, fmt.Errorf("measure the store: %w", err)
	}
	n := int64(0)
	for _, f := range files {
		if ext != "" && filepath.Ext(f.Name()) != ext {
			continue
		}
		if fi, err := f.Info(); err == nil { // it may be gone by now
			n += allocated(fi)
		}
	}
	return n, nil
}

// reopen closes the database and opens it again under the same lock. Work, if any, is done
// while it is closed for a second time: then its last value log is empty. Then, if not nil, ends it
// with the database open, before anybody else comes in.
func (s *Store) reopen(work, then func() error) error {
	if err := s.alone(false); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if s.db == nil {
		return ErrClosed
	}
	s.forget()
	if err := s.db.View(func(*badger.Txn) error { return nil }); err != nil {
		return fmt.Errorf("settle the store: %w", err)
	}
	cycle := func() error {
		if err := s.closeDB(); err != nil {
			return err
		}
		return s.openDB(false)
	}
	if err := cycle(); err != nil {
		return err
	}
	if work != nil {
		if err := s.closeDB(); err != nil {
			return err
		}
		if err := errors.Join(work(), s.openDB(false)); err != nil {
			return err
		}
	}
	if then != nil {
		if err := then(); err != nil {
			return err
		}
	}
	s.settled = s.epoch.Load()
	return nil
}
