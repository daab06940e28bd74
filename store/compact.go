package store

import (
	"errors"
	"fmt"

	"github.com/wiretrace/wiretrace/store/dbfile"
)

// maxLogs is how many value logs a store has before small ones are joined. Each takes a descriptor and a mapping
// of every process, and some nights leave a small one.
const maxLogs = 8

// Compact gives all space back that no current value takes, and joins small value logs. Giving back needs no room.
// Joining copies at most half a full log at a time, and never more than is in use; without room for that nothing is
// joined. A crash at any instant loses nothing. It needs the files alone: with [ErrBusy] views were open, and nothing was done.
func (s *Store) Compact() error {
	if err := s.writable(); err != nil {
		return err
	}
	if s.hurt.Load() {
		return nil // the next open will see to it
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

// rewrite writes values anew, to the last log. Values that a writer has replaced meanwhile are left out.
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

// copyOf returns a value, to be written anew.
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
