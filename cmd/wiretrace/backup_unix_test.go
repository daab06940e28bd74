//go:build unix

package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
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
