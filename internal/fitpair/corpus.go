package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/anchor"
	"github.com/wiretrace/wiretrace/cluster/furniture"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/shingle"
)

// A sample is a pair of articles that a search brings together.
type sample struct {
	a, b     int32
	evidence pair.Evidence // without its passages
	same     bool
	hopeless bool // dedup does not align it
}

// A corpus is a simulation made ready.
type corpus struct {
	dir       string
	n         int               // articles
	articles  []article.Article // as texts and index, until they have been compared
	gold      [][]string        // by article: its clusters
	texts     []pair.Text
	index     *anchor.Index
	samples   []sample
	truePairs int
	found     int // of them, among the samples
}

// readCorpus reads one simulation and compares what a dedup run would compare.
func readCorpus(ctx context.Context, dir string) (*corpus, error) {
	gold, err := readGold(filepath.Join(dir, "gold_clusters.tsv"))
	if err != nil {
		return nil, err
	}
	c := &corpus{dir: dir}
	for a, err := range ingest.Read(ctx, []string{filepath.Join(dir, "articles.jsonl")}, nil, ingest.Options{}) {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		c.articles = append(c.articles, a.Clone())
		c.gold = append(c.gold, gold[a.ID])
	}
	c.n = len(c.articles)
	c.prepare()
	c.compare()
	c.countTrue()
	c.articles, c.texts, c.index = nil, nil, nil
	return c, nil
}

// profile returns the name of the folder without its number.
func (c *corpus) profile() string { return strings.TrimRight(filepath.Base(c.dir), "0123456789") }

// prepare masks the furniture and makes texts and index.
func (c *corpus) prepare() {
	counter := furniture.NewCounter(len(c.articles))
	for i := range c.articles {
		counter.Add(c.articles[i].Source, c.articles[i].Text)
	}
	c.texts = make([]pair.Text, len(c.articles))
	c.index = anchor.NewIndex(uint32(len(c.articles)))
	var p pair.Preparer
	for i := range c.articles {
		a := &c.articles[i]
		skip := make([]shingle.Range, 0, len(a.Furniture))
		for _, f := range a.Furniture {
			skip = append(skip, shingle.Range{Start: f.Start, End: f.End})
		}
		clock := a.Clock()
		p.Prepare(&c.texts[i], &pair.Source{
			Text: a.Text, Skip: furniture.Join(skip, counter.Mask(nil, a.Source, a.Text, nil)),
			Title: a.Title, Outlet: a.Source, Second: clock.Unix, Timed: clock.Known(),
		})
		c.index.Add(uint32(i), shingle.Anchors(nil, &c.texts[i].Stream))
	}
	c.index.Build()
}

// compare gathers the evidence of all candidates.
func (c *corpus) compare() {
	pairs := map[[2]int32]pair.Rarity{}
	var s anchor.Searcher
	for i := range uint32(len(c.articles)) {
		ta, na := c.index.Total(i)
		for _, h := range s.Search(c.index, i, anchor.Top, nil) {
			tb, nb := c.index.Total(h.Doc)
			r := pair.Rarity{Known: true, Shared: h.Shared, Sum: h.Sum, TotalA: ta, TotalB: tb, AnchorsA: na, AnchorsB: nb}
			k := [2]int32{int32(i), int32(h.Doc)}
			if i > h.Doc {
				k = [2]int32{int32(h.Doc), int32(i)}
				r.TotalA, r.TotalB, r.AnchorsA, r.AnchorsB = tb, ta, nb, na
			}
			pairs[k] = r
		}
	}
	var cmp pair.Comparer
	for k, r := range pairs {
		s := sample{a: k[0], b: k[1], same: c.same(k[0], k[1])}
		if s.hopeless = anchor.Hopeless(r.Sum, r.TotalA, r.TotalB); !s.hopeless {
			cmp.Compare(&s.evidence, &c.texts[k[0]], &c.texts[k[1]], r)
			s.evidence.Passages = nil
		}
		c.samples = append(c.samples, s)
	}
	slices.SortFunc(c.samples, func(x, y sample) int {
		return slices.Compare([]int32{x.a, x.b}, []int32{y.a, y.b})
	})
}

func (c *corpus) same(a, b int32) bool {
	return slices.ContainsFunc(c.gold[a], func(g string) bool { return slices.Contains(c.gold[b], g) })
}

func (c *corpus) countTrue() {
	by := map[string][]int32{}
	for i, gs := range c.gold {
		for _, g := range gs {
			by[g] = append(by[g], int32(i))
		}
	}
	seen := map[[2]int32]struct{}{}
	for _, m := range by {
		for i := range m {
			for _, b := range m[i+1:] {
				seen[[2]int32{m[i], b}] = struct{}{}
			}
		}
	}
	c.truePairs = len(seen)
	for _, s := range c.samples {
		if s.same {
			c.found++
		}
	}
}

// first returns the pairs with the odds of a model's first pass.
func (c *corpus) first(m *pair.Model) []cluster.OddsEdge {
	edges := make([]cluster.OddsEdge, len(c.samples))
	for i := range c.samples {
		s := &c.samples[i]
		edges[i] = cluster.OddsEdge{A: s.a, B: s.b, Z: anchor.HopelessOdds, InA: s.evidence.InA, InB: s.evidence.InB}
		if !s.hopeless {
			edges[i].Z = m.LogOdds(&s.evidence)
		}
	}
	return edges
}

// A seen is a pair with its odds and the truth.
type seen struct {
	cluster.OddsEdge
	same bool
}

// pass returns the pairs for the next pass, with their contexts in the clusters:
// those that were compared, and those that the clusters ask for.
func (c *corpus) pass(edges []cluster.OddsEdge) ([]seen, []pair.Context) {
	nb := cluster.NewNeighbourhood(edges, c.link(edges))
	edges = append(slices.Clip(edges), nb.Unseen(denseStory)...)
	pairs, ctx := make([]seen, len(edges)), make([]pair.Context, len(edges))
	for i := range edges {
		e := &edges[i]
		pairs[i], ctx[i] = seen{*e, c.same(e.A, e.B)}, nb.Context(e)
	}
	return pairs, ctx
}

// denseStory is the number of texts of a cluster up to which dedup examines all
// its pairs.
const denseStory = 64

func (c *corpus) link(edges []cluster.OddsEdge) []int32 {
	return cluster.LinkOdds(c.n, edges, nil)
}

// again sets the odds of pairs to those of a pass.
func again(m *pair.Model, k int, pairs []seen, ctx []pair.Context) []cluster.OddsEdge {
	edges := make([]cluster.OddsEdge, len(pairs))
	for i := range pairs {
		pairs[i].Z = m.InContext(k, &ctx[i])
		edges[i] = pairs[i].OddsEdge
	}
	return edges
}

func readGold(name string) (map[string][]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	gold := map[string][]string{}
	lines := bufio.NewReader(f)
	for n := 1; ; n++ {
		line, err := lines.ReadString('\n')
		if id, clusters, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && n > 1 {
			gold[id] = strings.Split(clusters, ";")
		}
		if err == io.EOF {
			return gold, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
}
