package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/wiretrace/wiretrace/report/page"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// siteFolders are the folders of a site. Their pages are named after ids.
var siteFolders = [...]string{"story", "article", "day", "outlet"}

// writeSite writes a report as a folder of pages that link to each other. Pages of an earlier report that
// the new one does not have are removed.
func (a *app) writeSite(cmd *cobra.Command, q view.Query, f *reportFlags) error {
	for _, dir := range siteFolders {
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
	written := map[string]bool{}
	site := &page.Site{Owners: f.owners, Create: func(name string) (page.File, error) {
		path := filepath.Join(f.out, filepath.FromSlash(name))
		written[path] = true
		return createWhole(path)
	}}
	return a.readStore(func(st *store.Store) error {
		if err := view.Report(cmd.Context(), st, q, f.since, site); err != nil {
			return errors.Join(err, site.Abandon())
		}
		if err := site.End(); err != nil {
			return err
		}
		return removeOldPages(f.out, written)
	})
}

// removeOldPages removes the pages of a site that were not written now. Deleted articles must not stay on
// them. Files that are no pages of a site are kept.
func removeOldPages(site string, written map[string]bool) error {
	for _, dir := range siteFolders {
		files, err := os.ReadDir(filepath.Join(site, dir))
		if err != nil {
			return err
		}
		for _, f := range files {
			path := filepath.Join(site, dir, f.Name())
			if written[path] || !f.Type().IsRegular() || filepath.Ext(path) != ".html" {
				continue
			}
			old, err := isSitePage(path)
			if err == nil && old {
				err = os.Remove(path)
			}
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// maxPageHead is the most bytes of a page before its link to the index. Pages of earlier versions have
// their style there.
const maxPageHead = 256 << 10

// isSitePage reports whether a file is a page of a site: it begins with a link to the index.
func isSitePage(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	head, err := io.ReadAll(io.LimitReader(f, maxPageHead))
	return bytes.Contains(head, []byte(page.SiteMark)), errors.Join(err, f.Close())
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

// Abandon closes the file and removes it. The file that had its name before stays.
func (w *wholeFile) Abandon() error {
	return errors.Join(w.File.Close(), os.Remove(w.Name()))
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
