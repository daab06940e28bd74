package dedup

import (
	"context"
	"errors"
	"fmt"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/furniture"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/item"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
)

// ErrEvidence is returned by [Link] if the given evidence does not match its candidates.
var ErrEvidence = errors.New("evidence of other pairs")

// A TextID identifies a distinct text: the identity of its shingles and their number.
type TextID struct {
	Content  uint64
	Shingles uint32
}

// A Candidate is a pair of texts that a run has to align, with the results of the search. A comes before B
// by content, then by shingles.
type Candidate struct {
	A, B               TextID
	Shared             int32   // anchors on the best diagonal
	Sum, Recurs        float32 // weight of all shared anchors, and of those that recur on other days
	TotalA, TotalB     float32 // weight of all anchors of either
	AnchorsA, AnchorsB uint16
	SameDay            bool // both texts may be of one day
}

// Learnt is the part of what an epoch learnt that the evidence of a pair depends on.
type Learnt struct {
	Lines       *furniture.Lines
	Recurring   *score.Recurring
	Calibration *cluster.Calibration // may be nil
}

// Evidence holds the results of an [Aligner] for the candidates of a run.
type Evidence interface {
	// Pair returns the evidence of two texts. It is called in the order of A, then of B.
	Pair(a, b TextID) (kept.Pair, error)
	// End returns an error if there is evidence of further pairs.
	End() error
}

// RunParameters returns what the conclusions of a run depend on, apart from the articles.
func RunParameters(o *Options) generation.Parameters { return parameters(*o) }

// Candidates searches for the pairs that [Link] would align with the same options, and changes nothing. It calls
// begin once, and then each for every pair. Pairs with a common text come close together. text reads the article that
// represents a text of the pair.
func Candidates(
	ctx context.Context, st *store.Store, o Options, begin func(*Learnt) error,
	each func(c *Candidate, text func(TextID) (article.Article, error)) error,
) error {
	l := newLinker(ctx, st, o)
	return st.View(func(v *store.View) error {
		same, err := l.begin(v)
		if err != nil {
			return err
		}
		if same {
			return begin(&Learnt{})
		}
		f, err := l.search(v)
		if err != nil {
			return err
		}
		if err := begin(&Learnt{f.learnt.lines, f.known.Recurring, o.Calibration}); err != nil {
			return err
		}
		return f.eachOpen(each)
	})
}

// eachOpen calls each with the candidates without kept evidence of the last run.
func (f *full) eachOpen(each func(c *Candidate, text func(TextID) (article.Article, error)) error) error {
	f.aligned = make([]cluster.Scored, len(f.cands))
	open := f.takeOver()
	f.opts.stage("align", int64(len(open)))
	f.walk(open)
	for _, i := range open {
		c := &f.cands[i]
		r := f.rarity(c)
		x := Candidate{
			A: f.textID(c.a), B: f.textID(c.b), Shared: c.shared, Sum: c.sum, Recurs: c.recurs,
			TotalA: float32(r.TotalA), TotalB: float32(r.TotalB), AnchorsA: uint16(r.AnchorsA), AnchorsB: uint16(r.AnchorsB),
			SameDay: f.sameDay(c),
		}
		if err := errors.Join(f.ctx.Err(), each(&x, func(id TextID) (article.Article, error) {
			d := f.texts[c.a].doc
			if id != x.A {
				d = f.texts[c.b].doc
			}
			return f.view.Article(d)
		})); err != nil {
			return err
		}
		f.opts.add(1)
	}
	return nil
}

func (f *full) textID(p int32) TextID {
	d := f.texts[p].doc
	return TextID{f.table.Content[d], f.table.Size[d]}
}

// takeEvidence sets the evidence of candidates from Options.Evidence. The candidates are in order.
func (f *full) takeEvidence(open []int32) error {
	f.opts.stage("evidence", int64(len(open)))
	for _, i := range open {
		c := &f.cands[i]
		p, err := f.opts.Evidence.Pair(f.textID(c.a), f.textID(c.b))
		if err := errors.Join(err, f.ctx.Err()); err != nil {
			return err
		}
		if p.Shared != c.shared || p.Sum != c.sum || p.Recurs != c.recurs {
			return fmt.Errorf("%w: the search found %d anchors of %v, the evidence has %d of %v", ErrEvidence, c.shared, c.sum, p.Shared, p.Sum)
		}
		c.z, c.bare, c.apart, c.form, c.within, c.inA, c.inB = p.Z, p.Bare, p.Apart, p.Form, p.Within, p.InA, p.InB
		f.setEvidence(i, p.Counts, item.Item(p.BeginsA), item.Item(p.BeginsB))
		f.opts.add(1)
	}
	return f.opts.Evidence.End()
}

// An Aligner computes the evidence of pairs without a store. It reuses its buffers and is not safe for concurrent
// use.
type Aligner struct {
	aligner aligner
	texts   texts
}

// NewAligner returns an aligner for pairs of a run that learnt l.
func NewAligner(l *Learnt) (*Aligner, error) {
	m, err := pair.Load()
	if err != nil {
		return nil, err
	}
	r, err := score.Load()
	if err != nil {
		return nil, err
	}
	mask := func(outlet, text string) []shingle.Range { return l.Lines.Mask(nil, outlet, text) }
	return &Aligner{
		aligner: aligner{model: m, reuse: r, known: score.Context{Recurring: l.Recurring}, calibration: l.Calibration},
		texts:   texts{mask: mask},
	}, nil
}

// A Ready is an article that was prepared for alignment. It is read-only.
type Ready struct{ text *ready }

// Prepare prepares an article for [Aligner.Align]. The result refers to the article's text.
func (w *Aligner) Prepare(a *article.Article) Ready { return Ready{w.texts.ready(a)} }

// Align returns the evidence of a candidate, from the articles that represent its texts. It is in the order of the
// candidate, and has no numbers of articles.
func (w *Aligner) Align(x *Candidate, a, b Ready) kept.Pair {
	w.aligner.a, w.aligner.b = a.text, b.text
	w.aligner.align(pair.Rarity{
		Known: true, Shared: int(x.Shared), Sum: float64(x.Sum),
		TotalA: float64(x.TotalA), TotalB: float64(x.TotalB), AnchorsA: int(x.AnchorsA), AnchorsB: int(x.AnchorsB),
	})
	c := candidate{shared: x.Shared, sum: x.Sum, recurs: x.Recurs}
	s, beginsA, beginsB := w.aligner.weigh(&c, x.SameDay)
	return kept.Pair{
		Counts: s, Shared: c.shared, Sum: c.sum, Recurs: c.recurs, Z: c.z,
		InA: c.inA, InB: c.inB, Bare: c.bare, Apart: c.apart, Form: c.form, Within: c.within,
		BeginsA: kept.Item(beginsA), BeginsB: kept.Item(beginsB),
	}
}
