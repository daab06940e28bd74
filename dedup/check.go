package dedup

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/anchor"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// A Verdict is the answer of a check of one article.
type Verdict string

// The verdicts, from most to least.
const (
	VerdictCopy    Verdict = "copy"       // the same text as another article
	VerdictPart    Verdict = "part"       // a large part of it is in other articles
	VerdictRelated Verdict = "related"    // it shares too little text for an answer
	VerdictNone    Verdict = "none"       // it shares no text
	VerdictUnknown Verdict = "can't tell" // there is no article text to compare
)

// Bounds of the verdicts. The shares of whole and part are those of the classes of the METER
// corpus: wholly derived from .8 on, partially derived from .2 on. The bands are designed to find
// texts with a Jaccard similarity of .7.
const (
	copyJaccard = .7
	wholeShare  = .8
	partShare   = .2
)

// maxMatches bounds the matches of one check, which are the most similar texts. For a story with
// 400 copies the answer names its cluster, so the other matches are not needed.
const maxMatches = 32

// A Match is a stored article that shares text with the checked one.
type Match struct {
	Doc      store.Doc
	Article  article.Article // without its text
	Pair     cluster.Pair    // A is the checked article, B the stored one
	Cluster  string          // cluster of the stored article, or empty
	P        float64         // probability that both share reporting
	Same     float64         // probability that both are one story's text, before the context passes
	Kind     score.Kind
	Revision int            // number of the stored revision, from 1; 0: the current one
	Status   article.Status // of the current revision
	Coverage float64        // share of the checked article that the stored one has too, [0,1]
	Passages []Passage
}

// A CheckResult is what [Checker.Check] found.
type CheckResult struct {
	Verdict  Verdict
	Copied   float64 // share of the article that the matches have, without quotes, [0,1]
	Cluster  string  // the cluster that most of its best matches belong to, or empty
	Stored   int     // number of stored articles
	Unusable bool    // the text must not be compared, see [article.Article.Comparable]
	Known    *Known  // the same article in the store; nil: it is not stored
	Matches  []Match // best first
}

// A Known is a checked article that is stored already. The stored one is not a match.
type Known struct {
	Doc      store.Doc
	ID       string
	SameText bool // the stored text is the same; otherwise it is another revision
}

// A Checker compares single articles with one view of the store. It is not
// safe for concurrent use.
type Checker struct {
	idx         index
	window      time.Duration
	seen        map[store.Doc]struct{}
	cands       []candidateText
	judge       judge
	collection  *Collection
	self, with  side
	searcher    anchor.Searcher
	conclusions *generation.Conclusions
	nearModel   *cluster.Model // nil until [Checker.Near] needs it
	tracer      func() (*checkTracer, error)
	read        map[store.Doc]article.Article // articles that the last check compared, with their text
}

// NewChecker returns a checker for the articles of v and the conclusions c. window is the greatest
// distance of a match in time; 0: no limit.
func NewChecker(v *store.View, c *generation.Conclusions, window time.Duration) (*Checker, error) {
	v.Include(c.EarlierDocs())
	col := Stored(v, c)
	j, err := newJudge(col.context)
	if err != nil {
		return nil, err
	}
	return &Checker{
		idx: index{View: v}, window: window, seen: map[store.Doc]struct{}{},
		judge: j, collection: col, conclusions: c,
		tracer: checkTracing(v, c), read: map[store.Doc]article.Article{},
	}, nil
}

// Within sets the window of later checks: the greatest distance of a match in time; 0: no limit.
func (c *Checker) Within(window time.Duration) { c.window = window }

