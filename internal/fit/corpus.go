package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/shingle"
)

// An entry is an article as the model sees it.
type entry struct {
	id     string
	set    []uint64 // sorted distinct shingles outside furniture
	minute int32
	gold   []string // its clusters
}

type corpus struct{ articles []entry }

// A sample is a pair of articles and whether it shares a cluster.
type sample struct {
	pair cluster.Pair
	same bool
}

// readCorpus reads one simulation.
func readCorpus(ctx context.Context, dir string) (*corpus, error) {
	gold, err := readGold(filepath.Join(dir, "gold_clusters.tsv"))
	if err != nil {
		return nil, err
	}
	c := &corpus{}
	var sh shingle.Shingler
	for a, err := range ingest.Read(ctx, []string{filepath.Join(dir, "articles.jsonl")}, nil, ingest.Options{}) {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		c.articles = append(c.articles, newEntry(&sh, &a, gold[a.ID]))
	}
	return c, nil
}

func newEntry(sh *shingle.Shingler, a *article.Article, gold []string) entry {
	var skip []shingle.Range
	for _, f := range a.Furniture {
		skip = append(skip, shingle.Range{Start: f.Start, End: f.End})
	}
	e := entry{id: a.ID, gold: gold, minute: cluster.NoClock}
	if clock := a.Clock(); clock.Known() {
		e.minute = int32(clock.Unix / 60)
	}
	if !a.LowConfidence {
		e.set = minhash.Distinct(sh.Hashes(nil, a.Text, skip))
	}
	return e
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

// samples returns all pairs of articles that share a shingle, in order.
func (c *corpus) samples() []sample {
	type posting struct {
		hash uint64
		doc  uint32
	}
	var index []posting
	for d, e := range c.articles {
		for _, h := range e.set {
			index = append(index, posting{h, uint32(d)})
		}
	}
	slices.SortFunc(index, func(x, y posting) int { return cmp.Or(cmp.Compare(x.hash, y.hash), cmp.Compare(x.doc, y.doc)) })
	common := map[[2]uint32]uint32{}
	for i := 0; i < len(index); {
		j := i + 1
		for j < len(index) && index[j].hash == index[i].hash {
			j++
		}
		for x := i; x < j; x++ {
			for y := x + 1; y < j; y++ {
				common[[2]uint32{index[x].doc, index[y].doc}]++
			}
		}
		i = j
	}
	out := make([]sample, 0, len(common))
	for k, n := range common {
		a, b := &c.articles[k[0]], &c.articles[k[1]]
		out = append(out, sample{
			cluster.Pair{A: k[0], B: k[1], Common: n, SizeA: uint32(len(a.set)), SizeB: uint32(len(b.set))},
			slices.ContainsFunc(a.gold, func(g string) bool { return slices.Contains(b.gold, g) }),
		})
	}
	slices.SortFunc(out, func(x, y sample) int {
		return cmp.Or(cmp.Compare(x.pair.A, y.pair.A), cmp.Compare(x.pair.B, y.pair.B))
	})
	return out
}
