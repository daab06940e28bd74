//go:build unix

package store

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/cespare/xxhash/v2"
	"golang.org/x/sys/unix"

	"github.com/wiretrace/wiretrace/store/disk"
)

// lockName is the file in which a writer leaves its process id. Badger uses the same name, but its own
// locking is switched off.
const lockName = "LOCK"

// A dirLock is the lock on a store's directory: exclusive for writing, shared for reading. It is the lock
// that Badger takes, so that Badger's own tools and the store exclude each other.
type dirLock struct {
	f      *os.File // opened under the store's own name
	marked bool     // our process id is in the lock file
}

// lockDir takes the lock or returns ErrInUse.
func lockDir(dir string, shared bool) (*dirLock, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("lock the store: %w", err)
	}
	l := &dirLock{f: f}
	if err = l.take(shared); err == nil {
		err = l.same(dir)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return l, nil
}

// same checks that the directory was not replaced by a repair before it was locked.
func (l *dirLock) same(dir string) error {
	own, err := l.f.Stat()
	if err != nil {
		return fmt.Errorf("lock the store: %w", err)
	}
	if now, err := os.Stat(dir); err != nil || !os.SameFile(own, now) {
		return fmt.Errorf("%w: %s was replaced meanwhile; try again", ErrInUse, dir)
	}
	return nil
}

// take changes the lock to shared or exclusive without waiting.
func (l *dirLock) take(shared bool) error {
	how := unix.LOCK_EX
	if shared {
		how = unix.LOCK_SH
	}
	err := unix.Flock(int(l.f.Fd()), how|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		who := "another process"
		if pid := l.holder(); pid > 0 {
			who = fmt.Sprintf("process %d", pid)
		}
		err := fmt.Errorf("%w: %s holds %s; wait until it has ended", ErrInUse, who, l.f.Name())
		if l.content().what == recovering {
			err = fmt.Errorf("%w (%w)", err, ErrRecovering)
		}
		return err
	}
	if err != nil {
		return fmt.Errorf("lock the store: %w", err)
	}
	return nil
}

// holder returns the id of a process that holds the lock, or 0 if it is unknown.
func (l *dirLock) holder() int {
	if pid := l.kernelHolder(); pid > 0 {
		return pid
	}
	return l.content().pid
}

// recovering follows the process id of a reader that recovers the store.
const recovering = "recovering"

// A lockMark is the content of the lock file.
type lockMark struct {
	pid   int    // 0: unknown
	what  string // what the process does; empty: it writes
	acked uint64 // Badger's version of the last acknowledged manifest; 0: unknown
}

// content reads the lock file. Fields that cannot be read are zero.
func (l *dirLock) content() (m lockMark) {
	b, err := disk.ReadFile(filepath.Join(l.f.Name(), lockName))
	if err != nil {
		return m
	}
	first, rest, _ := strings.Cut(string(b), "\n")
	id, what, _ := strings.Cut(strings.TrimSpace(first), " ")
	if m.pid, err = strconv.Atoi(id); err == nil {
		m.what = what
	}
	second, _, _ := strings.Cut(rest, "\n")
	var n uint64
	if _, err := fmt.Sscanf(second, "acknowledged %d", &n); err == nil && second == ackLine(n) {
		m.acked = n
	}
	return m
}

// ackLine returns the second line of the lock file. Its checksum shows whether it is complete.
func ackLine(n uint64) string {
	s := fmt.Sprintf("acknowledged %d", n)
	return fmt.Sprintf("%s %016x", s, xxhash.Sum64String(s))
}

// write replaces the lock file in place, so that a process that reads it at the same time finds a complete
// first line.
func (l *dirLock) write(m lockMark, flags int) error {
	path := filepath.Join(l.f.Name(), lockName)
	if err := disk.Regular(path); errors.Is(err, disk.ErrOdd) {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|flags, 0o666)
	if err != nil {
		return err
	}
	s := strings.TrimSpace(fmt.Sprintf("%d %s", m.pid, m.what)) + "\n"
	if m.acked > 0 {
		s += ackLine(m.acked) + "\n"
	}
	_, err = f.WriteAt([]byte(s), 0)
	err = errors.Join(err, f.Truncate(int64(len(s))))
	if m.acked > 0 {
		err = errors.Join(err, f.Sync())
	}
	return errors.Join(err, f.Close())
}

// acked returns the version of the last manifest that was acknowledged by a writer that has not closed the store, or 0
// if it is unknown.
func (l *dirLock) acked() uint64 { return l.content().acked }

// acknowledge records, on disk, that a manifest is on disk. After a power failure, later data may be lost
// but earlier data may not. The record must never be ahead of the database.
func (l *dirLock) acknowledge(version uint64) {
	if l.marked {
		_ = l.write(lockMark{pid: os.Getpid(), acked: version}, 0) // if it fails, less damage can be detected
	}
}

// kernelHolder finds the holder in Linux's list of locks. Readers write no file, so that they change
// nothing.
func (l *dirLock) kernelHolder() int {
	var st unix.Stat_t
	if err := unix.Fstat(int(l.f.Fd()), &st); err != nil {
		return 0
	}
	list, err := os.Open("/proc/locks")
	if err != nil {
		return 0
	}
	defer list.Close()
	want := fmt.Sprintf("%02x:%02x:%d", unix.Major(uint64(st.Dev)), unix.Minor(uint64(st.Dev)), st.Ino)
	for sc := bufio.NewScanner(list); sc.Scan(); {
		// 1: FLOCK  ADVISORY  WRITE 2345 fd:01:131 0 EOF
		f := strings.Fields(sc.Text())
		if len(f) >= 6 && f[1] == "FLOCK" && f[5] == want {
			pid, err := strconv.Atoi(f[4])
			if err == nil {
				return pid
			}
		}
	}
	return 0
}

// mark writes our process id to the lock file, and what we do if we do not write. The version that a
// killed writer acknowledged stays in it.
func (l *dirLock) mark(what string) error {
	if err := l.write(lockMark{os.Getpid(), what, l.acked()}, os.O_CREATE); err != nil {
		return fmt.Errorf("lock the store: %w", err)
	}
	l.marked = true
	return nil
}

// unclean reports whether the last writer ended without closing the store: it left its process id or a
// memtable's log. We hold the lock, so no writer is running.
func (l *dirLock) unclean() (bool, error) {
	if l.marked {
		return false, nil
	}
	files, err := os.ReadDir(l.f.Name())
	if err != nil {
		return false, fmt.Errorf("open the store: %w", err)
	}
	for _, f := range files {
		if f.Name() == lockName || filepath.Ext(f.Name()) == ".mem" {
			return true, nil
		}
	}
	return false, nil
}

// leave keeps the mark in the file when the lock is released.
func (l *dirLock) leave() { l.marked = false }

// unmark removes the lock file.
func (l *dirLock) unmark() error {
	if !l.marked {
		return nil
	}
	l.marked = false
	return os.Remove(filepath.Join(l.f.Name(), lockName))
}

// release releases the lock.
func (l *dirLock) release() error { return errors.Join(l.unmark(), l.f.Close()) }

// freeSpace returns how many bytes can still be written to the disk of dir.
func freeSpace(dir string) (uint64, bool) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, false
	}
	return uint64(st.Bavail) * uint64(st.Bsize), true
}

// allocated returns how many bytes a file takes on disk. Badger's files are large and sparse.
func allocated(fi os.FileInfo) int64 {
	if st, ok := fi.Sys().(*syscall.Stat_t); ok {
		return st.Blocks * 512
	}
	return fi.Size()
}

func (l *dirLock) path() string { return l.f.Name() }
