package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/dropfolder"
)

// TestRemoveBackups: the new backup stays, whatever the time.
func TestRemoveBackups(t *testing.T) {
	dir := t.TempDir()
	names := []string{"wiretrace-20240501T020000Z.wtb", "wiretrace-20240502T020000Z.wtb"}
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	removed, err := removeBackups(dir, time.Now(), names[1])
	if diff := cmp.Diff(names[:1], removed); err != nil || diff != "" {
		t.Errorf("%v\n(-want +got):\n%s", err, diff)
	}
}

// TestSettle: what cannot be moved does not count as moved.
func TestSettle(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.jsonl", "done"} { // done is no folder
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	in := newIntake([]dropfolder.Entry{{Name: "a.jsonl", Path: filepath.Join(dir, "a.jsonl")}})
	in.took(in.entries[0].Path, 1)
	done, failed, err := in.settle(&dropfolder.Folder{Dir: dir}, time.Now())
	if done != 0 || len(failed) != 0 || err == nil {
		t.Errorf("settle = %d, %v, %v, want an error and nothing moved", done, failed, err)
	}
}
