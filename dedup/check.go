package dedup

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/store"
)

// A Verdict is what a check says of one article.
type Verdict string

// The verdicts, from most to least.
const (
	VerdictCopy    Verdict = "copy"    // the same text as another article
	VerdictPart    Verdict = "part"    // a good part of it stands elsewhere
	VerdictRelated Verdict = "related" // something is shared, too little to tell
	VerdictNone    Verdict = "none"    // nothing found
)

// Bounds of the verdicts, on exact word 5-shingles. The shares of whole and
// part are METER's classes (wholly derived from .8, partially from .2); a
// Jaccard of .7 is what the bands are built to find.
const (
	copyJaccard = .7
	wholeShare  = .8
	partShare   = .2
)

// maxMatches bounds what one check returns: the nearest texts. A story printed
// 400 times needs no 400 lines to be recognised; its cluster is named.
const maxMatches = 32

// A Match is a stored article that shares text with the checked one.
type Match struct {
	Doc     store.Doc
	Article article.Article // without its text
	Pair    cluster.Pair    // A is the checked article, B the stored one
	Cluster string          // cluster of the stored article, or empty
	P       float64
}

// A CheckResult is what [Check] found.
type CheckResult struct {
	Verdict  Verdict
	Copied   float64 // largest share of the article's shingles found in one match, [0,1]
	Cluster  string  // the cluster that most of its best matches belong to, or empty
	Stored   int     // articles compared with
	Unusable bool    // the text could not be extracted rightly and was not compared
	Matches  []Match // best first
}

// A Checker compares single articles with one view of the store. It is not
// safe for concurrent use.
type Checker struct {
	idx    index
	window time.Duration
	seen   map[store.Doc]struct{}
	cands  []store.Doc
	model  *cluster.Model
}

// NewChecker returns a checker on v; window bounds how far apart in time a
// match may be, 0: no limit.
func NewChecker(v *store.View, window time.Duration) *Checker {
	return &Checker{
		idx: index{View: v}, window: window,
		seen: map[store.Doc]struct{}{}, model: cluster.NearModel(),
	}
}

// Check compares a with the stored articles. An article that is stored itself
// (same id) is not its own match. Which clusters the matches belong to is told
// by [Conclusions.Place].
func (c *Checker) Check(a *article.Article) (CheckResult, error) {
	res := CheckResult{Verdict: VerdictNone, Stored: c.idx.LiveDocs(), Unusable: a.LowConfidence}
	var sk store.Sketch
	c.idx.sketcher.sketch(&sk, a)
	if sk.Shingles == 0 {
		return res, nil
	}
	self, stored := c.idx.Lookup(a.ID)
	set := slices.Clone(c.idx.sketcher.set(a.Text, a.Furniture))
	c.search(&sk)
	for _, d := range c.cands {
		if stored && d == self {
			continue
		}
		m, ok, err := c.match(a, set, &sk, d)
		if err != nil {
			return res, err
		}
		if ok {
			res.Matches = append(res.Matches, m)
		}
	}
	c.conclude(&res)
	return res, nil
}

// search collects the stored articles that share a band with sk, nearest by
// their sketches first, at most maxMatches.
func (c *Checker) search(sk *store.Sketch) {
	clear(c.seen)
	hits := c.idx.hits[:0]
	for band, h := range sk.Sig.BandHashes() {
		hits = c.idx.Band(hits, band, h)
	}
	for _, h := range sk.Prefix {
		hits = c.idx.Band(hits, store.BandPrefix, h)
	}
	hits = c.idx.Band(hits, store.BandContent, uint32(sk.Content))
	c.idx.hits = hits
	var packed [minhash.PackedSize]byte
	sk.Sig.Pack(packed[:])
	type ranked struct {
		doc  store.Doc
		near float64
	}
	var order []ranked
	for _, d := range hits {
		if _, dup := c.seen[d]; dup {
			continue
		}
		c.seen[d] = struct{}{}
		near := minhash.EstimatePacked(packed[:], c.idx.Packed(d))
		if near >= cluster.MinEstimate || sk.Shingles <= minhash.ShortMax {
			order = append(order, ranked{d, near})
		}
	}
	slices.SortFunc(order, func(x, y ranked) int {
		return cmp.Or(cmp.Compare(y.near, x.near), cmp.Compare(x.doc, y.doc))
	})
	c.cands = c.cands[:0]
	for _, r := range order[:min(len(order), maxMatches)] {
		c.cands = append(c.cands, r.doc)
	}
}

// match compares the article with one stored article exactly.
func (c *Checker) match(a *article.Article, set []uint64, sk *store.Sketch, d store.Doc) (Match, bool, error) {
	if row := c.idx.View.Row(d); !c.inWindow(a, row.Minute) && row.Content != sk.Content {
		return Match{}, false, nil
	}
	pair := cluster.Pair{B: uint32(d), Common: uint32(len(set)), SizeA: uint32(len(set)), SizeB: uint32(len(set))}
	if c.idx.View.Row(d).Content != sk.Content {
		other, err := c.idx.Set(uint32(d))
		if err != nil {
			return Match{}, false, err
		}
		pair.SizeB = uint32(len(other))
		pair.Common = uint32(minhash.Intersection(set, other))
	}
	if pair.Jaccard() < cluster.MinJaccard {
		return Match{}, false, nil
	}
	meta, err := c.idx.Meta(d)
	if err != nil {
		return Match{}, false, err
	}
	return Match{Doc: d, Article: meta, Pair: pair, P: c.model.P(pair)}, true, nil
}

func (c *Checker) inWindow(a *article.Article, minute int32) bool {
	clock := a.Clock()
	if c.window == 0 || !clock.Known() || minute == math.MinInt32 {
		return true
	}
	return max(clock.Unix/60, int64(minute))-min(clock.Unix/60, int64(minute)) <= int64(c.window/time.Minute)
}

// conclude sorts the matches and draws the verdict from them.
func (c *Checker) conclude(res *CheckResult) {
	slices.SortFunc(res.Matches, func(x, y Match) int {
		return cmp.Or(
			cmp.Compare(y.Pair.Jaccard(), x.Pair.Jaccard()),
			x.Article.Clock().Compare(y.Article.Clock()),
			cmp.Compare(x.Article.ID, y.Article.ID))
	})
	best := 0.0
	for _, m := range res.Matches {
		res.Copied = max(res.Copied, m.Pair.ContainmentA())
		best = max(best, m.Pair.Jaccard())
	}
	res.Verdict = verdict(best, res.Copied)
}

// Place fills in which clusters the matches belong to, and which one the
// article would: the one whose members among the matches are most alike it in
// sum.
func (c *Conclusions) Place(res *CheckResult) {
	votes := map[string]float64{}
	for i := range res.Matches {
		m := &res.Matches[i]
		if m.Cluster = c.clusterOf(m.Doc); m.Cluster != "" {
			votes[m.Cluster] += m.Pair.Jaccard()
		}
	}
	for id, v := range votes {
		if res.Cluster == "" || v > votes[res.Cluster] || v == votes[res.Cluster] && id < res.Cluster {
			res.Cluster = id
		}
	}
}

// verdict applies the bounds to the best Jaccard and the copied share.
func verdict(jaccard, copied float64) Verdict {
	switch {
	case jaccard >= copyJaccard || copied >= wholeShare:
		return VerdictCopy
	case copied >= partShare:
		return VerdictPart
	case jaccard > 0:
		return VerdictRelated
	}
	return VerdictNone
}
