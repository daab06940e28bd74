package store

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// logs returns the number of value logs of a store.
func logs(t *testing.T, dir string) int {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.vlog"))
	if err != nil {
		t.Fatal(err)
	}
	return len(names)
}

// TestCompact makes a store of many small logs, as years of nights do, and joins them: nothing is lost, and in
// the end the files take at most twice the bytes that are in use.
func TestCompact(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	arts := made(1, 400)
	for i := range 40 {
		add(t, s, arts[i*10:(i+1)*10], 10)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = openTest(t, dir, Options{})
	}
	before := contents(t, s)
	if n := logs(t, dir); n <= maxLogs {
		t.Fatalf("only %d logs: nothing to join", n)
	}
	for range 6 { // each joins at most half a full log
		if err := s.Compact(); err != nil {
			t.Fatal(err)
		}
	}
	if n := logs(t, dir); n > maxLogs+2 { // Badger keeps empty ones to write to
		t.Errorf("%d logs are left", n)
	}
	if diff := cmp.Diff(before, contents(t, s)); diff != "" {
		t.Errorf("contents (-before +after):\n%s", diff)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openTest(t, dir, Options{ReadOnly: true})
	st, err := s.Stats()
	if used := st.TextBytes + st.MetaBytes + st.IndexBytes; err != nil || st.Freeable > used {
		t.Errorf("%d bytes are free to be given back, %d are in use: %v", st.Freeable, used, err)
	}
	closeVerified(t, s)
}
