package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	badger "github.com/dgraph-io/badger/v4"

	"github.com/wiretrace/wiretrace/store/dbfile"
)

// ErrOwed is returned by [Store.Delete] when the articles are deleted but their bytes are still in
// the files. The next open for writing removes them.
var ErrOwed = errors.New("deleted texts are still in the files")

// A debt lists deleted articles whose bytes are still in the files, as hashes of their ids. It is written
// in the transaction that deletes them and removed when the bytes are gone.
type debt []uint64

// hashIDs returns the sorted hashes of ids.
func hashIDs(ids []string) debt {
	d := make(debt, 0, len(ids))
	for _, id := range ids {
		d = append(d, idHash(id))
	}
	slices.Sort(d)
	return slices.Compact(d)
}

// union returns the hashes in d or other.
func (d debt) union(other debt) debt {
	d = append(slices.Clone(d), other...)
	slices.Sort(d)
	return slices.Compact(d)
}

// without returns the hashes in d that are not in other.
func (d debt) without(other debt) debt {
	return slices.DeleteFunc(slices.Clone(d), func(h uint64) bool {
		_, both := slices.BinarySearch(other, h)
		return both
	})
}

func (d debt) has(id string) bool {
	_, ok := slices.BinarySearch(d, idHash(id))
	return ok
}

func (d debt) encode() []byte {
	b := make([]byte, 0, 8*len(d))
	for _, h := range d {
		b = binary.LittleEndian.AppendUint64(b, h)
	}
	return b
}

// loadDebt reads the debt of the store.
func (s *Store) loadDebt() error {
	b, err := s.fetchCopy([]byte{keyOwed})
	if errors.Is(err, errNoValue) {
		s.owed = nil
		return nil
	}
	if err == nil {
		s.owed, err = decodeDebt(b)
	}
	if err != nil {
		return fmt.Errorf("%w: the list of deleted articles that are still in the files: %w", ErrDamaged, err)
	}
	return nil
}

// decodeDebt reads hashes, which must be sorted.
func decodeDebt(b []byte) (d debt, err error) {
	if len(b)%8 != 0 {
		return nil, errCut
	}
	for ; len(b) > 0; b = b[8:] {
		d = append(d, binary.LittleEndian.Uint64(b))
	}
	for i := range d {
		if i > 0 && d[i] <= d[i-1] {
			return nil, errors.New("its hashes do not ascend")
		}
	}
	return d, nil
}

// pay removes the bytes of deleted articles from the files, and then the debt.
func (s *Store) pay() error {
	err := s.reclaim(func() error {
		err := s.write(func(txn *badger.Txn) error { return txn.Delete([]byte{keyOwed}) })
		if err == nil {
			err = s.sync()
		}
		if err == nil {
			s.owed = nil
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("%w, %d articles: %w", ErrOwed, s.owes(), err)
	}
	return nil
}

// debts returns the deleted articles whose bytes are still in the files.
func (s *Store) debts() debt {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.wmu.Lock()
	defer s.wmu.Unlock()
	return s.owed
}

// owes returns the number of deleted articles whose bytes are still in the files.
func (s *Store) owes() int { return len(s.debts()) }

// payOld pays the debt of an earlier process. If that fails, the store opens nevertheless.
func (s *Store) payOld() {
	if len(s.owed) == 0 {
		return
	}
	old := s.owed
	s.listDeleted(s.notStored(old), nil)
	if err := s.pay(); err != nil {
		s.warnf("%v", err)
		return
	}
	s.paid = old
	s.logf("%s: the texts of %d articles that were deleted earlier are removed now", s.dir, len(old))
}

// notStored returns the deleted articles that are not stored again. If this cannot be found out, it
// returns all.
func (s *Store) notStored(d debt) debt {
	var still debt
	err := s.View(func(v *View) error {
		still = slices.DeleteFunc(slices.Clone(d), v.hasHash)
		return nil
	})
	if err != nil {
		return d
	}
	return still
}

// reclaim removes everything from the files that is not a current value. Small values are in tables, which
// are compacted when the database is closed; the value logs are overwritten while it is closed. Only the
// tables need extra space.
func (s *Store) reclaim(then func() error) error {
	if s.hurt.Load() {
		return fmt.Errorf("%w: %s: damage was met", ErrDamaged, s.dir)
	}
	return s.reopen(func() error {
		return fileError(s.dir, dbfile.Erase(s.dir, s.trust(true), s.wanted()))
	}, then)
}
