//go:build !unix

package store

import "os"

// A dirLock does nothing on systems without flock: there, one process at a
// time is the user's care.
type dirLock struct{ dir string }

// lockName is the file that a writer leaves elsewhere.
const lockName = "LOCK"

// recovering is what a reader marks elsewhere.
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
