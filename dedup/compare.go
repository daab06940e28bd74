package dedup

import (
	"fmt"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
)

// A Comparison is what two articles share, and the odds that they are one text.
type Comparison struct {
	Pair     cluster.Pair // A is the first article; doc numbers are not set
	P        float64      // probability that both are one text or one was made from the other, taking it for as likely as not before
	Kind     pair.Kind
	Verdict  Verdict // of the article with the larger share in the other
	Words    int     // in passages, of the side that has fewer
	Passages []Passage
	Reasons  []pair.Reason // what spoke for and against, the strongest first
	Rare     bool          // whether how rare the shared text is was known
	// Retold is set when what is said outside the passages speaks louder for the
	// pair than they do.
	Retold  bool
	Beside  pair.Beside // what was weighed beside the passages
	Shorter float64     // share of the shorter text that the passages hold, in characters
	// Unusable is set when one of the two texts must not be compared in a run
	// (see [article.Article.Comparable]). It is compared all the same.
	Unusable bool
}

// A Comparer compares given articles. It reuses its buffers and is not safe
// for concurrent use.
type Comparer struct {
	judge      judge
	chosen     *pair.Chosen
	collection *Collection
	background *background
	besider    pair.Besider
	a, b       side
	contents   [2]pair.Content
}

// NewComparer returns a comparer with the models of this version that sees
// articles against c; nil: against nothing. It reads a sample of c.
func NewComparer(c *Collection) (*Comparer, error) {
	m, err := pair.Load()
	if err != nil {
		return nil, err
	}
	chosen, err := pair.LoadChosen()
	if err != nil {
		return nil, err
	}
	if c == nil {
		c = &Collection{}
	}
	out := &Comparer{judge: judge{model: m}, chosen: chosen, collection: c, background: &background{}}
	if c.background != nil {
		if out.background, err = c.background(); err != nil {
			return nil, fmt.Errorf("reading a sample to compare against: %w", err)
		}
	}
	return out, nil
}

// Compare counts and weighs what a and b share, whether or not a search would
// have brought them together. The result is the same for both orders but for the
// sides.
func (c *Comparer) Compare(a, b *article.Article) Comparison {
	c.judge.prepare(&c.a, a, c.collection.mask)
	c.judge.prepare(&c.b, b, c.collection.mask)
	r := c.collection.rarity(&c.a, &c.b, 0)
	j, e := c.judge.compare(&c.a, &c.b, r, nil), &c.judge.evidence
	out := Comparison{
		Pair: j.pair, Words: j.words, Passages: j.passages, Rare: r.Known, Shorter: max(e.CoverageA(), e.CoverageB()),
		Unusable: !a.Comparable() || !b.Comparable(),
	}
	c.beside(&out.Beside, e, c.judge.model.Chosen(j.z))
	z, retold := c.chosen.LogOdds(&out.Beside)
	if j.z == pair.MaxLogOdds {
		z, retold = c.judge.model.Chosen(j.z), false // nothing can be said against it
	}
	out.P, out.Kind, out.Retold = pair.P(z), e.Kind(z), retold && z >= 0
	out.Reasons = c.chosen.Reasons(c.judge.model, e, &out.Beside)
	out.Verdict = verdict(out.Kind, j.pair.Jaccard(), out.Shorter)
	if out.Retold && out.Verdict.rank() > VerdictPart.rank() {
		out.Verdict = VerdictPart
	}
	return out
}

// beside looks beside the passages of e, which are those of (c.a, c.b).
func (c *Comparer) beside(out *pair.Beside, e *pair.Evidence, odds float64) {
	var sides [2]pair.BesideSide
	for i, s := range []*side{&c.a, &c.b} {
		sides[i] = pair.BesideSide{Text: &s.text, Source: s.article.Text, Content: &c.contents[i], Doc: c.background.numberOf(s.article.ID)}
		if c.background.Background != nil {
			content(&c.judge.preparer, &c.contents[i], s.article, c.collection.mask)
		}
	}
	c.besider.Look(out, c.background.Background, &sides[0], &sides[1], e, odds)
}
