package cluster

import (
	"cmp"
	"math/bits"
	"slices"
)

// A text is a group within a run. Identical texts have identical bands, so a run that contains
// one of them contains them all, and the group is known without a search of the index.
type text struct {
	doc      Doc // representative
	shingles uint32
	content  uint64
	span     Span
	old      bool // has a member that is not fresh
	chosen   bool // it is among the lowest priorities of a hot run
}

// priority orders the texts of a hot run. It depends on the text alone, so that the order of
// arrival makes no difference.
func (t *text) priority() uint64 {
	hi, lo := bits.Mul64(t.content^0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93)
	return hi ^ lo
}

// comparePriority puts the longest texts first: a shortened copy is more similar to the full
// text than to another shortened copy.
func comparePriority(x, y *text) int {
	return cmp.Or(
		cmp.Compare(y.shingles, x.shingles),
		cmp.Compare(x.priority(), y.priority()),
		cmp.Compare(x.content, y.content),
		cmp.Compare(x.shingles, y.shingles))
}

// pairwise is the largest length of a run whose groups are found by comparing each text with
// those before it. Nearly all runs have 2 to 4 texts.
const pairwise = 24

// collapse appends the distinct texts of a run, by ascending representative. Empty texts are left
// out, since they have nothing in common with others. fresh reports which articles are new; it
// may be nil.
func collapse(dst []text, idx Index, docs []Doc, fresh func(Doc) bool) []text {
	start := len(dst)
	for _, d := range docs {
		content, shingles, minute := idx.Row(d)
		if shingles == 0 {
			continue
		}
		t := text{doc: d, shingles: shingles, content: content, span: At(minute), old: fresh == nil || !fresh(d)}
		if len(docs) > pairwise || !absorb(dst[start:], &t) {
			dst = append(dst, t)
		}
	}
	if len(docs) > pairwise {
		dst = dst[:start+compact(dst[start:])]
	}
	return dst
}

// absorb adds t to the group it belongs to, if that is in texts.
func absorb(texts []text, t *text) bool {
	for i := range texts {
		if g := &texts[i]; g.content == t.content && g.shingles == t.shingles {
			g.span = g.span.Join(t.span)
			g.old = g.old || t.old
			return true
		}
	}
	return false
}

// compact groups texts by sorting and returns how many groups there are.
func compact(texts []text) int {
	slices.SortFunc(texts, func(x, y text) int {
		return cmp.Or(cmp.Compare(x.content, y.content), cmp.Compare(x.shingles, y.shingles), cmp.Compare(x.doc, y.doc))
	})
	n := 0
	for i := range texts {
		if n == 0 || !absorb(texts[n-1:n], &texts[i]) {
			texts[n] = texts[i]
			n++
		}
	}
	slices.SortFunc(texts[:n], func(x, y text) int { return cmp.Compare(x.doc, y.doc) })
	return n
}

// choose marks the texts of lowest priority if the run is hot. It reports whether the run is hot.
func choose(texts []text, hot int) bool {
	if len(texts) <= hot {
		return false
	}
	order := make([]*text, len(texts))
	for i := range texts {
		order[i] = &texts[i]
	}
	slices.SortFunc(order, comparePriority)
	for _, t := range order[:hot] {
		t.chosen = true
	}
	return true
}

// loses reports whether fresh texts in a hot run may have removed a candidate of the old texts.
// Before, all old texts were chosen, or those of lowest priority if there were more than hot.
// Fresh texts can only replace chosen texts. A pair is removed if one of its texts was replaced
// and the other is not chosen either. choose must have been called.
func loses(texts []text, hot int) bool {
	old := make([]*text, 0, len(texts))
	for i := range texts {
		if texts[i].old {
			old = append(old, &texts[i])
		}
	}
	before := old
	if len(old) > hot {
		slices.SortFunc(old, comparePriority)
		before = old[:hot]
	}
	dropped := func(t *text) bool { return !t.chosen }
	unchosen := 0
	for _, t := range old {
		if dropped(t) {
			unchosen++
		}
	}
	return unchosen >= 2 && slices.ContainsFunc(before, dropped)
}
