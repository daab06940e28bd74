package store

import (
	"errors"
	"fmt"
	"runtime"
	"time"
)

// Rules for concurrent use: views read the files as they are, and each sees one commit. One write at a
// time is claimed, and continues while views are open. What moves mapped files has exclusive access.

// claim starts the only write. It waits a while for another write to end.
func (s *Store) claim() error {
	return s.turn(func() bool { return s.writing.CompareAndSwap(false, true) })
}

// await waits a while until no write is in progress.
func (s *Store) await() error { return s.turn(func() bool { return true }) }

// turn waits a while until no write is in progress and take returns true.
func (s *Store) turn(take func() bool) error {
	for start := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		err := s.writable()
		if err == nil {
			if take() {
				return nil
			}
			err = fmt.Errorf("%w: a writer is open", ErrBusy)
		}
		if !errors.Is(err, ErrBusy) || time.Since(start) >= s.tune.patience {
			return err
		}
	}
}

// unclaim allows the next write to start.
func (s *Store) unclaim() { s.writing.Store(false) }

// writable returns an error if the store cannot be written to.
func (s *Store) writable() error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.wmu.Lock()
	defer s.wmu.Unlock()
	switch {
	case s.db == nil || s.closing.Load():
		return ErrClosed
	case s.opts.ReadOnly:
		return ErrReadOnly
	case s.writing.Load():
		return fmt.Errorf("%w: a writer is open", ErrBusy)
	}
	return s.broken
}

// remapStays reports whether Badger's last log stays mapped at the same address when it is truncated.
const remapStays = runtime.GOOS == "linux"

// entryHead is the most bytes that Badger stores with a value: a header, the key and a checksum.
const entryHead = 1 << 10

// beginWrite starts a write of n bytes; end ends it. If the value is larger than a log, Badger must map
// the log anew, so the write waits for all views.
func (s *Store) beginWrite(n int) (end func(), err error) {
	if n < valueThreshold || remapStays && int64(n)+entryHead < s.tune.vlog {
		s.mu.RLock()
		s.wmu.Lock()
		return func() { s.wmu.Unlock(); s.mu.RUnlock() }, nil
	}
	if err := s.alone(true); err != nil {
		return nil, err
	}
	s.wmu.Lock()
	return func() { s.wmu.Unlock(); s.mu.Unlock() }, nil
}

// alone locks mu when no view is open and no write is in progress, except the caller's own (mayWrite). New
// views wait in the meantime, so that alone gets its turn. Open views continue, and so do their reads,
// because alone never blocks on mu. After a while it gives up with ErrBusy.
func (s *Store) alone(mayWrite bool) error {
	for start := time.Now(); ; time.Sleep(time.Millisecond) {
		if mayWrite || !s.writing.Load() {
			if s.lockFiles(mayWrite, start) {
				return nil
			}
		}
		if time.Since(start) >= s.tune.viewPatience {
			return fmt.Errorf("%w: views or a write have been open for %v", ErrBusy, s.tune.viewPatience)
		}
	}
}

// lockFiles closes the gate and waits for the views to end. It opens the gate if another write is in
// progress, since that write may need a view before it can end.
func (s *Store) lockFiles(mayWrite bool, start time.Time) bool {
	s.gate.Lock()
	defer s.gate.Unlock()
	for ; time.Since(start) < s.tune.viewPatience; time.Sleep(time.Millisecond) {
		if s.mu.TryLock() {
			if mayWrite || !s.writing.Load() {
				return true
			}
			s.mu.Unlock()
		}
		if !mayWrite && s.writing.Load() {
			return false
		}
	}
	return false
}
