package dedup

import (
	"github.com/wiretrace/wiretrace/align"
	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/form"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/item"
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/score"
)

// An aligner compares two texts without their context, the clusters that they are in. It reuses
// its buffers and is not safe for concurrent use.
type aligner struct {
	model       *pair.Model
	reuse       *score.Model
	known       score.Context // recurring runs of the collection
	calibration *cluster.Calibration
	comparer    pair.Comparer
	evidence    pair.Evidence
	forms       form.Comparer
	scorer      score.Comparer
	shared      score.Evidence
	a, b        *ready // of the last candidate
}

// align aligns the texts of a candidate.
func (w *aligner) align(r pair.Rarity) { w.comparer.Compare(&w.evidence, &w.a.Text, &w.b.Text, r) }

// weigh sets the evidence of a candidate after its alignment. It returns the shared text, and where each text
// begins in the other. sameDay reports whether both texts may be of one day.
func (w *aligner) weigh(c *candidate, sameDay bool) (s cluster.Scored, beginsA, beginsB item.Item) {
	e := &w.evidence
	s = w.count()
	c.z, c.inA, c.inB = float32(sameText(w.model.LogOdds(e), &w.shared, w.reuse)), e.InA, e.InB
	c.bare = len(e.Passages) == 0
	if z, ok := w.model.Reordered(e); ok && !w.otherFigures() {
		c.z = max(c.z, float32(z))
	}
	w.template(c, sameDay)
	w.contained(c, &s)
	if !c.bare {
		beginsA = w.begins(w.a, w.b, func(p align.Passage) align.Span { return p.A })
		beginsB = w.begins(w.b, w.a, func(p align.Passage) align.Span { return p.B })
	}
	return s, beginsA, beginsB
}

// count returns the shared text, without the numbers of the articles and without the odds that
// both are one story's text: these depend on the clusters.
func (w *aligner) count() cluster.Scored {
	e := &w.evidence
	s := cluster.Scored{
		Passages: uint16(min(len(e.Passages), 1<<16-1)), Matched: uint32(e.Matched), LenA: uint32(e.LenA), LenB: uint32(e.LenB),
	}
	for _, p := range e.Passages {
		s.Words += uint32(min(w.a.Stream.WordsIn(p.A.Start, p.A.End), w.b.Stream.WordsIn(p.B.Start, p.B.End)))
	}
	w.scorer.Compare(&w.shared, &w.a.words, &w.b.words, w.known)
	z := calibrated(w.calibration, w.reuse.LogOdds(&w.shared))
	s.Reuse, s.Kind = cluster.FixOdds(z), w.shared.Kind(z)
	s.SizeA, s.SizeB = uint32(len(w.a.set)), uint32(len(w.b.set))
	s.Common = uint32(minhash.Intersection(w.a.set, w.b.set))
	return s
}

// begins returns where o begins in t, or the zero item if it does not. side returns the place of a passage in t.
func (w *aligner) begins(t, o *ready, side func(align.Passage) align.Span) item.Item {
	if len(t.lines) < 2 {
		return item.Item{}
	}
	spans := make([]align.Span, len(w.evidence.Passages))
	for i, p := range w.evidence.Passages {
		spans[i] = side(p)
	}
	out, _ := beginsIn(t, o, spans)
	return out
}
