package dedup

import (
	"slices"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/minhash"
)

// A Comparison is what two articles share, counted exactly.
type Comparison struct {
	Pair    cluster.Pair // A is the first article; doc numbers are not set
	P       float64      // probability that both are one text
	Verdict Verdict      // of the article with the larger share in the other
	// Unusable is set when the text of one of the two was probably not
	// extracted rightly; it is compared all the same.
	Unusable bool
}

// A Comparer compares given articles. It reuses its buffers and is not safe
// for concurrent use.
type Comparer struct {
	sketcher sketcher
	model    *cluster.Model
}

// NewComparer returns a comparer with the model of this version.
func NewComparer() *Comparer { return &Comparer{model: cluster.NearModel()} }

// Compare counts what a and b share, whether or not a search would have
// brought them together.
func (c *Comparer) Compare(a, b *article.Article) Comparison {
	x := slices.Clone(c.sketcher.set(a.Text, a.Furniture))
	y := c.sketcher.set(b.Text, b.Furniture)
	pair := cluster.Pair{
		Common: uint32(minhash.Intersection(x, y)),
		SizeA:  uint32(len(x)),
		SizeB:  uint32(len(y)),
	}
	return Comparison{
		Pair:     pair,
		P:        c.model.P(pair),
		Verdict:  verdict(pair.Jaccard(), max(pair.ContainmentA(), pair.ContainmentB())),
		Unusable: a.LowConfidence || b.LowConfidence,
	}
}
