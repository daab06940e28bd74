// Package store keeps articles, their sketches and the conclusions drawn from
// them in a Badger database.
//
// [Open] a store; fill [Block] values in workers and append them with one
// [Writer], which acknowledges at Commit; read in a [Store.View]; replace the
// conclusions with SwapGeneration. Delete, Verify, Backup, [Restore] and Stats
// look after it. The byte layout stands in doc/format.md.
//
// A crash at any instant loses at most what Commit has not acknowledged: every
// commit writes its values first and then replaces one record, the manifest,
// in one transaction. What an interrupted commit left is removed by the next
// Open, which says so by Options.Logf.
//
// The package never knows what the bands mean, what a generation says, or how
// a text became a sketch. It is the only one that knows Badger.
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

// A Doc is the number of a stored revision of an article: numbers are given
// out in the order of Append, from 0, and never used again.
type Doc = uint32

// Options are the settings of [Open]. The zero value opens an existing store
// for writing.
type Options struct {
	// ReadOnly opens the store for reading; several processes may. Nothing is
	// changed, unless a crashed writer left the store in need of recovery.
	ReadOnly bool
	// Create makes the store if there is none.
	Create bool
	// Meaning names what a sketch means to the caller, e.g. the version of its
	// shingles. It is recorded when the store is made; a store with another is
	// refused. If empty, any is accepted.
	Meaning string
	// Earlier are meanings whose sketches are ours for nearly all texts: a store
	// made under one of them is opened as it is, and keeps its own.
	Earlier []string
	// Lineage is the history that a new store goes on with, see [Salvage]; empty: one of its own. Backups of that history
	// then heed what is deleted from the new store.
	Lineage string
	// Logf receives notices (recovery after a crash), if not nil.
	Logf func(format string, args ...any)
	// Warnf receives what the user must know although the store opens, if not nil.
	Warnf func(format string, args ...any)
}

// A Store is an open store. Its methods are safe for concurrent use. Close, Settle and Delete
// wait for the views that are open, so they must not be called within one. A view
// within a view sees another commit, and may wait for them: use [View.Clone].
type Store struct {
	dir  string
	opts Options
	tune tuning
	lock *dirLock
	dec  *zstd.Decoder

	// mu is held for writing by what closes the database, see alone, and for reading by everything else.
	// Slices of the value log stay valid while it is held: a write only appends to the last log, which is
	// mapped with room for it.
	mu sync.RWMutex
	// gate is closed while alone waits for the views that are open: new ones wait before it.
	gate    sync.RWMutex
	closing atomic.Bool // Close has begun: no view and no write begins any more
	writing atomic.Bool // a write is claimed, see claim
	// wmu is held by a write, after mu. It guards the fields below but for man and epoch, which
	// others may read.
	wmu      sync.Mutex
	db       *badger.DB
	man      atomic.Pointer[manifest]
	made     params        // as recorded
	owed     debt          // deleted articles whose bytes are still in the files
	paid     debt          // that of an earlier process, which was paid by Open
	epoch    atomic.Uint64 // counts writes
	unlisted bool          // what is deleted is not listed next to the store
	settled  uint64        // epoch of the last Settle
	broken   error         // set when it is not known whether a commit took place
	unclean  bool          // the last writer was killed, and Badger has not been open since
	hurt     atomic.Bool   // reading met damage: Badger is not closed any more
	synced   uint32        // highest value log file known to be on disk but for its end
	early    earlySyncer

	auditMu sync.Mutex // held by what reads and adds to the audit log

	imageMu sync.Mutex
	image   *image // of man, shared by views; nil after a commit

	reserved reservation
	ballast  int64 // bytes that are kept free for Badger's tables
}

// Open opens the store in dir.
//
// It fails with [ErrNotFound] if there is none and Options.Create is not set,
// [ErrInUse] while another process holds it, [ErrVersion] if it was made by
// another version, [ErrDamaged] or [ErrFull].
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

// start opens the database under the lock and recovers it if need be.
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

// load reads the parameters and the manifest. In a database without a key it
// writes them, if it may: there the store is new, or its making was interrupted.
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

// fresh reports whether nothing was ever written to the database: it has no key and its
// value logs no entry.
func (s *Store) fresh() (bool, error) {
	empty := true
	if err := s.eachKey(func([]byte) { empty = false }); err != nil || !empty {
		return false, err
	}
	used, err := dbfile.HasValues(s.dir)
	return !used, fileError(s.dir, err)
}

// initialise writes the two records of an empty store in one transaction.
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

// Close closes the store when the views that are open have ended. A writer that is still open is lost.
func (s *Store) Close() error {
	s.closing.Store(true)
	// Not Lock: it would hold up what a view has yet to do before it ends.
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
		s.lock.leave() // it was not opened, or is not closed: it needs recovery
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

// forget drops the image that views share. Those that hold it go on with it.
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
