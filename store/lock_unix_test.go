//go:build unix

package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestLockMark writes the lock file anew, and damages it.
func TestLockMark(t *testing.T) {
	dir := t.TempDir()
	l, err := lockDir(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	l.acknowledge(5) // nothing is marked
	for _, err := range []error{l.mark(recovering), l.mark("")} {
		if got := l.content(); err != nil || got != (lockMark{pid: os.Getpid()}) {
			t.Errorf("a new mark: %+v, %v", got, err)
		}
	}
	l.acknowledge(1_234_567)
	l.acknowledge(89)
	if err := l.mark(recovering); err != nil {
		t.Fatal(err)
	}
	if got := l.content(); got != (lockMark{os.Getpid(), recovering, 89}) {
		t.Errorf("marked again: %+v", got)
	}
	path := filepath.Join(dir, lockName)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range b {
		if err := os.WriteFile(path, b[:n], 0o666); err != nil {
			t.Fatal(err)
		}
		if got := l.acked(); got != 0 && n < len(b)-1 {
			t.Errorf("cut to %d bytes: %d is acknowledged", n, got)
		}
		flipped := bytes.Clone(b)
		flipped[n] ^= 1
		if err := os.WriteFile(path, flipped, 0o666); err != nil {
			t.Fatal(err)
		}
		if got := l.acked(); got != 0 && got != 89 {
			t.Errorf("byte %d flipped: %d is acknowledged", n, got)
		}
	}
	if err := l.release(); err != nil {
		t.Error(err)
	}
}
