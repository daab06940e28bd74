package dedup

import (
	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster/anchor"
	"github.com/wiretrace/wiretrace/cluster/furniture"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
)

// A Collection gives a [Comparer] the rarity of shared text and the furniture lines of outlets. It
// is not safe for concurrent use.
type Collection struct {
	articles int                      // 0: rarity is not known
	df       func(hash uint32) int    // returns the number of articles that have an anchor
	know     func(hash uint32, n int) // sets the result of df, if it was found elsewhere
	mask     masker
	context  score.Context
	// background makes the sample of articles for [Comparer]; nil: there is none. Only
	// [NewComparer] calls it, because it takes some tenths of a second.
	background func() (*background, error)
}

// Collect returns the collection of these articles.
func Collect(articles []article.Article) *Collection {
	counter := furniture.NewCounter(len(articles))
	for i := range articles {
		counter.Add(articles[i].Source, articles[i].Text)
	}
	m := func(outlet, text string) []shingle.Range { return counter.Mask(nil, outlet, text, nil) }
	df := map[uint32]int{}
	var sh shingle.Shingler
	var stream shingle.Stream
	var anchors []shingle.Anchor
	runs := score.NewBuilder(len(articles))
	var preparer score.Preparer
	var text score.Text
	for i := range articles {
		a := &articles[i]
		sh.Stream(&stream, a.Text, mask(m, a.Source, a.Text, a.Furniture))
		preparer.Grams(&text, scoreSource(a, &stream))
		runs.Add(&text, text.Day())
		anchors = shingle.Anchors(anchors[:0], &stream)
		for _, x := range anchors {
			df[x.Hash]++
		}
	}
	return &Collection{
		articles: len(articles), context: score.Context{Recurring: runs.Build()}, df: func(h uint32) int { return df[h] }, mask: m,
		background: func() (*background, error) { return collectBackground(articles, m) },
	}
}

// rarity returns how rare the text that a and b share is in the collection. The total weight of b is
// estimated from at most sample of its anchors; 0: from all.
func (c *Collection) rarity(a, b *side, sample int) pair.Rarity {
	if c.articles == 0 {
		return pair.Rarity{}
	}
	c.weigh(a)
	h := anchor.Between(a.anchors, b.anchors, c.articles, c.df)
	return pair.Rarity{
		Known: true, Shared: h.Shared, Sum: h.Sum,
		TotalA: a.total, TotalB: anchor.Total(b.anchors, c.articles, sample, c.df),
		AnchorsA: len(a.anchors), AnchorsB: len(b.anchors),
	}
}

// weigh sets the weight of a's anchors.
func (c *Collection) weigh(a *side) {
	if !a.weighed {
		a.total, a.weighed = anchor.Total(a.anchors, c.articles, 0, c.df), true
	}
}

// hopeless reports whether two texts share too little to be compared, by the bound of a dedup run.
// sum is the weight of their common anchors. It assumes that b's anchors have the same mean weight
// as a's, because reading their weights takes longer than comparing the texts.
func (c *Collection) hopeless(a, b *side, sum float64) bool {
	c.weigh(a)
	return anchor.Hopeless(sum, a.total, a.total/float64(max(1, len(a.anchors)))*float64(len(b.anchors)))
}

// Stored returns the collection of a view, with the furniture lines of the conclusions c and the
// anchor index of the view, if it has one. It caches results and is not safe for concurrent use.
func Stored(v *store.View, c *generation.Conclusions) *Collection {
	out := &Collection{mask: func(outlet, text string) []shingle.Range { return c.Lines.Mask(nil, outlet, text) }}
	out.context.Recurring = c.Recurring
	if v.Anchored(shingle.AnchorVersion) > 0 {
		out.articles = v.LiveDocs()
	}
	out.background = func() (*background, error) { return storedBackground(v, out.mask) }
	known := map[uint32]int{}
	out.know = func(h uint32, n int) { known[h] = n }
	var buf []store.Posting
	out.df = func(h uint32) int {
		if n, ok := known[h]; ok {
			return n
		}
		var err error
		if buf, err = v.Anchors(buf[:0], h, anchor.Cap); err != nil {
			return 0 // the store is damaged; the view reports it when it ends
		}
		known[h] = len(buf)
		return len(buf)
	}
	return out
}
