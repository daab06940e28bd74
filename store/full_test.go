//go:build linux

package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

// TestWriteError lets every write of a commit fail in turn. The store must
// stay as it was, and go on afterwards.
func TestWriteError(t *testing.T) {
	dir := t.TempDir()
	closeVerified(t, openTest(t, dir, Options{Create: true}))
	arts := made(1, 120)
	tune := small()
	left := 0
	tune.fail = func(int) error {
		if left--; left == 0 {
			return unix.ENOSPC
		}
		return nil
	}
	s, err := open(dir, Options{Meaning: testMeaning}, tune)
	if err != nil {
		t.Fatal(err)
	}
	defer closeVerified(t, s)
	failed := 0
	for n := 1; ; n++ {
		left = n
		err := tryAdd(s, arts)
		if err == nil {
			break
		}
		failed++
		if !errors.Is(err, unix.ENOSPC) {
			t.Fatalf("write %d: %v", n, err)
		}
		left = 0
		if n%10 == 0 {
			if _, err := s.Verify(func(p string) { t.Errorf("after write %d failed: %s", n, p) }); err != nil {
				t.Fatal(err)
			}
		}
		if got := len(contents(t, s)); got != 0 {
			t.Fatalf("%d articles after write %d failed", got, n)
		}
	}
	if failed < 100 {
		t.Errorf("only %d writes failed", failed)
	}
	if diff := cmp.Diff(byID(arts), contents(t, s)); diff != "" {
		t.Errorf("articles (-want +got):\n%s", diff)
	}
}

// TestFullDisk fills a small file system.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=40m"); err != nil {
		t.Skipf("a file system of 40 MB cannot be mounted here (%v): run as root", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	s := openTest(t, dir, Options{Create: true})
	acked := 0
	var err error
	for seed := uint64(1); err == nil; seed++ {
		arts := made(seed, 40)
		for i := range arts { // a megabyte that hardly shrinks
			arts[i].Text, arts[i].Furniture = strings.Repeat(fmt.Sprint(i, " "), 8000), nil
		}
		if err = tryAdd(s, arts); err == nil {
			acked += len(arts)
		}
		if acked > 100_000 {
			t.Fatal("the disk does not fill")
		}
	}
	wantErr(t, err, ErrFull, "make room")
	if got := len(contents(t, s)); got != acked || acked == 0 {
		t.Errorf("%d articles, %d were acknowledged", got, acked)
	}
	closeVerified(t, s)
	closeVerified(t, openTest(t, dir, Options{ReadOnly: true}))

	block := dir + "/ballast"
	if err := os.WriteFile(block, make([]byte, 20<<20), 0o666); err == nil {
		_, err = open(dir, Options{}, small())
		wantErr(t, err, ErrFull)
	}
	if err := os.Remove(block); err != nil {
		t.Fatal(err)
	}
	s = openTest(t, dir, Options{})
	if got := len(contents(t, s)); got != acked {
		t.Errorf("after room was made: %d articles, want %d", got, acked)
	}
	closeVerified(t, s)
}

// TestNoRoomToClose closes a store on a full disk: the next open recovers it, and misses its logs if they are removed meanwhile.
func TestNoRoomToClose(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "st")
	s, err := open(dir, Options{Create: true, Meaning: testMeaning}, small())
	if err != nil {
		t.Fatal(err)
	}
	arts := made(1, 30)
	add(t, s, arts, 10)
	s.ballast = 1 << 62
	wantErr(t, s.Close(), ErrFull, "are needed to close the store")
	removed := filepath.Join(t.TempDir(), "removed")
	if err := os.CopyFS(removed, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	logs, err := filepath.Glob(filepath.Join(removed, "*.mem"))
	if err != nil || len(logs) == 0 {
		t.Fatalf("no logs: %v", err)
	}
	for _, path := range logs {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	_, err = open(removed, Options{ReadOnly: true, Meaning: testMeaning}, small())
	wantErr(t, err, ErrDamaged, "acknowledged are missing")
	s = openTest(t, dir, Options{ReadOnly: true})
	if diff := cmp.Diff(byID(arts), contents(t, s)); diff != "" {
		t.Errorf("articles (-want +got):\n%s", diff)
	}
	closeVerified(t, s)
}

// TestProvideMakesNoLogs asks for the blocks of a log that Badger has just removed. Made anew without a byte it would be
// taken for damage by the next reader, after a kill.
func TestProvideMakesNoLogs(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	const gone = "00099.mem"
	if err := s.allocate(gone, 0); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, gone)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s: %v, want that it is not there", gone, err)
	}
	closeVerified(t, s)
}
