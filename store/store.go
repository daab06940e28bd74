// Package store keeps articles, their sketches and the conclusions drawn from them in a Badger database.
//
// [Open] a store. Fill [Block] values in workers and append them with one [Writer]; Commit makes them
// durable. Read in a [Store.View]. Replace the conclusions with SwapGeneration. Delete, Verify, Backup,
// [Restore] and Stats are for maintenance. doc/format.md describes the stored bytes.
//
// A crash at any instant loses at most what Commit has not acknowledged. Every commit first writes its
// values and then replaces one record, the manifest, in one transaction. The next Open removes what an
// interrupted commit left, and reports it to Options.Logf.
//
// The package does not know what the bands mean, what a generation contains, or how a sketch is made from
// a text. It is the only package that uses Badger.
package store

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	badger "github.com/dgraph-io/badger/v4"
	"github.com/klauspost/compress/zstd"

	"github.com/wiretrace/wiretrace/store/dbfile"
)

// A Doc is the number of a stored revision of an article. Numbers are given in the order of Append, from
// 0, and never reused.
type Doc = uint32

// Options are the options of [Open]. The zero value opens an existing store for writing.
type Options struct {
	// ReadOnly opens the store for reading. Several processes may do so at the same time. Nothing is
	// changed, unless the store must be recovered after a crash.
	ReadOnly bool
	// Create makes the store if it does not exist.
	Create bool
	// Meaning names what the caller's sketches mean, such as the version of its shingles. It is recorded
	// when the store is made. A store with another meaning is refused. An empty Meaning accepts any.
	Meaning string
	// Earlier are other meanings that are accepted, because their sketches are the same for nearly all
	// texts. The store keeps its meaning.
	Earlier []string
	// Lineage is the lineage of a new store that continues another one, see [Salvage]. Restoring a backup
	// of that lineage leaves out what is deleted from the new store. If it is empty, the store gets a new
	// lineage.
	Lineage string
	// Logf, if not nil, receives notices, such as of recovery after a crash.
	Logf func(format string, args ...any)
	// Warnf, if not nil, receives warnings for the user about a store that opens.
	Warnf func(format string, args ...any)
}

// A Store is an open store. Its methods are safe for concurrent use. Close, Settle and Delete wait for
// open views, so they must not be called within a view. A view opened within a view may see another
// commit, and may wait for these methods: use [View.Fork].
type Store struct {
	dir  string
	opts Options
	tune tuning
	lock *dirLock
	dec  *zstd.Decoder

	// mu is held for writing by methods that close the database (see alone), and for reading by all
	// others. While it is held, slices of the value log stay valid: a write only appends to the last log,
	// which is mapped with room for it.
	mu sync.RWMutex
	// gate is closed while alone waits for open views. New views wait at the gate.
	gate    sync.RWMutex
	closing atomic.Bool // Close has begun: no new views and writes
	writing atomic.Bool // a write is in progress, see claim
	// wmu is held by a write, after mu. It guards the fields below, except man and epoch, which others may
	// read.
	wmu      sync.Mutex
	db       *badger.DB
	man      atomic.Pointer[manifest]
	made     params        // the recorded parameters
	owed     debt          // deleted articles whose bytes are still in the files
	paid     debt          // debt of an earlier process that Open paid
	epoch    atomic.Uint64 // number of writes
	unlisted bool          // do not list deleted articles next to the store
	settled  uint64        // epoch of the last Settle
	broken   error         // set if it is unknown whether a commit succeeded
	unclean  bool          // the last writer was killed, and the database was not opened since
	hurt     atomic.Bool   // damage was read: Badger must not be closed
	synced   uint32        // all value log files up to this number are on disk, except the end of the last
	early    earlySyncer

	auditMu sync.Mutex // held while the audit log is read and changed

	imageMu sync.Mutex
	image   *image // image of man, shared by views; nil after a commit

	reserved reservation
	ballast  int64 // bytes kept free for Badger's tables
}

// Open opens the store in dir.
//
// It fails with [ErrNotFound] if there is none and Options.Create is not set, with [ErrInUse] while
// another process has it open, with [ErrVersion] if it has another version, and with [ErrDamaged] or
// [ErrFull].
func Open(dir string, opts Options) (*Store, error) { return open(dir, opts, defaultTuning()) }

func open(dir string, opts Options, tune tuning) (*Store, error) {
	if err := present(dir, opts); err != nil {
		return nil, err
	}
	lock, err := lockDir(dir, opts.ReadOnly)
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir, opts: opts, tune: tune, lock: lock}
	if s.dec, err = newDecoder(); err == nil {
		err = s.start()
	}
	if err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}