// Check compares a with the stored articles. If a itself is stored (the same id, or exactly the
// same text of the same outlet), it is not a match, see [Known]. [Checker.Trace] finds the source
// of the article.
func (c *Checker) Check(a *article.Article) (CheckResult, error) {
	res, sk := c.begin(a)
	if res.Verdict == VerdictUnknown {
		return res, nil
	}
	c.judge.prepare(&c.self, a, c.collection.mask)
	clear(c.read)
	if err := errors.Join(c.anchored(), c.known(a, &sk, &res)); err != nil {
		return res, err
	}
	covered := make([]bool, c.self.text.Len())
	clusters := c.clusters(res.Known)
	defer func() { _, _ = clusters() }() // wait, because the goroutine reads the store
	for _, x := range c.cands {
		if res.Known != nil && x.doc == res.Known.Doc {
			continue
		}
		m, ok, err := c.match(a, &sk, x, covered, res.Known)
		if err != nil {
			return res, fmt.Errorf("article %d: %w", x.doc, err)
		}
		if ok {
			res.Matches = append(res.Matches, m)
		}
	}
	conclude(&res, covered)
	of, err := clusters()
	res.place(func(d store.Doc) string { return of[c.conclusions.Member(d)] }, c.conclusions.Horizon, c.self.page.Several())
	return res, err
}

// clusters starts a goroutine that reads the clusters of the candidates, and returns a function that
// waits for them. Reading them takes as long as comparing a third of the candidates.
func (c *Checker) clusters(known *Known) func() (map[store.Doc]string, error) {
	docs := make([]store.Doc, len(c.cands), len(c.cands)+1)
	for i, x := range c.cands {
		docs[i] = c.conclusions.Member(x.doc)
	}
	if known != nil {
		docs = append(docs, c.conclusions.Member(known.Doc))
	}
	find := sync.OnceValues(func() (of map[store.Doc]string, err error) {
		err = store.Fault(func() error { of, err = c.conclusions.ClustersOf(docs); return err })
		return of, err
	})
	go func() { _, _ = find() }() // the next call of find returns the error
	return find
}

// banded adds the stored articles that share a band with sk: at most maxMatches, the most similar
// sketches first.
func (c *Checker) banded(sk *store.Sketch) {
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
	clear(c.seen)
	for _, r := range order[:min(len(order), maxMatches)] {
		c.seen[r.doc] = struct{}{}
		c.cands = append(c.cands, candidateText{doc: r.doc})
	}
}

// sampledAnchors is the number of anchors of a match whose weights are read, to estimate the
// weight of all of them. Most weights are near 1, and the mean of 24 has an error of about .03.
const sampledAnchors = 24

// checkTop is the number of articles that a check aligns because of their anchors. Copies share
// most anchors and come first. It is half the number of candidates in a run, which halves the
// time: most of it goes into reading and preparing texts.
const checkTop = 16

// anchored adds the stored articles that share anchors with the checked one, those with the
// rarest anchors first.
func (c *Checker) anchored() error {
	v := c.idx.View
	if v.Anchored(shingle.AnchorVersion) == 0 {
		return nil
	}
	hashes := make([]uint32, len(c.self.anchors))
	for i, a := range c.self.anchors {
		hashes[i] = a.Hash
	}
	found, err := v.AnchorLists(hashes, anchor.Cap)
	if err != nil {
		return err
	}
	lists := make([]anchor.List, len(hashes))
	for i, postings := range found {
		c.collection.know(hashes[i], len(postings))
		lists[i].Pos = anchor.Place(c.self.anchors[i].Pos)
		for _, p := range postings {
			lists[i].Postings = append(lists[i].Postings, anchor.Posting(p))
		}
	}
	for _, h := range c.searcher.Rank(lists, v.LiveDocs(), checkTop, nil) {
		if _, dup := c.seen[h.Doc]; !dup {
			c.seen[h.Doc] = struct{}{}
			c.cands = append(c.cands, candidateText{doc: h.Doc, sum: h.Sum, anchored: true})
		}
	}
	return nil
}

// A candidateText is a stored text that a check compares with.
type candidateText struct {
	doc      store.Doc
	sum      float64 // weight of the anchors in common
	anchored bool    // it was found by its anchors; otherwise by its bands
}

