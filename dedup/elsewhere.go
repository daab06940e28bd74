package dedup

import (
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/store"
)

// The source of an article that none of its cluster was the source of may be in another cluster: the
// article was merged from two stories, or the source was clustered wrongly. How likely that is follows
// from the best pair with an earlier article of another cluster: elsewhereBase, and elsewhereSlope for a
// pair that is certain to be one text. Both were chosen from a grid of 16 on two simulations (web and
// real 41): of the sources called unseen with .9 and more .052 and .082 were wrong without this, .027 and
// .038 with it. On two others (web 2 and real 3), which nothing was chosen on, .020 and .030 are wrong.
const (
	elsewhereBase  = .04
	elsewhereSlope = .25
)

// elsewhere returns the probability that the source of an article is in another cluster, by the
// probability that both are one text.
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

// elsewhere returns the same of the checked article, by its matches.
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
