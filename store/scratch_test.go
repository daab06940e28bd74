package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"
)

// TestScratch: what was appended is read again, whether it stayed in memory or
// not, and no file is left.
func TestScratch(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	before := files(t, dir)
	rapid.Check(t, func(t *rapid.T) {
		x := s.NewScratch(rapid.IntRange(0, 60).Draw(t, "limit"))
		var all []byte
		var kept, want [][]byte
		for range rapid.IntRange(0, 12).Draw(t, "pieces") {
			b := rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "piece")
			if rapid.IntRange(0, 3).Draw(t, "kept") == 0 {
				k, err := x.Keep(b)
				if err != nil {
					t.Fatal(err)
				}
				kept, want = append(kept, k), append(want, b)
				all = append(all, make([]byte, x.size-int64(len(all)))...) // its place is not known
				continue
			}
			at, err := x.Append(b)
			if err != nil || at != int64(len(all)) {
				t.Fatalf("appended at %d, %v; want %d", at, err, len(all))
			}
			all = append(all, b...)
		}
		for i := range kept {
			if !bytes.Equal(kept[i], want[i]) {
				t.Fatalf("%v kept as %v", want[i], kept[i])
			}
		}
		from := rapid.IntRange(0, len(all)).Draw(t, "from")
		to := rapid.IntRange(from, len(all)).Draw(t, "to")
		got := make([]byte, to-from)
		if _, err := x.ReadAt(got, int64(from)); err != nil || len(kept) == 0 && !bytes.Equal(got, all[from:to]) {
			t.Fatalf("%v, %v; want %v", got, err, all[from:to])
		}
		if _, err := x.ReadAt(make([]byte, 1), int64(len(all))); err == nil {
			t.Fatal("a byte was read behind the end")
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	})
	if after := files(t, dir); after != before {
		t.Errorf("%d files, %d before", after, before)
	}
}

func files(t *testing.T, dir string) int {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func TestScratchOnFullDisk(t *testing.T) {
	s := openTest(t, t.TempDir(), Options{Create: true})
	s.tune.fail = func(int) error { return ErrFull }
	defer func() { s.tune.fail = nil }()
	x := s.NewScratch(4)
	if _, err := x.Append([]byte("held")); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Append([]byte("more")); !errors.Is(err, ErrFull) {
		t.Errorf("%v, want %v", err, ErrFull)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestScratchLeftBehind: the next writer removes what a killed one left.
func TestScratchLeftBehind(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(dir, "scratch-123.tmp")
	if err := os.WriteFile(left, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	openTest(t, dir, Options{})
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there: %v", left, err)
	}
}