// match compares the article with one stored article. ok is false for another revision of the
// article itself.
func (c *Checker) match(a *article.Article, sk *store.Sketch, x candidateText, covered []bool, known *Known) (Match, bool, error) {
	d := x.doc
	if row := c.idx.View.Row(d); !c.inWindow(a, row.Minute) && row.Content != sk.Content {
		return Match{}, false, nil
	}
	other, err := c.idx.Article(d)
	if err != nil {
		return Match{}, false, err
	}
	if known != nil && other.ID == known.ID {
		return Match{}, false, nil
	}
	c.read[d] = other
	c.judge.prepare(&c.with, &other, c.collection.mask)
	if x.anchored && c.collection.hopeless(&c.self, &c.with, x.sum) {
		return Match{}, false, nil
	}
	r := c.collection.rarity(&c.self, &c.with, sampledAnchors)
	j := c.judge.compare(&c.self, &c.with, r, c.conclusions.Calibration, covered)
	m := Match{
		Doc: d, Article: other, Pair: j.pair, P: score.P(j.reuse), Same: pair.P(j.z), Kind: j.kind,
		Coverage: c.judge.evidence.CoverageA(), Passages: j.passages,
	}
	m.Article.Text, m.Article.Furniture = "", nil
	m.Pair.B = uint32(d)
	if m.Revision, m.Status, err = view.Revision(c.idx.View, d); err != nil {
		return Match{}, false, err
	}
	return m, j.reuse >= keptOdds || j.z >= keptOdds || m.Kind != score.KindQuote || j.pair.Jaccard() >= cluster.MinJaccard, nil
}

func (c *Checker) inWindow(a *article.Article, minute int32) bool {
	clock := a.Clock()
	if c.window == 0 || !clock.Known() || minute == math.MinInt32 {
		return true
	}
	return max(clock.Unix/60, int64(minute))-min(clock.Unix/60, int64(minute)) <= int64(c.window/time.Minute)
}

// conclude sorts the matches and sets the verdict.
func conclude(res *CheckResult, covered []bool) {
	slices.SortFunc(res.Matches, func(x, y Match) int {
		return cmp.Or(
			cmp.Compare(y.Kind, x.Kind),
			cmp.Compare(y.Coverage, x.Coverage),
			cmp.Compare(y.Pair.Jaccard(), x.Pair.Jaccard()),
			x.Article.Clock().Compare(y.Article.Clock()),
			cmp.Compare(x.Article.ID, y.Article.ID))
	})
	res.Matches = distinctArticles(res.Matches)
	n := 0
	for _, has := range covered {
		if has {
			n++
		}
	}
	if len(covered) > 0 {
		res.Copied = float64(n) / float64(len(covered))
	}
	for i := range res.Matches {
		m := &res.Matches[i]
		v := verdict(m.Kind, m.Pair.Jaccard(), m.Coverage)
		if v == VerdictRelated && m.Kind.Reporting() && res.Copied >= partShare {
			v = VerdictPart // the passages of several matches together are a large part
		}
		if v.rank() < res.Verdict.rank() {
			res.Verdict = v
		}
	}
}

// place sets the clusters of the matches and of the article. An article that was in the last run
// is in the cluster of that run. Otherwise its cluster is the one with the greatest sum of
// probabilities, over its matches, that they are the article's text. A page that prints several
// texts is only in a cluster with another copy of the whole page.
func (res *CheckResult) place(in func(store.Doc) string, horizon store.Doc, several bool) {
	votes := map[string]float64{}
	for i := range res.Matches {
		m := &res.Matches[i]
		if m.Cluster = in(m.Doc); m.Cluster != "" && (!several || m.Coverage >= onePage) {
			votes[m.Cluster] += m.Same
		}
	}
	if k := res.Known; k != nil && k.SameText && k.Doc < horizon {
		res.Cluster = in(k.Doc)
		return
	}
	for id, v := range votes {
		if res.Cluster == "" || v > votes[res.Cluster] || v == votes[res.Cluster] && id < res.Cluster {
			res.Cluster = id
		}
	}
}

// verdict applies the bounds to the text shared with one article.
func verdict(k score.Kind, jaccard, copied float64) Verdict {
	switch {
	case k == score.KindSame && (jaccard >= copyJaccard || copied >= wholeShare):
		return VerdictCopy
	case k.Reporting() && copied >= partShare:
		return VerdictPart
	case copied > 0:
		return VerdictRelated
	}
	return VerdictNone
}

// rank orders verdicts, the strongest first.
func (v Verdict) rank() int {
	return slices.Index([]Verdict{VerdictCopy, VerdictPart, VerdictRelated, VerdictNone, VerdictUnknown}, v)
}
