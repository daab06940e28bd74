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

// magic marks a Badger database as a store of this program: "WT".
const magic = 0x5754

// valueThreshold is the size from which Badger keeps values in its value log, in bytes. Large values in
// its tree would take 50 ms to read; the log is mapped.
const valueThreshold = 4 << 10

// sumSize is the size of the checksum at the end of every value: xxhash64 of key and value. As the key is
// included, no value can be taken for another.
const sumSize = 8

// errNoValue is returned by fetch if a key does not exist.
var errNoValue = errors.New("it is missing")

// errCut is returned for a value that is too short to have a checksum.
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

// checkSum checks a value and returns it without its checksum.
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

// openDB opens Badger without a lock. The store has its own lock, which stays held while Badger is closed
// and opened again, and whose errors can be told apart.
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
		WithCompactL0OnClose(!readOnly) // otherwise Badger never frees deleted values
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
		return nil // Badger may hold a lock of its own for ever
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

// fetch returns the stored bytes of a value with its checksum. They are part of the value log and valid
// while s.mu is held. Any error of Badger is reported as damage, since its reads have no other errors.
// After one, Badger may hold a lock for ever, so that it must not be closed.
func (s *Store) fetch(key []byte) (v []byte, err error) {
	txn := s.db.NewTransaction(false)
	defer txn.Discard()
	return s.fetchAt(txn, key)
}

// fetchAt is like fetch, but reads the state that a transaction sees.
func (s *Store) fetchAt(txn *badger.Txn, key []byte) (v []byte, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // reading the mapped log faults if the disk has a bad sector
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
	// A large value is a slice of the mapped log, a small one is a copy made for this item. Both stay
	// valid after the callback while no file changes.
	err = item.Value(func(b []byte) error { v = b; return nil })
	if err == nil && len(v) < sumSize {
		err = errCut // if Badger cannot read a value, it returns an empty one without an error
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s cannot be read: %w", ErrDamaged, keyName(key), err)
	}
	return v, nil
}

// version returns Badger's version number of a value that was just written, or 0 if it is unknown.
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

// fetchCopy checks a value and returns a copy of it.
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

// put writes one value. If v has capacity for sumSize more bytes, they are overwritten. v may be reused
// afterwards.
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

// write runs one transaction. The caller is within beginWrite, or has exclusive access.
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

// reserve is the disk space kept free in addition to what is written, in bytes. Badger writes through
// mapped files: on a full disk that kills the process with a signal. The reserve holds a memtable, its log
// and a table of it.
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

// commit makes m the store's manifest. It first syncs everything m refers to, and m itself before it
// returns. Then it deletes what only the old manifest refers to, and the values in replaced, which were
// written for m and are no longer in it. If owed is not nil, it becomes the debt of the store.
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
		// It is not known whether the manifest is on disk. So nothing that either manifest refers to may
		// be removed before the next open.
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

// putRecords writes the records with one-byte keys in one transaction.
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

// removeKeys deletes keys, in transactions well below Badger's limit. The caller is within beginWrite, or
// has exclusive access.
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
