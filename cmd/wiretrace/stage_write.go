package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wiretrace/wiretrace/stage"
)

// stageWrite writes the result files from their lines. The files get their names when all are complete.
func (a *app) stageWrite(ctx context.Context, plan *stage.Plan, dir string) (err error) {
	if _, err := os.Stat(filepath.Join(dir, "run.json")); err == nil {
		return usagef("--out %s: results of a dedup run are there; name another folder", dir)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("results folder: %w", err)
	}
	files := map[string]*resultFile{}
	defer func() {
		for _, f := range files {
			if err != nil {
				err = errors.Join(err, f.drop())
			}
		}
	}()
	for _, name := range append(stage.Results(), "copies", "outlets") {
		if files[name], err = createResult(filepath.Join(dir, name+".jsonl")); err != nil {
			return err
		}
	}
	if err := plan.Collect(ctx, a.in, func(rec stage.Record) error { return files[rec.To].line(rec.Value) }); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	for name, f := range files {
		if err := f.close(); err != nil {
			return err
		}
		if name == stage.Rejects && f.n == 0 { // like dedup: no file without rejects
			if err := errors.Join(f.drop(), removeOld(f.path)); err != nil {
				return err
			}
			delete(files, name)
		}
	}
	for _, f := range files {
		if err := os.Rename(f.path+".tmp", f.path); err != nil {
			return err
		}
	}
	a.infof("%s, %s and %s written to %s", counted(files[stage.Articles].n, "article", "articles"),
		counted(files[stage.Clusters].n, "cluster", "clusters"), counted(files[stage.Pairs].n, "pair", "pairs"), dir)
	return nil
}

func removeOld(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// A resultFile is a result file that has a temporary name.
type resultFile struct {
	path string
	file *os.File
	buf  *bufio.Writer
	n    int64 // number of lines
}

func createResult(path string) (*resultFile, error) {
	f, err := os.Create(path + ".tmp")
	if err != nil {
		return nil, fmt.Errorf("results: %w", err)
	}
	return &resultFile{path: path, file: f, buf: bufio.NewWriterSize(f, 1<<16)}, nil
}

func (f *resultFile) line(value []byte) error {
	f.n++
	if _, err := f.buf.Write(value); err != nil {
		return err
	}
	return f.buf.WriteByte('\n')
}

// close closes the file. It may be called twice.
func (f *resultFile) close() error {
	if f.file == nil {
		return nil
	}
	err := errors.Join(f.buf.Flush(), f.file.Close())
	f.file = nil
	return err
}

// drop removes the file.
func (f *resultFile) drop() error {
	if f == nil {
		return nil
	}
	_ = f.close() // the content is not needed
	return removeOld(f.path + ".tmp")
}
