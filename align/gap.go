package align

import (
	"cmp"
	"slices"
)

// Limits of the gaps that are closed.
const (
	// maxGap is the longest gap that is compared: about 35 words.
	maxGap = 200
	// maxShift is the greatest difference in length of the two sides of a gap.
	maxShift = 40
	// gapShare of the longer side must be equal, in percent: random letters of one
	// language agree in some 35 %.
	gapShare = 45
)

// closeGaps turns the chain into passages. Neighbouring blocks are one passage if the text between
// them is similar. Passages of fewer than least equal characters are dropped.
func (al *Aligner) closeGaps(a, b *Text, least int) {
	var open Passage
	for i, k := range al.chain {
		bl := al.blocks[k]
		p := Passage{
			A: Span{int(bl.a), int(bl.a + bl.n)}, B: Span{int(bl.b), int(bl.b + bl.n)},
			Matched: int(bl.n),
		}
		if i == 0 {
			open = p
			continue
		}
		cut := max(open.A.End-p.A.Start, open.B.End-p.B.Start, 0)
		p.A.Start, p.B.Start, p.Matched = p.A.Start+cut, p.B.Start+cut, p.Matched-cut
		matched, ok := al.gap(
			a.Stream.Symbols[open.A.End:p.A.Start], b.Stream.Symbols[open.B.End:p.B.Start])
		if !ok || !al.free(Span{open.A.End, p.A.Start}, Span{open.B.End, p.B.Start}) {
			al.keep(open, least)
			open = p
			continue
		}
		open.A.End, open.B.End = p.A.End, p.B.End
		open.Matched += matched + p.Matched
	}
	al.keep(open, least)
}

// free reports whether there is no passage of an earlier chain in a gap.
func (al *Aligner) free(a, b Span) bool {
	for _, p := range al.passages {
		if p.A.Start < a.End && p.A.End > a.Start || p.B.Start < b.End && p.B.End > b.Start {
			return false
		}
	}
	return true
}

// gap returns the number of equal characters of both sides of a gap, and whether there are enough
// to close it.
func (al *Aligner) gap(x, y []uint16) (int, bool) {
	n, m := max(len(x), len(y)), min(len(x), len(y))
	switch {
	case n-m > maxShift || n > maxGap:
		return 0, false
	case m == 0:
		return 0, true
	}
	matched := n - al.lev.distance(x, y)
	return matched, 100*matched > gapShare*n || n <= shortGap
}

// shortGap is the greatest length of a gap that is closed with any text: one word was replaced by
// another.
const shortGap = 12

func (al *Aligner) keep(p Passage, least int) {
	if p.Matched >= least {
		al.passages = append(al.passages, p)
	}
}

func sortPassages(ps []Passage) {
	slices.SortFunc(ps, func(x, y Passage) int { return cmp.Compare(x.A.Start, y.A.Start) })
}
