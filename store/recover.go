package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	badger "github.com/dgraph-io/badger/v4"
)

// recoverForReading opens the store exclusively for a moment to repair what a crashed writer left, and
// then returns to the shared lock. Badger cannot recover while it is open for reading.
func (s *Store) recoverForReading() error {
	s.logf("the last writer of %s did not close it: recovering", s.dir)
	if err := s.lock.take(false); errors.Is(err, ErrInUse) && !errors.Is(err, ErrRecovering) {
		return fmt.Errorf("%w (%w)", err, ErrRecovering) // another reader is about to recover the store too
	} else if err != nil {
		return err
	}
	err := s.lock.mark(recovering)
	if err == nil {
		err = s.openDB(false)
	}
	if err == nil {
		if err = s.load(true); err == nil {
			err = s.recover(true)
		}
		err = errors.Join(err, s.closeDB())
	}
	s.forget()
	if s.unclean {
		return err // it still needs recovery, so the mark stays
	}
	return errors.Join(err, s.lock.unmark(), s.lock.take(true))
}

// recover removes values that no manifest refers to. An interrupted commit wrote them, or was about to
// remove them.
func (s *Store) recover(unclean bool) error {
	unused, err := s.unusedKeys()
	if err != nil {
		return err
	}
	if err := s.removeKeys(unused); err != nil {
		return err
	}
	if unclean || len(unused) > 0 {
		s.logf("recovered %s: %d articles as of the last commit, %d unfinished values removed", s.dir, s.man.Load().live, len(unused))
	}
	return nil
}

// removeEmpty removes empty log files. A process killed between creating a file and setting its size
// leaves one, and Badger cannot open it. Nothing can refer to it. The caller has exclusive access.
func removeEmpty(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("recover the store: %w", err)
	}
	for _, f := range files {
		if ext := filepath.Ext(f.Name()); ext != ".vlog" && ext != ".mem" {
			continue
		}
		fi, err := f.Info()
		if err != nil || fi.Size() > 0 {
			continue
		}
		if err := os.Remove(filepath.Join(dir, f.Name())); err != nil {
			return fmt.Errorf("recover the store: %w", err)
		}
	}
	return nil
}

// unusedKeys lists the keys of values that no manifest refers to.
func (s *Store) unusedKeys() ([][]byte, error) {
	used := s.man.Load().keySet()
	used[string(keyParams)] = struct{}{}
	used[string(keyManifest)] = struct{}{}
	used[string(rune(keyOwed))] = struct{}{}
	var unused [][]byte
	err := s.eachKey(func(k []byte) {
		if _, ok := used[string(k)]; !ok {
			unused = append(unused, append([]byte(nil), k...))
		}
	})
	return unused, err
}

// eachKey calls fn with every key of the database. A key is valid until fn returns.
func (s *Store) eachKey(fn func(key []byte)) (err error) {
	defer func() {
		if r := recover(); r != nil {
			s.hurt.Store(true)
			err = fmt.Errorf("%w: %s: the keys cannot be listed: %v", ErrDamaged, s.dir, r)
		}
	}()
	return s.db.View(func(txn *badger.Txn) error {
		opt := badger.DefaultIteratorOptions
		opt.PrefetchValues = false
		it := txn.NewIterator(opt)
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			fn(it.Item().Key())
		}
		return nil
	})
}
