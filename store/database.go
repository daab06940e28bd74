package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/cespare/xxhash/v2"
	badger "github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"
)

// magic marks a Badger database as a store of ours: "WT".
const magic = 0x5754

// valueThreshold is from where Badger keeps values in its value log: large
// values within its tree take 50 ms to read, in the log they are mapped.
const valueThreshold = 4 << 10

// sumSize is the size of the checksum at the end of every value: xxhash64 of
// key and value, so that no value can stand in for another.
const sumSize = 8

// errNoValue is returned by fetch for a key that is not there.
var errNoValue = errors.New("it is missing")

// errCut is the error of a value without a checksum.
var errCut = errors.New("it is cut")

// appendSum appends the checksum of a value to it.
func appendSum(v, key []byte) []byte {
	return binary.LittleEndian.AppendUint64(v, sum(v, key))
}

func sum(v, key []byte) uint64 {
	var d xxhash.Digest
	d.Reset()
	_, _ = d.Write(key) // never fails
	_, _ = d.Write(v)
	return d.Sum64()
}

// checkSum returns the value without its checksum if that is right.
func checkSum(v, key []byte) ([]byte, error) {
	if len(v) < sumSize {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, keyName(key), errCut)
	}
	body := v[:len(v)-sumSize]
	if binary.LittleEndian.Uint64(v[len(body):]) != sum(body, key) {
		return nil, fmt.Errorf("%w: %s has a wrong checksum", ErrDamaged, keyName(key))
	}
	return body, nil
}

// openDB opens Badger. It locks nothing: the store's own lock spans closing
// and opening again, and its errors can be distinguished.
func (s *Store) openDB(readOnly bool) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %s: open: %v", ErrDamaged, s.dir, r)
		}
	}()
	if !readOnly {
		if err := errors.Join(removeEmpty(s.dir), removeScratches(s.dir)); err != nil {
			return err
		}
	}
	if err := errors.Join(s.checkLimits(!readOnly), s.preflight(!readOnly)); err != nil {
		return err
	}
	opt := badger.DefaultOptions(s.dir).
		WithLogger(nil).WithReadOnly(readOnly).WithBypassLockGuard(true).WithExternalMagic(magic).
		WithCompression(options.None).WithBlockCacheSize(0).WithIndexCacheSize(0).
		WithDetectConflicts(false).WithMetricsEnabled(false).
		WithValueThreshold(valueThreshold).WithValueLogFileSize(s.tune.vlog).
		WithMemTableSize(s.tune.memTable).WithNumMemtables(2).WithNumCompactors(2).
		WithCompactL0OnClose(!readOnly) // without it deleted values are never given back
	db, err := badger.Open(opt)
	if err != nil {
		return fmt.Errorf("%w: %s: open: %w", ErrDamaged, s.dir, err)
	}
	s.db = db
	if readOnly {
		return nil
	}
	s.unclean = false
	if err := errors.Join(s.openModes(), s.provide()); err != nil {
		return errors.Join(err, s.closeDB())
	}
	return nil
}

func (s *Store) closeDB() error {
	if s.db == nil {
		return nil
	}
	db := s.db
	s.db, s.reserved = nil, reservation{}
	if s.hurt.Load() {
		return nil // Badger may wait for ever for a lock of its own
	}
	if db.Opts().ReadOnly {
		return db.Close()
	}
	err := errors.Join(s.early.wait(), s.roomToClose())
	if err == nil {
		err = errors.Join(db.Close(), s.openModes())
	}
	if err != nil {
		return fmt.Errorf("close the store: %w", err)
	}
	return nil
}

// fetch returns the stored bytes of a value, checksum included. They are a
// piece of the value log and valid while s.mu is held; an error of Badger's is
// damage, since its reads have no other. After one Badger may hold a lock for ever,
// so that it is not closed any more.
func (s *Store) fetch(key []byte) (v []byte, err error) {
	txn := s.db.NewTransaction(false)
	defer txn.Discard()
	return s.fetchAt(txn, key)
}

// fetchAt is fetch from the state of the store that a transaction sees.
func (s *Store) fetchAt(txn *badger.Txn, key []byte) (v []byte, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // a log is mapped, and the disk may not give it back
	defer func() {
		if r := recover(); r != nil {
			v, err = nil, fmt.Errorf("%w: %s cannot be read: %v", ErrDamaged, keyName(key), r)
		}
		if err != nil && !errors.Is(err, errNoValue) {
			s.hurt.Store(true)
		}
	}()
	item, err := txn.Get(key)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, fmt.Errorf("%s: %w", keyName(key), errNoValue)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s cannot be read: %w", ErrDamaged, keyName(key), err)
	}
	// A large value is a slice of the mapped log, a small one a copy made for
	// this item; both outlive the callback while no file changes.
	err = item.Value(func(b []byte) error { v = b; return nil })
	if err == nil && len(v) < sumSize {
		err = errCut // where Badger cannot read a value it says nothing and gives none
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s cannot be read: %w", ErrDamaged, keyName(key), err)
	}
	return v, nil
}

