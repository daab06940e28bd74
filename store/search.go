package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// A Search finds what is left of deleted articles. It cuts their strings into pieces. It counts each piece
// in the bytes of all files, with all Zstandard frames decompressed, and in the values that the store
// refers to. If a piece is more often in the files than in the values, a remainder is left.
type Search struct {
	s     *Store
	m     matcher
	texts int // number of pieces of texts, which come first
	short int
}

// A Proof is the result of a Search.
type Proof struct {
	Files  int   `json:"files"`
	Bytes  int64 `json:"bytes"`
	Frames int   `json:"frames"` // decompressed frames
	Pieces int   `json:"pieces"` // pieces searched for
	Short  int   `json:"short"`  // strings too short to search for
	// Left are the files in which something is left.
	Left []Remainder `json:"left"`
	// Elsewhere are other articles in the store that have words of the deleted ones, those with most of
	// them first.
	Elsewhere []Elsewhere `json:"elsewhere"`
}

// A Remainder is the number of pieces that are left in a file.
type Remainder struct {
	File  string `json:"file"`
	Parts int    `json:"parts"`
}

// Elsewhere is an article that has a part of the deleted texts.
type Elsewhere struct {
	ID      string `json:"id"`
	Percent int    `json:"percent"`
}

var errNoPieces = fmt.Errorf("there is nothing to search for: the articles are not in the store, "+
	"or all their strings are shorter than %d bytes", shortPiece)

const (
	elsewhereLeast = 10 // least percentage of the texts' pieces
	elsewhereMost  = 20 // most articles that are listed
)

// NewSearch prepares a search for articles that are still in the store, with all their revisions. It fails
// if there is nothing to search for, since then nothing could be proved.
func (s *Store) NewSearch(ids []string) (*Search, error) {
	x := &Search{s: s, m: newMatcher()}
	var texts, fields []string
	err := s.View(func(v *View) error {
		for _, id := range ids {
			docs, err := v.revisions(id)
			if err != nil {
				return err
			}
			for _, d := range docs {
				a, err := v.Article(d)
				if err != nil {
					return err
				}
				texts = append(texts, strings.Clone(a.Text))
				fields = append(fields, a.ID, a.URL, a.Title, a.Byline, a.Credit, string(a.Extra))
			}
		}
		return v.err
	})
	if err != nil {
		return nil, err
	}
	for _, t := range texts {
		x.add(t)
	}
	x.texts = len(x.m.pieces)
	for _, f := range fields {
		if f != "" {
			x.add(f)
		}
	}
	if len(x.m.pieces) == 0 {
		return nil, errNoPieces
	}
	return x, nil
}

func (x *Search) add(s string) {
	if !x.m.add(s) {
		x.short++
	}
}

// Run searches the store's files, and further files and folders. It fails if the store has no file, since
// then nothing could be proved.
func (x *Search) Run(ctx context.Context, further []string) (*Proof, error) {
	p := &Proof{Pieces: len(x.m.pieces), Short: x.short, Left: []Remainder{}, Elsewhere: []Elsewhere{}}
	texts, conclusions, err := x.inValues(ctx)
	if err != nil {
		return nil, err
	}
	if err := x.inStore(ctx, texts, conclusions, p); err != nil {
		return nil, err
	}
	n := x.m.counts()
	for _, path := range further {
		err := eachFile(path, func(path string) error {
			clear(n)
			if err := x.m.file(ctx, path, n, p); err != nil {
				return err
			}
			p.left(path, func(i int) bool { return n[i] > 0 && texts[i] == 0 })
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(p.Left, func(a, b Remainder) int { return cmp.Or(strings.Compare(a.File, b.File), b.Parts-a.Parts) })
	p.Left = slices.Compact(p.Left) // a file may have been named twice
	return p, x.elsewhere(ctx, texts, p)
}

// inStore searches the store's files.
func (x *Search) inStore(ctx context.Context, texts, conclusions counts, p *Proof) error {
	perFile := map[string]counts{} // only files with some piece
	all, n := x.m.counts(), x.m.counts()
	err := eachFile(x.s.dir, func(path string) error {
		clear(n)
		if err := x.m.file(ctx, path, n, p); err != nil {
			return err
		}
		if slices.Max(n) > 0 {
			perFile[path] = slices.Clone(n)
			all.add(n)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if p.Files == 0 {
		return fmt.Errorf("search: %s has no file that can be read", x.s.dir)
	}
	for path, n := range perFile {
		p.left(path, func(i int) bool { return n[i] > 0 && all[i] > texts[i]+conclusions[i] })
	}
	p.left("the conclusions of the last run, which the next run replaces", func(i int) bool { return conclusions[i] > 0 && texts[i] == 0 })
	return nil
}

// left adds a file if it has remainders.
func (p *Proof) left(file string, is func(piece int) bool) {
	n := 0
	for i := range p.Pieces {
		if is(i) {
			n++
		}
	}
	if n > 0 {
		p.Left = append(p.Left, Remainder{file, n})
	}
}

// inValues counts the pieces in the values that the store refers to: those of articles and those of
// conclusions.
func (x *Search) inValues(ctx context.Context) (texts, conclusions counts, err error) {
	texts, conclusions = x.m.counts(), x.m.counts()
	err = x.s.View(func(v *View) error {
		var failed error
		v.im.m.keys(func(key []byte) {
			if failed != nil || ctx.Err() != nil {
				return
			}
			value, err := v.im.fetch(key)
			if err != nil {
				failed = err
				return
			}
			n := texts
			if key[0] == keyPart || key[0] == keyBlock {
				n = conclusions
			}
			x.m.bytes(value, len(value), n, &Proof{})
		})
		return errors.Join(failed, ctx.Err())
	})
	return texts, conclusions, err
}

// elsewhere lists the articles that have pieces of the texts.
func (x *Search) elsewhere(ctx context.Context, in counts, p *Proof) error {
	if !slices.ContainsFunc(in[:x.texts], func(n int) bool { return n > 0 }) {
		return nil
	}
	n := x.m.counts()
	err := x.s.View(func(v *View) error {
		return v.EachMeta(0, func(d Doc, a *article.Article) error {
			text, err := v.Text(d)
			if err != nil {
				return err
			}
			has := 0
			clear(n)
			x.m.raw([]byte(text), n)
			for _, k := range n[:x.texts] {
				has += min(k, 1)
			}
			if percent := 100 * has / x.texts; percent >= elsewhereLeast {
				p.Elsewhere = append(p.Elsewhere, Elsewhere{strings.Clone(a.ID), percent})
			}
			return ctx.Err()
		})
	})
	slices.SortFunc(p.Elsewhere, func(a, b Elsewhere) int {
		if a.Percent != b.Percent {
			return b.Percent - a.Percent
		}
		return strings.Compare(a.ID, b.ID)
	})
	p.Elsewhere = p.Elsewhere[:min(len(p.Elsewhere), elsewhereMost)]
	return err
}

// eachFile calls fn with every file of a folder, or with root if it is a file. root may be a symbolic
// link; links within the folder are not followed.
func eachFile(root string, fn func(path string) error) error {
	resolved, err := filepath.EvalSymlinks(root)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	return filepath.WalkDir(resolved, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("search: %w", err)
		}
		if !d.Type().IsRegular() {
			return nil
		}
		rel, err := filepath.Rel(resolved, path)
		if err != nil {
			return fmt.Errorf("search: %w", err)
		}
		if err := fn(filepath.Join(root, rel)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("search: %w", err)
		}
		return nil
	})
}
