package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/wiretrace/wiretrace/evaluate"
)

// readGold reads the labels that --gold names.
func (a *app) readGold(f *evaluateFlags) (*evaluate.Labels, error) {
	format, positive := evaluate.Format(f.format), labelList(f.positive)
	if f.gold == "-" {
		return evaluate.ReadLabels(a.in, "standard input", format, positive)
	}
	info, err := os.Stat(f.gold)
	if err != nil {
		return nil, fmt.Errorf("--gold: %w", err)
	}
	path := f.gold
	if info.IsDir() {
		table := filepath.Join(path, "gold_clusters.tsv")
		if _, err := os.Stat(filepath.Join(path, "pairs")); err == nil && format != evaluate.Clusters {
			return readPAN(path)
		}
		if _, err := os.Stat(table); err != nil {
			return nil, fmt.Errorf("--gold %s: neither gold_clusters.tsv nor the file \"pairs\" of a PAN corpus is in the folder: name a file of labels", path)
		}
		path = table
	}
	var l *evaluate.Labels
	err = withFile(path, func(r io.Reader) (err error) {
		l, err = evaluate.ReadLabels(r, path, format, positive)
		return err
	})
	return l, err
}

// readPAN reads a PAN text alignment corpus: its file pairs, and the XML files in its folder and
// subfolders.
func readPAN(dir string) (*evaluate.Labels, error) {
	pan := evaluate.NewPANReader()
	path := filepath.Join(dir, "pairs")
	if err := withFile(path, func(r io.Reader) error { return pan.Pairs(r, path) }); err != nil {
		return nil, err
	}
	var files []string
	for _, pattern := range []string{"*.xml", filepath.Join("*", "*.xml")} {
		found, err := fs.Glob(os.DirFS(dir), filepath.ToSlash(pattern))
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("--gold %s: no XML file is in the folder or the folders in it", dir)
	}
	slices.Sort(files)
	for _, name := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := withFile(path, func(r io.Reader) error { return pan.XML(r, path) }); err != nil {
			return nil, err
		}
	}
	return pan.Labels()
}

// readResults reads those files of dedup --out that exist.
func readResults(dir string) (*evaluate.Predictions, error) {
	p := &evaluate.Predictions{From: dir, OneOfIdentical: true}
	found := 0
	for _, f := range []struct {
		name string
		read func(io.Reader, string) error
		some bool // the file has something to evaluate
	}{
		{"articles.jsonl", p.ReadArticles, true},
		{"pairs.jsonl", p.ReadPairs, true},
		{"passages.jsonl", p.ReadPassages, false},
		{"run.json", func(r io.Reader, name string) error { return readModel(r, name, p) }, false},
	} {
		path := filepath.Join(dir, f.name)
		err := withFile(path, func(r io.Reader) error { return f.read(r, path) })
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return nil, err
		}
		if f.some {
			found++
		}
	}
	if found == 0 {
		return nil, fmt.Errorf("%s: neither articles.jsonl nor pairs.jsonl is there: name the folder that was given to \"dedup --out\"", dir)
	}
	return p, nil
}

// readModel reads the version of the model from run.json into p.
func readModel(r io.Reader, name string, p *evaluate.Predictions) error {
	var run struct {
		Parameters struct {
			Model string `json:"model"`
		} `json:"parameters"`
	}
	if err := json.NewDecoder(io.LimitReader(r, maxPage)).Decode(&run); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	p.Model = run.Parameters.Model
	return nil
}

// readPredictions reads the files that --clusters and --pairs name.
func readPredictions(f *evaluateFlags) (*evaluate.Predictions, error) {
	p := &evaluate.Predictions{}
	if f.clusters != "" {
		p.From = f.clusters
		if err := withFile(f.clusters, func(r io.Reader) error { return p.ReadArticles(r, f.clusters) }); err != nil {
			return nil, err
		}
	}
	if f.pairs != "" {
		if p.From != "" {
			p.From += " and "
		}
		p.From += f.pairs
		if err := withFile(f.pairs, func(r io.Reader) error { return p.ReadPairs(r, f.pairs) }); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// withFile opens a file for read.
func withFile(path string, read func(io.Reader) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return read(f)
}
