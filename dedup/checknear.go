package dedup

import (
	"errors"
	"fmt"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// nearMatches bounds the matches of [Checker.Near], since the metadata of each is read.
const nearMatches = 8

// Near compares a with the stored articles by sketches alone. It finds articles with nearly the
// same whole text. It does not align texts, so it does not find an article of which only a part
// was copied. The similarity of a match is estimated from the sketches, with a standard error of
// up to .045.
func (c *Checker) Near(a *article.Article) (CheckResult, error) {
	res, sk := c.begin(a)
	if res.Verdict == VerdictUnknown {
		return res, nil
	}
	if err := c.known(a, &sk, &res); err != nil {
		return res, err
	}
	var packed [minhash.PackedSize]byte
	sk.Sig.Pack(packed[:])
	for _, x := range c.cands {
		if len(res.Matches) == nearMatches {
			break
		}
		if res.Known != nil && x.doc == res.Known.Doc {
			continue
		}
		m, ok, err := c.nearMatch(a, &sk, x.doc, packed[:])
		ok = ok && (res.Known == nil || m.Article.ID != res.Known.ID)
		if err != nil {
			return res, fmt.Errorf("article %d: %w", x.doc, err)
		}
		if ok {
			res.Matches = append(res.Matches, m)
		}
	}
	conclude(&res, nil)
	member := c.conclusions.Member
	docs := make([]store.Doc, 0, len(res.Matches)+1)
	for i := range res.Matches {
		docs = append(docs, member(res.Matches[i].Doc))
		res.Copied = max(res.Copied, res.Matches[i].Coverage)
	}
	if res.Known != nil {
		docs = append(docs, member(res.Known.Doc))
	}
	of, err := c.conclusions.ClustersOf(docs)
	res.place(func(d store.Doc) string { return of[member(d)] }, c.conclusions.Horizon, false)
	return res, errors.Join(err, c.idx.Err())
}

// nearMatch compares the sketches of two texts. It returns false for a text that is not nearly the same.
func (c *Checker) nearMatch(a *article.Article, sk *store.Sketch, d store.Doc, packed []byte) (Match, bool, error) {
	row := c.idx.View.Row(d)
	same := row.Content == sk.Content && row.Shingles == sk.Shingles
	if !same && !c.inWindow(a, row.Minute) {
		return Match{}, false, nil
	}
	near := 1.
	if !same {
		near = minhash.EstimatePacked(packed, c.idx.Packed(d))
	}
	if near < copyJaccard {
		return Match{}, false, nil
	}
	meta, err := c.idx.Meta(d)
	if err != nil {
		return Match{}, false, err
	}
	p := cluster.Pair{B: uint32(d), SizeA: sk.Shingles, SizeB: row.Shingles}
	p.Common = commonOf(near, p.SizeA, p.SizeB)
	if c.nearModel == nil {
		c.nearModel = cluster.NearModel()
	}
	odds := c.nearModel.P(p)
	revision, status, err := view.Revision(c.idx.View, d)
	if err != nil {
		return Match{}, false, err
	}
	return Match{
		Revision: revision, Status: status,
		Doc: d, Article: meta.Clone(), Pair: p, P: odds, Same: odds, Kind: score.KindSame,
		Coverage: min(1, float64(p.Common)/float64(max(p.SizeA, 1))),
	}, true, nil
}

// commonOf returns the number of common shingles of two sets with these sizes and this Jaccard
// similarity.
func commonOf(jaccard float64, a, b uint32) uint32 {
	return min(a, b, uint32(jaccard/(1+jaccard)*float64(a+b)+.5))
}
