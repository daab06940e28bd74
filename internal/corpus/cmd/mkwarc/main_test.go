package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/ingest"
)

// TestArchive reads an archive of one page back: each repetition is an article.
func TestArchive(t *testing.T) {
	dir := t.TempDir()
	page := `<html><head><link rel=canonical href="https://paper.example/a"></head><body><h1>Pilots return</h1><article><p>` +
		strings.Repeat("The harbour pilots of Lissem are back at work, and the ships sail again. ", 20) + `</p></article></body></html>`
	if err := os.WriteFile(filepath.Join(dir, "a.html"), []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "large.warc.gz")
	if err := write(out, dir, 2000); err != nil {
		t.Fatal(err)
	}
	ids := make(map[string]bool)
	for a, err := range ingest.Read(t.Context(), []string{out}, nil, ingest.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		ids[a.ID] = true
	}
	if len(ids) < 3 {
		t.Errorf("%d articles", len(ids))
	}
}

func TestUsage(t *testing.T) {
	var b strings.Builder
	for _, args := range [][]string{{}, {"-o", "x"}, {"-bad"}} {
		if got := run(args, &b); got != 2 {
			t.Errorf("%v: status %d", args, got)
		}
	}
	if got := run([]string{"-o", filepath.Join(t.TempDir(), "x"), t.TempDir()}, &b); got != 1 {
		t.Errorf("a folder without pages: status %d", got)
	}
}