// version returns Badger's version of a value that was just written; 0 if that cannot be found out.
func (s *Store) version(key []byte) (v uint64) {
	defer func() {
		if recover() != nil {
			s.hurt.Store(true)
		}
	}()
	txn := s.db.NewTransaction(false)
	defer txn.Discard()
	if item, err := txn.Get(key); err == nil {
		v = item.Version()
	}
	return v
}

// fetchCopy returns a value of its own, checked.
func (s *Store) fetchCopy(key []byte) ([]byte, error) {
	v, err := s.fetch(key)
	if err != nil {
		return nil, err
	}
	if v, err = checkSum(v, key); err != nil {
		return nil, err
	}
	return append([]byte(nil), v...), nil
}

// put writes one value. It needs sumSize bytes behind v, which it overwrites
// if there is capacity; v may be reused afterwards.
func (s *Store) put(key, v []byte) error {
	if err := s.room(len(v)); err != nil {
		return err
	}
	v = appendSum(v, key)
	end, err := s.beginWrite(len(v))
	if err != nil {
		return err
	}
	defer end()
	if s.db == nil {
		return ErrClosed
	}
	if err := s.reserve(len(v)); err != nil {
		return err
	}
	s.early.wrote(len(v), s.dir, s.synced)
	return s.write(func(txn *badger.Txn) error { return txn.Set(key, v) })
}

// write runs one transaction within beginWrite, or the caller is alone.
func (s *Store) write(fn func(*badger.Txn) error) error {
	s.epoch.Add(1)
	if err := s.db.Update(fn); err != nil {
		if full := s.room(0); full != nil {
			err = full
		}
		return fmt.Errorf("write to the store: %w", err)
	}
	return nil
}

// reserve is the space kept free on top of what is written: Badger writes through mapped
// files, where a full disk is no error but a signal that ends the process. A
// memtable, its log and a table of it fit in.
const reserve = 24 << 20

// room returns ErrFull if the disk has no room for n more bytes.
func (s *Store) room(n int) error {
	if s.tune.fail != nil {
		if err := s.tune.fail(n); err != nil {
			return fmt.Errorf("write to the store: %w", err)
		}
	}
	free, ok := freeSpace(s.dir)
	if ok && free < uint64(n)+reserve {
		return fmt.Errorf("%w: %d MiB are free on the disk of %s, %d MiB are needed; make room and run again",
			ErrFull, free>>20, s.dir, (uint64(n)+reserve)>>20+1)
	}
	return nil
}

// commit makes m the store's manifest: everything it refers to is brought to
// the disk first, and m itself before commit returns. What the old manifest
// alone refers to is deleted afterwards, and so are the replaced values, which
// were written for m and are in it no more. owed, if not nil, becomes the debt.
func (s *Store) commit(m *manifest, replaced [][]byte, owed debt) error {
	m.commits++
	made := s.made.with(m)
	records := map[byte][]byte{keyManifest: m.encode()}
	if owed != nil {
		records[keyOwed] = owed.encode()
	}
	if made != s.made {
		p, err := made.encode()
		if err != nil {
			return err
		}
		records[keyParams] = p
	}
	if err := s.room(len(records[keyManifest]) + len(records[keyOwed])); err != nil {
		return err
	}
	end, err := s.beginWrite(len(records[keyManifest]) + len(records[keyOwed]))
	if err != nil {
		return err
	}
	defer end()
	if s.db == nil {
		return ErrClosed
	}
	if err := s.sync(); err != nil {
		return err
	}
	if err = s.putRecords(records); err == nil {
		err = s.sync()
	}
	if err != nil {
		// Whether the record is on the disk is not known, so nothing that
		// either manifest refers to may be removed before the next open.
		s.broken = fmt.Errorf("a commit failed; close the store and open it again: %w", err)
		return err
	}
	s.lock.acknowledge(s.version([]byte{keyManifest}))
	old := s.man.Load()
	s.man.Store(m)
	s.made = made
	if owed != nil {
		s.owed = owed
	}
	s.forget()
	used := m.keySet()
	old.keys(func(k []byte) {
		if _, ok := used[string(k)]; !ok {
			replaced = append(replaced, k)
		}
	})
	return s.removeKeys(replaced)
}

// putRecords writes the records with keys of one byte in one transaction.
func (s *Store) putRecords(records map[byte][]byte) error {
	return s.write(func(txn *badger.Txn) error {
		for kind, b := range records {
			key := []byte{kind}
			if err := txn.Set(key, appendSum(b, key)); err != nil {
				return err
			}
		}
		return nil
	})
}

// removeKeys deletes keys, in transactions well below Badger's limit. The
// caller is within beginWrite, or alone.
func (s *Store) removeKeys(keys [][]byte) error {
	const batch = 500
	for len(keys) > 0 {
		n := min(batch, len(keys))
		err := s.write(func(txn *badger.Txn) error {
			for _, k := range keys[:n] {
				if err := txn.Delete(k); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}
