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

// A Verdict is what a check says of one article.
type Verdict string

// The verdicts, from most to least.
const (
	VerdictCopy    Verdict = "copy"       // the same text as another article
	VerdictPart    Verdict = "part"       // a good part of it is in other articles
	VerdictRelated Verdict = "related"    // something is shared, too little to tell
	VerdictNone    Verdict = "none"       // nothing found
	VerdictUnknown Verdict = "can't tell" // there is no article text to compare
)

// Bounds of the verdicts. The shares of whole and part are METER's classes
// (wholly derived from .8, partially from .2); a Jaccard of .7 is what the bands
// are built to find.
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
	Doc      store.Doc
	Article  article.Article // without its text
	Pair     cluster.Pair    // A is the checked article, B the stored one
	Cluster  string          // cluster of the stored article, or empty
	P        float64         // probability that both share reporting
	Same     float64         // probability that both are one story's text, without a context pass
	Kind     score.Kind
	Revision int            // which stored revision of the article it is, counted from 1; 0: the current one
	Status   article.Status // of the current revision
	Coverage float64        // share of the checked article that the stored one has too, [0,1]
	Passages []Passage
}

// A CheckResult is what [Checker.Check] found.
type CheckResult struct {
	Verdict  Verdict
	Copied   float64 // share of the article found in the matches, quotes left out, [0,1]
	Cluster  string  // the cluster that most of its best matches belong to, or empty
	Stored   int     // articles compared with
	Unusable bool    // the text must not be compared, see [article.Article.Comparable]
	Known    *Known  // the article as it is in the store; nil: it is not
	Matches  []Match // best first
}

// A Known is a checked article that the store has already. It does not count against
// itself.
type Known struct {
	Doc      store.Doc
	ID       string
	SameText bool // else another revision is stored
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
	read        map[store.Doc]article.Article // with text: what the last check compared
}

// NewChecker returns a checker on v, which sees articles against the
// conclusions c; window bounds how far apart in time a match may be, 0: no
// limit.
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

// Within sets how far apart in time the matches of further checks may be; 0: no limit.
func (c *Checker) Within(window time.Duration) { c.window = window }

// Check compares a with the stored articles. An article that is stored itself (the
// same id, or the same outlet's very text) is not its own match, see [Known].
// [Checker.Trace] finds the source of the article.
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
	defer func() { _, _ = clusters() }() // it reads the store
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

// clusters starts a goroutine that reads the clusters of the candidates, which takes as long as to
// compare a third of them, and returns what waits for them.
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
	go func() { _, _ = find() }() // its error is that of the next call
	return find
}

// banded adds the stored articles that share a band with sk, nearest by
// their sketches first, at most maxMatches.
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

// sampledAnchors is how many anchors of a match are looked up for the weight of
// all of them: most weights are near 1, and the mean of 24 is off by some
// .03.
const sampledAnchors = 24

// checkTop is how many articles a check aligns for their anchors: the text's copies
// share most of them and come first, and half of a run's candidates halve the
// time, most of which goes into reading and preparing their texts.
const checkTop = 16

// anchored adds the stored articles that share anchors with the checked one, the
// rarest first.
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
	anchored bool    // it was found by them; else by its bands
}

// match compares the article with one stored article. Another revision of the article itself is no
// match.
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

// conclude sorts the matches and draws the verdict from them.
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
			v = VerdictPart // several passages make a part
		}
		if v.rank() < res.Verdict.rank() {
			res.Verdict = v
		}
	}
}

// place fills in which clusters the matches belong to, and which one the
// article would: the one whose members among the matches are most likely its text,
// in sum. An article that the last run has seen is where that run put it. A page that prints several
// texts is in the cluster of another one of which it is a print, or in none.
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

// verdict applies the bounds to what is shared with one article.
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
