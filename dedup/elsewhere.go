package dedup

import (
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/store"
)

// The source of an article may be in another cluster: the article was merged from two stories, or the
// source was clustered wrongly. The probability of that grows with the probability that the article's best
// pair with an earlier article of another cluster is one text, from elsewhereBase on with elsewhereSlope.
// Both were chosen from a grid of 16 on two simulations (web and real 41). Of the sources that are unseen
// with p of at least .9, .052 and .082 were wrong without this, and .027 and .038 with it. On two other
// simulations (web 2 and real 3), on which nothing was chosen, .020 and .030 are wrong.
const (
	elsewhereBase  = .04
	elsewhereSlope = .25
)

// elsewhere returns the probability that the source of an article is in another cluster. same is
// the probability that the best pair is one text.
func elsewhere(same float64) float64 { return elsewhereBase + elsewhereSlope*same }

// findElsewhere finds the best pair of each article with an earlier one that is not in its cluster.
func (t *tracing) findElsewhere() {
	t.elsewhere = map[store.Doc]float64{}
	c := t.r.Catalog
	note := func(d, source store.Doc, same float64) {
		if t.r.Of[d] < 0 || c.Known[d] && c.Known[source] && c.Clock[source] > c.Clock[d] {
			return
		}
		t.elsewhere[d] = max(t.elsewhere[d], elsewhere(same))
	}
	for i := range t.r.Linked {
		p := &t.r.Linked[i]
		if k := t.r.ClusterOf(p.A); !p.Kind.Reporting() || k >= 0 && k == t.r.ClusterOf(p.B) || !c.Has(p.A) || !c.Has(p.B) || c.Same(p.A, p.B) {
			continue
		}
		same := pair.P(p.LogOdds())
		for _, d := range t.r.Holders(p.A) {
			note(d, p.B, same)
		}
		for _, d := range t.r.Holders(p.B) {
			note(d, p.A, same)
		}
	}
}

// elsewhere returns the same probability for the checked article, from its matches.
func (x *checked) elsewhere() float64 {
	p := 0.0
	clock := x.article.Clock()
	for i := range x.res.Matches {
		m := &x.res.Matches[i]
		source := m.Article.Clock()
		if !m.Kind.Reporting() || m.Cluster != "" && m.Cluster == x.res.Cluster || clock.Known() && source.Known() && source.Latest() > clock.Latest() {
			continue
		}
		p = max(p, elsewhere(m.Same))
	}
	return p
}
