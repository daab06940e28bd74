package dedup

import (
	"fmt"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/store"
)

// begin makes the sketch of an article and finds the stored articles that share a band with it. The
// verdict is unknown if there is no text to compare.
func (c *Checker) begin(a *article.Article) (CheckResult, store.Sketch) {
	res := CheckResult{Verdict: VerdictNone, Stored: c.idx.LiveDocs(), Unusable: !a.Comparable()}
	var sk store.Sketch
	c.idx.sketcher.observation(&sk, a)
	clear(c.seen)
	c.cands = c.cands[:0]
	if sk.Shingles == 0 {
		res.Verdict = VerdictUnknown
		return res, sk
	}
	c.banded(&sk)
	return res, sk
}

// known sets res.Known if the article itself is stored.
func (c *Checker) known(a *article.Article, sk *store.Sketch, res *CheckResult) error {
	if d, ok := c.idx.Lookup(a.ID); ok {
		text, err := c.idx.Text(d)
		res.Known = &Known{Doc: d, ID: a.ID, SameText: text == a.Text}
		return err
	}
	for _, x := range c.cands {
		d := x.doc
		if c.idx.View.Row(d).Content != sk.Content {
			continue
		}
		o, err := c.idx.Article(d)
		if err != nil {
			return fmt.Errorf("article %d: %w", d, err)
		}
		if o.Source == a.Source && o.Text == a.Text && (res.Known == nil || o.ID < res.Known.ID) {
			res.Known = &Known{Doc: d, ID: o.Clone().ID, SameText: true}
		}
	}
	return nil
}
