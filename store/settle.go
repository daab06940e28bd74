package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	badger "github.com/dgraph-io/badger/v4"
)

// Settle makes the next Open fast, and frees disk space if much is held by replaced values. Call it at the
// end of a job. Without it, the first open after a write reads the last value log file, at about 1 ms a
// megabyte. It does nothing if nothing was written.
func (s *Store) Settle() error {
	if err := s.writable(); err != nil {
		return err
	}
	if s.hurt.Load() {
		return nil // the next open does it
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
	// Opening the database again takes 50 ms, so it must free enough.
	if garbage > used/4 && garbage > s.tune.vlog/16 {
		err = s.reclaim(nil)
	} else {
		err = s.reopen(nil, nil)
	}
	if errors.Is(err, ErrBusy) {
		return nil // views are open: the next Settle or Close does it
	}
	return err
}

// space returns how many bytes of the value logs are used and how many can be freed.
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

// diskBytes returns the disk space of the files in a directory with an ending, or of all if ext is empty.
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
		if fi, err := f.Info(); err == nil { // the file may have been removed
			n += allocated(fi)
		}
	}
	return n, nil
}

// reopen closes and opens the database under the same lock. If work is not nil, it is called while the
// database is closed a second time, because then its last value log is empty. If then is not nil, it is
// called at the end, with the database open and before other users get access.
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
