package dedup

import (
	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
)

// A Comparison is what two articles share, and the odds that they are one text.
type Comparison struct {
	Pair     cluster.Pair // A is the first article; doc numbers are not set
	P        float64      // probability that both are one text, taking it for as likely as not before
	Kind     pair.Kind
	Verdict  Verdict // of the article with the larger share in the other
	Words    int     // in passages, of the side that has fewer
	Passages []Passage
	Reasons  []pair.Reason // what spoke for and against, the strongest first
	Rare     bool          // whether how rare the shared text is was known
	// Unusable is set when the text of one of the two was probably not
	// extracted rightly; it is compared all the same.
	Unusable bool
}

// A Comparer compares given articles. It reuses its buffers and is not safe
// for concurrent use.
type Comparer struct {
	judge      judge
	collection *Collection
	a, b       side
}

// NewComparer returns a comparer with the model of this version that sees
// articles against c; nil: against nothing.
func NewComparer(c *Collection) (*Comparer, error) {
	m, err := pair.Load()
	if err != nil {
		return nil, err
	}
	if c == nil {
		c = &Collection{}
	}
	return &Comparer{judge: judge{model: m}, collection: c}, nil
}

// Compare counts and weighs what a and b share, whether or not a search would
// have brought them together. The result is the same for both orders but for the
// sides.
func (c *Comparer) Compare(a, b *article.Article) Comparison {
	c.judge.prepare(&c.a, a, c.collection.mask)
	c.judge.prepare(&c.b, b, c.collection.mask)
	r := c.collection.rarity(&c.a, &c.b, 0)
	j, e := c.judge.compare(&c.a, &c.b, r, nil), &c.judge.evidence
	z := c.judge.model.Chosen(j.z)
	return Comparison{
		Pair: j.pair, P: pair.P(z), Kind: e.Kind(z), Words: j.words, Passages: j.passages, Reasons: c.judge.model.Reasons(e), Rare: r.Known,
		Verdict:  verdict(e.Kind(z), j.pair.Jaccard(), max(e.CoverageA(), e.CoverageB())),
		Unusable: a.LowConfidence || b.LowConfidence,
	}
}