// start opens the database under the lock and recovers it if needed.
func (s *Store) start() error {
	unclean, err := s.lock.unclean()
	if err != nil {
		return err
	}
	s.unclean = unclean
	if s.opts.ReadOnly && unclean {
		if err := s.recoverForReading(); err != nil {
			return err
		}
	}
	if !s.opts.ReadOnly {
		if err := s.room(0); err != nil {
			return err
		}
		if err := s.lock.mark(""); err != nil {
			return err
		}
	}
	if err := s.openDB(s.opts.ReadOnly); err != nil {
		return err
	}
	if err := s.load(!s.opts.ReadOnly); err != nil || s.opts.ReadOnly {
		return err
	}
	if err := s.recover(unclean); err != nil {
		return err
	}
	s.payOld()
	return nil
}

// load reads the parameters and the manifest. If the database has no key, the store is new, or making it
// was interrupted. Then load writes them if mayWrite.
func (s *Store) load(mayWrite bool) error {
	want := currentParams(s.opts.Meaning)
	b, err := s.fetchCopy([]byte{keyParams})
	if errors.Is(err, errNoValue) {
		fresh, err2 := s.fresh()
		if err2 != nil {
			return err2
		}
		if fresh && mayWrite {
			return s.initialise(want)
		}
		return fmt.Errorf("%w: %s: %w", ErrDamaged, s.dir, err)
	}
	if err != nil {
		return err
	}
	have, err := decodeParams(b)
	if err != nil {
		return err
	}
	if slices.Contains(s.opts.Earlier, have.Meaning) {
		want.Meaning = have.Meaning
	}
	if err := have.accept(want); err != nil {
		return fmt.Errorf("%s: %w", s.dir, err)
	}
	s.made = have
	if b, err = s.fetchCopy([]byte{keyManifest}); err != nil {
		return missing(err)
	}
	m, err := decodeManifest(b)
	if err != nil {
		return err
	}
	s.man.Store(m)
	return s.loadDebt()
}

// fresh reports whether nothing was ever written to the database: it has no keys, and its value logs are
// empty.
func (s *Store) fresh() (bool, error) {
	empty := true
	if err := s.eachKey(func([]byte) { empty = false }); err != nil || !empty {
		return false, err
	}
	used, err := dbfile.HasValues(s.dir)
	return !used, fileError(s.dir, err)
}

// initialise writes parameters and manifest of an empty store in one transaction.
func (s *Store) initialise(p params) error {
	p.Lineage = cmp.Or(s.opts.Lineage, newLineage())
	b, err := p.encode()
	if err != nil {
		return err
	}
	m := &manifest{}
	if err := s.putRecords(map[byte][]byte{keyParams: b, keyManifest: m.encode()}); err != nil {
		return err
	}
	s.man.Store(m)
	s.made = p
	return s.sync()
}

// Close closes the store. It waits for open views. What an open writer has not committed is lost.
func (s *Store) Close() error {
	s.closing.Store(true)
	// Not Lock: it would block reads that a view needs before it can end.
	for !s.mu.TryLock() {
		time.Sleep(time.Millisecond)
	}
	defer s.mu.Unlock()
	if s.db == nil {
		return nil
	}
	return s.stop()
}

// stop closes what start opened.
func (s *Store) stop() error {
	s.forget()
	if s.unclean || s.hurt.Load() {
		s.lock.leave() // it was not opened or not closed: keep the mark that it needs recovery
	}
	err := s.closeDB()
	if err != nil {
		s.lock.leave() // its logs are still there
	}
	if s.dec != nil {
		s.dec.Close()
	}
	return errors.Join(err, s.lock.release())
}

// forget drops the image shared by new views. Open views keep it.
func (s *Store) forget() {
	s.imageMu.Lock()
	defer s.imageMu.Unlock()
	if s.image != nil {
		s.image.release()
		s.image = nil
	}
}

func (s *Store) logf(format string, args ...any) {
	if s.opts.Logf != nil {
		s.opts.Logf(format, args...)
	}
}

func (s *Store) warnf(format string, args ...any) {
	if s.opts.Warnf != nil {
		s.opts.Warnf(format, args...)
	}
}

// present checks that there is a store, or that one may be made.
func present(dir string, opts Options) error {
	err := checkFiles(dir)
	if !errors.Is(err, ErrNotFound) || !opts.Create || opts.ReadOnly {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("make the store: %w", err)
	}
	return nil
}
