package store

import (
	"errors"
	"fmt"
	"runtime"
	"time"
)

// Who may do what at the same time: views take the files as they are and see one commit. One write
// at a time is claimed; it goes on while views are open. What moves mapped files is alone.

// claim begins the only write, and waits a while for another to end.
func (s *Store) claim() error {
	return s.turn(func() bool { return s.writing.CompareAndSwap(false, true) })
}

// await waits a while for a write to end, so that the next one may begin.
func (s *Store) await() error { return s.turn(func() bool { return true }) }

// turn waits a while until a write may begin and take says that it was the first to take it.
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

// unclaim lets the next write begin.
func (s *Store) unclaim() { s.writing.Store(false) }

// writable reports whether a write may begin.
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

// remapStays reports whether Badger's last log stays where it is mapped when it is cut to its
// length.
const remapStays = runtime.GOOS == "linux"

// entryHead bounds what Badger stores with a value: a head, the key and a checksum.
const entryHead = 1 << 10

// beginWrite lets a write of n bytes begin; the returned function ends it. A value that is larger
// than a log would make Badger map the log anew, so that such a write waits for all views.
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

// alone locks mu when no view is open and nobody else writes; mayWrite says that the caller has claimed
// the write. Views that begin meanwhile wait, so that it gets its turn however many there
// are. Those that are open go on, and so does what they do: mu itself is never waited for.
// After a while it gives up with ErrBusy.
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

// lockFiles waits behind the closed gate for the views to end. It opens the gate when somebody else
// writes, since a write may need a view before it ends.
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
