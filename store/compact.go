package store

import (
	"errors"
	"fmt"

	"github.com/wiretrace/wiretrace/store/dbfile"
)

// maxLogs is how many value logs a store may have before small ones are joined. Each log takes a file
// descriptor and a mapping in every process, and some nights leave a small one.
const maxLogs = 8

// Compact frees all disk space that holds no current value, and joins small value logs. Freeing needs no
// extra space. Joining copies at most half a full log at a time; if there is no space for the copy, it is
// skipped. A crash at any instant loses nothing. Compact needs exclusive access to the files: if views are
// open, it returns [ErrBusy] and does nothing.
func (s *Store) Compact() error {
	if err := s.writable(); err != nil {
		return err
	}
	if s.hurt.Load() {
		return nil // the next open does it
	}
	if err := s.reclaim(nil); err != nil {
		return err
	}
	var keys []string
	var size int64
	err := s.reopen(func() (err error) {
		keys, size, err = dbfile.Small(s.dir, s.wanted(), maxLogs, s.tune.vlog/2)
		return fileError(s.dir, err)
	}, nil)
	if err != nil || len(keys) == 0 {
		return err
	}
	if err := s.room(int(size)); errors.Is(err, ErrFull) {
		s.logf("%s: small files are not joined: %v", s.dir, err)
		return nil
	}
	if err := s.rewrite(keys); err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	return s.reclaim(nil)
}

// rewrite copies values to the last log, except those that a writer has replaced in the meantime.
func (s *Store) rewrite(keys []string) error {
	if err := s.claim(); err != nil {
		return err
	}
	defer s.unclaim()
	wanted := s.wanted()
	for _, key := range keys {
		if _, ok := wanted[key]; !ok {
			continue
		}
		v, err := s.copyOf([]byte(key))
		if err == nil {
			err = s.put([]byte(key), v)
		}
		if err != nil {
			return err
		}
	}
	end, err := s.beginWrite(0)
	if err != nil {
		return err
	}
	defer end()
	return s.sync()
}

// copyOf returns a copy of a value.
func (s *Store) copyOf(key []byte) ([]byte, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.db == nil {
		return nil, ErrClosed
	}
	return s.fetchCopy(key)
}

// wanted returns the keys of all current values.
func (s *Store) wanted() map[string]struct{} {
	wanted := s.man.Load().keySet()
	wanted[string(rune(keyParams))] = struct{}{}
	wanted[string(rune(keyManifest))] = struct{}{}
	if len(s.owed) > 0 {
		wanted[string(rune(keyOwed))] = struct{}{}
	}
	return wanted
}
