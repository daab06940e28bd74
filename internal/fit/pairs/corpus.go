// Package pairs fits the model of package score to labelled pairs of articles and
// measures it: each collection with a model that never saw it.
package pairs

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/score"
)

// A sample is a labelled pair with what both share.
type sample struct {
	a, b       string
	copied     bool
	label      string
	note       string
	evidence   score.Evidence
	alone      score.Evidence // without the collection
	collection string
}

// A collection is a folder with articles.jsonl.zst or articles.jsonl and labelled pairs.
type collection struct {
	name     string
	articles []article.Article
	at       map[string]int
	known    *dedup.Collection
	comparer *dedup.Comparer
}

// open reads the articles of a folder.
func open(ctx context.Context, dir string) (*collection, error) {
	path := filepath.Join(dir, "articles.jsonl.zst")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		path = filepath.Join(dir, "articles.jsonl")
	}
	c := &collection{name: filepath.Base(dir), at: map[string]int{}}
	for a, err := range ingest.Read(ctx, []string{path}, nil, ingest.Options{}) {
		var reject ingest.Reject
		switch {
		case errors.As(err, &reject):
		case err != nil:
			return nil, err
		default:
			i, known := c.at[a.ID]
			if !known {
				i = len(c.articles)
				c.at[a.ID] = i
				c.articles = append(c.articles, article.Article{})
			}
			c.articles[i] = a.Clone()
		}
	}
	c.known = dedup.Collect(c.articles)
	var err error
	c.comparer, err = dedup.NewComparer(c.known)
	return c, err
}

// judged returns the labelled pairs of a table: two ids, a label, and maybe a note.
func (c *collection) judged(path string) ([]sample, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	alone, err := dedup.NewComparer(nil)
	if err != nil {
		return nil, err
	}
	var head []string
	var out []sample
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		col := strings.Split(lines.Text(), "\t")
		if n == 1 {
			head = col
			continue
		}
		s := sample{a: col[0], b: col[1], label: col[2], collection: c.name}
		for i, name := range head {
			if name == "note" && i < len(col) {
				s.note = col[i]
			}
		}
		s.copied = s.label == "copy" || s.label == "WD" || s.label == "PD"
		x, okX := c.at[s.a]
		y, okY := c.at[s.b]
		if !okX || !okY {
			return nil, fmt.Errorf("%s:%d: an id is not among the articles", path, n)
		}
		r := c.comparer.Compare(&c.articles[x], &c.articles[y])
		s.evidence = r.Evidence
		s.alone = alone.Compare(&c.articles[x], &c.articles[y]).Evidence
		out = append(out, s)
	}
	return out, lines.Err()
}
