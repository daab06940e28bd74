//go:build unix

package store

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestLimits lowers limits of the process: they are named, and are no damage.
func TestLimits(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	add(t, s, made(1, 10), 10)
	closeVerified(t, s)
	for name, c := range map[string]struct {
		resource int
		limit    uint64
	}{"ulimit -n": {unix.RLIMIT_NOFILE, spareFiles}, "ulimit -f": {unix.RLIMIT_FSIZE, 1 << 10}, "ulimit -v": {unix.RLIMIT_AS, usedSpace() + spareSpace/2}} {
		var old unix.Rlimit
		if err := unix.Getrlimit(c.resource, &old); err != nil {
			t.Skip(err)
		}
		if name == "ulimit -v" && usedSpace() == 0 {
			continue
		}
		if err := unix.Setrlimit(c.resource, &unix.Rlimit{Cur: c.limit, Max: old.Max}); err != nil {
			t.Fatal(err)
		}
		_, err := open(dir, Options{}, small())
		if back := unix.Setrlimit(c.resource, &old); back != nil {
			t.Fatal(back)
		}
		if !errors.Is(err, ErrLimit) || errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	closeVerified(t, openTest(t, dir, Options{}))
}
