package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wiretrace/wiretrace/ingest"
)

// A rejectWriter writes rejected records as JSON Lines. It creates the file at the first reject, so that
// there is no file without rejects. An older file is removed.
type rejectWriter struct {
	path string // empty: rejects are not written
	file *os.File
	buf  *bufio.Writer
	n    int
	// inputs counts rejects of a whole input or of its unread rest.
	inputs int
}

func newRejectWriter(path string) (*rejectWriter, error) {
	if path == "" {
		return &rejectWriter{}, nil
	}
	if err := removeRejects(path); err != nil {
		return nil, fmt.Errorf("rejects file: %w", err)
	}
	return &rejectWriter{path: path}, nil
}

// removeRejects removes the file of an earlier run. A device, a pipe or a symbolic link stays: the rejects
// are written to it.
func removeRejects(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return fmt.Errorf("%s is a folder: name a file", path)
	case info.Mode().IsRegular():
		return os.Remove(path)
	}
	if target, err := os.Stat(path); err == nil && target.Mode().IsRegular() {
		return os.Truncate(path, 0)
	}
	return nil
}

func (w *rejectWriter) write(r ingest.Reject) error {
	w.n++
	if w.path == "" {
		return nil
	}
	if w.file == nil {
		if err := os.MkdirAll(filepath.Dir(w.path), 0o777); err != nil {
			return err
		}
		f, err := os.Create(w.path)
		if err != nil {
			return err
		}
		w.file, w.buf = f, bufio.NewWriter(f)
	}
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if _, err := w.buf.Write(append(line, '\n')); err != nil {
		return err
	}
	return nil
}

func (w *rejectWriter) close() error {
	if w.file == nil {
		return nil
	}
	return errors.Join(w.buf.Flush(), w.file.Close())
}
