//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/wiretrace/wiretrace/changes"
)

// TestWriteWholeKeepsKind writes to a pipe and to a link: both stay what they are.
func TestWriteWholeKeepsKind(t *testing.T) {
	dir := t.TempDir()
	pipe, link, file := filepath.Join(dir, "pipe"), filepath.Join(dir, "link"), filepath.Join(dir, "file")
	if err := errors.Join(unix.Mkfifo(pipe, 0o666), os.WriteFile(file, []byte("before"), 0o666), os.Symlink("file", link)); err != nil {
		t.Fatal(err)
	}
	words := func(w io.Writer) error { _, err := io.WriteString(w, "words"); return err }
	got := make(chan string, 1)
	go func() {
		b, _ := os.ReadFile(pipe)
		got <- string(b)
	}()
	if err := writeWhole(pipe, words); err != nil {
		t.Fatal(err)
	}
	if s := <-got; s != "words" {
		t.Errorf("the pipe gave %q", s)
	}
	if err := writeWhole(link, words); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(file); string(b) != "words" || err != nil {
		t.Errorf("behind the link is %q, %v", b, err)
	}
	for path, want := range map[string]os.FileMode{pipe: os.ModeNamedPipe, link: os.ModeSymlink, file: 0} {
		if fi, err := os.Lstat(path); err != nil || fi.Mode().Type() != want {
			t.Errorf("%s: %v, %v, want %v", path, fi, err, want)
		}
	}
	if left, err := os.ReadDir(dir); len(left) != 3 || err != nil {
		t.Errorf("left: %v, %v", left, err)
	}
}

// TestPipeForChanges puts a pipe in the place of the record of the last changes: nothing waits for it, and a run replaces it.
func TestPipeForChanges(t *testing.T) {
	dir := t.TempDir()
	st := filepath.Join(dir, "st")
	mustRun(t, "dedup", "-q", "-s", st, writeCorpus(t, dir, 10))
	pipe := filepath.Join(st, changes.Name)
	if err := unix.Mkfifo(pipe, 0o666); err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	if status := run(t.Context(), []string{"report", "-s", st, "--changes"}, nil, io.Discard, &errs); status != exitFailed || !strings.Contains(errs.String(), "no regular file") {
		t.Errorf("report: status %d: %s", status, &errs)
	}
	more := filepath.Join(dir, "more.jsonl")
	if err := os.WriteFile(more, []byte(`{"id":"more","url":"https://more.example/1","text":"The ferry to the island sails twice a day from May, its owner said."}`), 0o666); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "dedup", "-q", "-s", st, "--out", filepath.Join(dir, "out"), more)
	if fi, err := os.Lstat(pipe); err != nil || !fi.Mode().IsRegular() {
		t.Errorf("after a run: %v, %v", fi, err)
	}
}
