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

// A rejectWriter writes rejected records as JSON Lines. The file is made with
// the first of them, so that a clean run leaves none; an older one is removed.
type rejectWriter struct {
	path string // empty: nowhere
	file *os.File
	buf  *bufio.Writer
	n    int
	// inputs counts the rejects that are whole inputs, or the rest of one.
	inputs int
}

func newRejectWriter(path string) (*rejectWriter, error) {
	if path == "" {
		return &rejectWriter{}, nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("rejects file: %w", err)
	}
	return &rejectWriter{path: path}, nil
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
