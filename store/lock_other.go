//go:build !unix

package store

import "os"

// A dirLock does nothing on systems without flock. There the user must run one process at a time.
type dirLock struct{ dir string }

// lockName is the name of the lock file on other systems.
const lockName = "LOCK"

// recovering is the mark of a reader that recovers the store, on other systems.
const recovering = "recovering"

func lockDir(dir string, _ bool) (*dirLock, error) { return &dirLock{dir}, nil }
func (l *dirLock) path() string                    { return l.dir }
func (l *dirLock) take(bool) error                 { return nil }
func (l *dirLock) mark(string) error               { return nil }
func (l *dirLock) unmark() error                   { return nil }
func (l *dirLock) leave()                          {}
func (l *dirLock) acked() uint64                   { return 0 }
func (l *dirLock) acknowledge(uint64)              {}
func (l *dirLock) unclean() (bool, error)          { return false, nil }
func (l *dirLock) release() error                  { return nil }
func freeSpace(string) (uint64, bool)              { return 0, false }
func allocated(fi os.FileInfo) int64               { return fi.Size() }
func (s *Store) checkLimits(bool) error            { return nil }
