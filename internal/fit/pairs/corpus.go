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
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
	undated    score.Evidence // without the clocks
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
		s.undated = c.comparer.Compare(dateless(&c.articles[x]), dateless(&c.articles[y])).Evidence
		s.alone = alone.Compare(&c.articles[x], &c.articles[y]).Evidence
		out = append(out, s)
	}
	return out, lines.Err()
}

// dateless returns an article without its clocks.
func dateless(a *article.Article) *article.Article {
	b := *a
	b.Published, b.Updated, b.Fetched = article.Time{}, article.Time{}, article.Time{}
	return &b
}

// Bounds of unrelated reports: articles of a collection examined, days between the two of a pair, and
// words of reporting that both may have.
const (
	mostUnrelated = 150
	unrelatedDays = 3
	unrelatedNet  = 6
)

// unrelated returns pairs of reports on one subject that are days apart, by their headlines, and
// that share no run: nobody retold the one from the other.
func (c *collection) unrelated() (out []sample) {
	having := map[string][]int{}
	for i := range c.articles {
		for _, w := range headline(&c.articles[i]) {
			having[w] = append(having[w], i)
		}
	}
	step := max(1, len(c.articles)/mostUnrelated)
	for i := 0; i < len(c.articles); i += step {
		k := c.alike(i, having)
		if k < 0 {
			continue
		}
		if e := c.comparer.Compare(&c.articles[i], &c.articles[k]).Evidence; e.Net < unrelatedNet {
			out = append(out, sample{a: c.articles[i].ID, b: c.articles[k].ID, label: "none", evidence: e, collection: c.name})
		}
	}
	return out
}

// headline returns the distinct words of a headline that say something.
func headline(a *article.Article) []string {
	words := strings.FieldsFunc(strings.ToLower(a.Title), func(r rune) bool { return !unicode.IsLetter(r) })
	words = slices.DeleteFunc(words, func(w string) bool { return utf8.RuneCountInString(w) < 4 })
	slices.Sort(words)
	return slices.Compact(words)
}

// alike returns the article of another outlet, days away, whose headline has the rarest words in
// common with that of article i; -1: there is none.
func (c *collection) alike(i int, having map[string][]int) int {
	a := &c.articles[i]
	at := a.Clock()
	weights := map[int]float64{}
	for _, w := range headline(a) {
		for _, k := range having[w] {
			b := &c.articles[k]
			clock := b.Clock()
			if d := at.Unix - clock.Unix; b.Source != a.Source && at.Known() && clock.Known() && max(d, -d) >= unrelatedDays*86400 {
				weights[k] += 1 / float64(len(having[w]))
			}
		}
	}
	best := -1
	for k := range c.articles {
		if weights[k] > 0 && (best < 0 || weights[k] > weights[best]) {
			best = k
		}
	}
	return best
}
