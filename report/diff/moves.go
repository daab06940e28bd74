package diff

import (
	"cmp"
	"slices"
)

// findMoves finds the shared runs that were moved: all except the sequence with the most words that is in
// the same order in both texts. If a run is most of a paragraph in both texts, the whole paragraph counts.
func (c *comparer) findMoves(shared []Match) {
	runs := c.runs(shared)
	still := inOrder(runs)
	var taken []move // in both texts
	for i, r := range runs {
		if still[i] {
			taken = append(taken, r)
		}
	}
	for i, r := range runs {
		if still[i] || r.now.to-r.now.from < minMoved || r.old.to-r.old.from < minMoved {
			continue
		}
		r = c.whole(r, taken)
		if !touches(r, taken) {
			taken = append(taken, r)
			c.moves = append(c.moves, r)
		}
	}
	slices.SortFunc(c.moves, func(x, y move) int { return cmp.Compare(x.now.from, y.now.from) })
}

// runs returns the longest matches as runs of tokens, in the order of the new text.
func (c *comparer) runs(shared []Match) []move {
	shared = slices.Clone(shared)
	slices.SortFunc(shared, func(x, y Match) int {
		return cmp.Or(cmp.Compare(y.Words, x.Words), cmp.Compare(x.New.Start, y.New.Start), cmp.Compare(x.New.End, y.New.End),
			cmp.Compare(x.Old.Start, y.Old.Start), cmp.Compare(x.Old.End, y.Old.End))
	})
	var out []move
	for _, m := range shared[:min(len(shared), maxMatches)] {
		r := move{inside(c.now, m.New), inside(c.old, m.Old)}
		if r.now.from < r.now.to && r.old.from < r.old.to {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(x, y move) int {
		return cmp.Or(cmp.Compare(x.now.from, y.now.from), cmp.Compare(x.now.to, y.now.to))
	})
	return out
}

// inside returns the tokens that begin in a span.
func inside(list []token, s Span) span {
	begins := func(k token, at int) int { return cmp.Compare(k.at.Start, at) }
	from, _ := slices.BinarySearchFunc(list, s.Start, begins)
	to, _ := slices.BinarySearchFunc(list, s.End, begins)
	return span{from, max(from, to)}
}

// inOrder returns which runs were not moved: those of the sequence with the most words that is in the same
// order in both texts.
func inOrder(runs []move) []bool {
	n := len(runs)
	weight, prev, last := make([]int, n), make([]int, n), -1
	for i, r := range runs {
		own := r.now.to - r.now.from
		weight[i], prev[i] = own, -1
		for j, q := range runs[:i] {
			if q.now.to <= r.now.from && q.old.to <= r.old.from && weight[j]+own > weight[i] {
				weight[i], prev[i] = weight[j]+own, j
			}
		}
		if last < 0 || weight[i] > weight[last] {
			last = i
		}
	}
	out := make([]bool, n)
	for i := last; i >= 0; i = prev[i] {
		out[i] = true
	}
	return out
}

// whole extends a run to the paragraphs of which it is the most, if no other run has a part of them.
func (c *comparer) whole(r move, taken []move) move {
	wide := move{paragraphs(c.now, r.now), paragraphs(c.old, r.old)}
	most := func(part, all span) bool { return 4*(part.to-part.from) >= 3*(all.to-all.from) }
	if most(r.now, wide.now) && most(r.old, wide.old) && !touches(wide, taken) {
		return wide
	}
	return r
}

// paragraphs returns the paragraphs that contain a part of a run.
func paragraphs(list []token, s span) span {
	for s.from > 0 && !list[s.from-1].breaks {
		s.from--
	}
	for s.to < len(list) && !list[s.to-1].breaks {
		s.to++
	}
	return s
}

// touches reports whether a run overlaps one of taken, in either text.
func touches(r move, taken []move) bool {
	overlap := func(x, y span) bool { return x.from < y.to && y.from < x.to }
	return slices.ContainsFunc(taken, func(t move) bool { return overlap(r.now, t.now) || overlap(r.old, t.old) })
}

// order returns the moves in the order of one of the texts.
func (c *comparer) order(now bool) []int {
	out := make([]int, len(c.moves))
	for k := range out {
		out[k] = k
	}
	slices.SortFunc(out, func(x, y int) int { return cmp.Compare(c.moves[x].side(now).from, c.moves[y].side(now).from) })
	return out
}
