package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/ingest"
)

// A record is an article as it is written.
type record struct {
	ID        string `json:"id"`
	Source    string `json:"source"`
	Title     string `json:"title"`
	Published string `json:"published"`
	Text      string `json:"text"`
}

// Bounds of a text that is retold, in bytes: a report of some 80 to 800 words.
const minText, maxText = 500, 5000

// makeRetold writes a collection of reports from base, some of them also as they
// might be retold, and pairs of a report with what was retold from it (copy) or
// with the report nearest to it in its words, as it is or retold (none).
func makeRetold(ctx context.Context, base, dir string, seed uint64, n int) error {
	arts, err := readBase(ctx, base, seed, 5*n)
	if err != nil {
		return err
	}
	m := newMaker(arts, seed)
	for i := range min(n, len(arts)) {
		m.pair(i)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	return m.write(dir)
}

// readBase reads the articles that can be retold and returns limit of them, drawn
// by their ids.
func readBase(ctx context.Context, path string, seed uint64, limit int) ([]article.Article, error) {
	var arts []article.Article
	for a, err := range ingest.Read(ctx, []string{path}, nil, ingest.Options{}) {
		if err != nil {
			continue // a reject: the base has others
		}
		if len(a.Text) >= minText && len(a.Text) <= maxText && len(sentences(a.Text)) > 3 {
			arts = append(arts, a.Clone())
		}
	}
	if len(arts) < 100 {
		return nil, fmt.Errorf("%s: %d articles that can be retold, 100 are needed", path, len(arts))
	}
	key := func(a *article.Article) uint64 {
		h := fnv.New64a()
		fmt.Fprint(h, seed, a.ID)
		return h.Sum64()
	}
	slices.SortFunc(arts, func(a, b article.Article) int { return cmp.Compare(key(&a), key(&b)) })
	return arts[:min(len(arts), limit)], nil
}

// A maker makes pairs.
type maker struct {
	arts     []article.Article
	contents []pair.Content
	back     *pair.Background
	rng      *rand.Rand
	stander  pair.Stander
	records  []record
	pairs    [][3]string
}

func newMaker(arts []article.Article, seed uint64) *maker {
	m := &maker{arts: arts, contents: make([]pair.Content, len(arts)), rng: rand.New(rand.NewPCG(seed, 1))}
	var p pair.Preparer
	for i := range arts {
		a := &arts[i]
		p.Content(&m.contents[i], &pair.Source{Text: a.Text, Title: a.Title})
		m.records = append(m.records, record{a.ID, "wire.example", a.Title, a.Published.String(), a.Text})
	}
	m.back = pair.NewBackground(m.contents)
	return m
}

// pair makes one pair of article i: every other one a copy.
func (m *maker) pair(i int) {
	near := m.stander.Nearest(m.back, &m.contents[i], i, 6)
	if len(near) < 4 {
		return // on a subject of its own: there is nothing to retell it with
	}
	texts := func(of []int) (out []string) {
		for _, k := range of {
			out = append(out, m.arts[k].Text)
		}
		return out
	}
	from, label := i, "copy"
	switch i % 4 {
	case 1: // the nearest report, retold
		from, label = near[0], "none"
	case 3: // the nearest report as it is
		m.pairs = append(m.pairs, [3]string{m.arts[i].ID, m.arts[near[0]].ID, "none"})
		return
	}
	t := newRetelling(m.rng)
	id := fmt.Sprintf("retold-%05d", i)
	at := time.Unix(m.arts[i].Clock().Unix, 0).UTC().Add(time.Duration(1+m.rng.IntN(24)) * time.Hour)
	title := t.sentence(m.rng, m.arts[from].Title, strings.Fields(strings.Join(texts(near[:2]), " ")))
	m.records = append(m.records, record{id, "paper.example", title, at.Format(time.RFC3339), t.tell(m.rng, m.arts[from].Text, texts(near[1:]))})
	m.pairs = append(m.pairs, [3]string{m.arts[i].ID, id, label})
}

// write writes articles.jsonl and pairs.tsv.
func (m *maker) write(dir string) error {
	f, err := os.Create(filepath.Join(dir, "articles.jsonl"))
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	enc := json.NewEncoder(w)
	for _, r := range m.records {
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	if err := cmp.Or(w.Flush(), f.Close()); err != nil {
		return err
	}
	list := []byte("source_id\tderived_id\tlabel\n")
	for _, p := range m.pairs {
		list = fmt.Appendf(list, "%s\t%s\t%s\n", p[0], p[1], p[2])
	}
	return os.WriteFile(filepath.Join(dir, "pairs.tsv"), list, 0o666)
}
