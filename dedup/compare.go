package dedup

import (
	"fmt"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/score"
)

// A Comparison is the text that two articles share, with the probability that it is reporting.
type Comparison struct {
	Pair     cluster.Pair // A is the first article; doc numbers are not set
	P        float64      // probability that one has reporting of the other, or both of a third
	Kind     score.Kind
	Verdict  Verdict // of the article with the larger share in the other
	Words    int     // words in passages, of the article that has fewer
	Passages []Passage
	Evidence score.Evidence // without its runs
	Reasons  []score.Reason // reasons for and against, the strongest first
	Rare     bool           // the rarity of words and the recurring runs are known from a collection
	// Retold is true if the pair shares reporting because of its words alone, in any order, and
	// not because of runs of words.
	Retold  bool
	Shorter float64 // share of the shorter text in passages, by characters
	// Unusable is true if a run would not compare one of the texts (see
	// [article.Article.Comparable]). They were compared here.
	Unusable bool
}

// A Comparer compares pairs of articles that the caller chooses. It reuses its buffers and is not safe
// for concurrent use.
type Comparer struct {
	judge      judge
	collection *Collection
	background *background
	a, b       side
	contents   [2]score.Content
}

// NewComparer returns a comparer with the models of this version. c is the collection that the
// articles belong to, or nil. NewComparer reads a sample of c.
func NewComparer(c *Collection) (*Comparer, error) {
	if c == nil {
		c = &Collection{}
	}
	j, err := newJudge(c.context)
	if err != nil {
		return nil, err
	}
	out := &Comparer{judge: j, collection: c, background: &background{}}
	if c.background != nil {
		if out.background, err = c.background(); err != nil {
			return nil, fmt.Errorf("reading a sample to compare against: %w", err)
		}
	}
	return out, nil
}

// Reuse sets a model other than that of this version.
func (c *Comparer) Reuse(m *score.Model) { c.judge.reuse = m }

// Compare computes what a and b share. It does not matter whether a run would have compared them.
// The order of a and b changes nothing but the sides of the result.
func (c *Comparer) Compare(a, b *article.Article) Comparison {
	c.judge.prepare(&c.a, a, c.collection.mask)
	c.judge.prepare(&c.b, b, c.collection.mask)
	r := c.collection.rarity(&c.a, &c.b, 0)
	j, e := c.judge.whole(&c.a, &c.b, r, nil, nil), &c.judge.shared
	before := j.reuse
	if c.background.Background != nil {
		c.retell(e)
		j.reuse = max(j.reuse, c.judge.reuse.LogOdds(e))
	}
	z := j.reuse
	c.judge.items(&j, &c.a, &c.b, r, nil)
	retold := z >= 0 && before < 0 && j.reuse == z
	z = j.reuse
	out := Comparison{
		Pair: j.pair, P: score.P(z), Kind: e.Kind(z), Words: j.words, Passages: j.passages,
		Evidence: *e, Reasons: c.judge.reuse.Reasons(e), Rare: r.Known, Retold: retold,
		Shorter:  max(c.judge.evidence.CoverageA(), c.judge.evidence.CoverageB()),
		Unusable: !a.Comparable() || !b.Comparable(),
	}
	out.Evidence.Runs = nil
	out.Verdict = verdict(out.Kind, j.pair.Jaccard(), out.Shorter)
	if out.Retold && out.Verdict.rank() > VerdictPart.rank() {
		out.Verdict = VerdictPart
	}
	return out
}

// retell adds to e the words that both have outside of the runs.
func (c *Comparer) retell(e *score.Evidence) {
	var sides [2]score.Side
	for i, s := range []*side{&c.a, &c.b} {
		c.judge.scoring.Content(&c.contents[i], scoreSource(s.article, &s.text.Stream))
		sides[i] = score.Side{Text: &s.words, Content: &c.contents[i], Doc: c.background.numberOf(s.article.ID)}
	}
	c.judge.scorer.Retell(e, c.background.Background, &sides[0], &sides[1])
}

// Record returns the comparison for JSON output. x and y are the names of the articles.
func (c *Comparison) Record(x, y string) report.Comparison {
	rec := report.Comparison{
		Schema: report.SchemaCompare, A: x, B: y, Verdict: string(c.Verdict), P: report.Round(c.P),
		Jaccard:      report.Round(c.Pair.Jaccard()),
		ContainmentA: report.Round(c.Pair.ContainmentA()), ContainmentB: report.Round(c.Pair.ContainmentB()),
		MatchedWords: c.Words, Passages: len(c.Passages), Kind: c.Kind.String(),
		Where: []report.Where{}, Reasons: []report.Reason{}, Rarity: c.Rare, Retold: c.Retold,
		Common: int(c.Pair.Common), SizeA: int(c.Pair.SizeA), SizeB: int(c.Pair.SizeB),
	}
	for _, p := range c.Passages {
		rec.Where = append(rec.Where, report.Where{Start: p.Start, End: p.End, In: p.FromStart, InEnd: p.FromEnd, Words: p.Words})
	}
	for _, r := range c.Reasons {
		rec.Reasons = append(rec.Reasons, report.Reason{Feature: r.Feature, Value: report.Round(r.Value), Mean: report.Round(r.Mean), Effect: report.Round(r.Effect)})
	}
	return rec
}
