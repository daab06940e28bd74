package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/report/page"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// writeSite writes a report as a folder of pages that link to each other.
func (a *app) writeSite(cmd *cobra.Command, q view.Query, f *reportFlags) error {
	for _, dir := range []string{"story", "article", "day", "outlet"} {
		if err := os.MkdirAll(filepath.Join(f.out, dir), 0o777); err != nil {
			return err
		}
		if err := removeLeft(filepath.Join(f.out, dir), ""); err != nil {
			return err
		}
	}
	if err := removeLeft(f.out, ""); err != nil {
		return err
	}
	site := &page.Site{Owners: f.owners, Create: func(name string) (io.WriteCloser, error) {
		return createWhole(filepath.Join(f.out, filepath.FromSlash(name)))
	}}
	return a.readStore(func(st *store.Store) error {
		return errors.Join(view.Report(cmd.Context(), st, q, f.since, site), site.End())
	})
}

// A wholeFile is written under a temporary name. Close renames it.
type wholeFile struct {
	*os.File
	path   string
	failed bool
}

func createWhole(path string) (*wholeFile, error) {
	f, err := openTemporary(path)
	if err != nil {
		return nil, err
	}
	return &wholeFile{File: f, path: path}, nil
}

// Write writes to the file. After an error Close does not rename the file.
func (w *wholeFile) Write(b []byte) (int, error) {
	n, err := w.File.Write(b)
	w.failed = w.failed || err != nil
	return n, err
}

// Close renames the file, or removes it if a write failed.
func (w *wholeFile) Close() error {
	err := w.File.Close()
	if err != nil || w.failed {
		return errors.Join(err, os.Remove(w.Name()))
	}
	return os.Rename(w.Name(), w.path)
}
