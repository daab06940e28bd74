package cluster

import (
	"cmp"
	"math/bits"
	"slices"
)

// A text is a group as it is seen in a run: identical texts have identical
// bands, so a run that holds one of them holds them all, and the group can be
// made up without asking the index.
type text struct {
	doc      Doc // representative
	shingles uint32
	content  uint64
	span     Span
	old      bool // has a member that is not fresh
	chosen   bool // among the lowest priorities of a hot run
}

// priority orders the texts of a hot run. It depends on the text alone, so
// that the choice is the same whatever the order of arrival.
func (t *text) priority() uint64 {
	hi, lo := bits.Mul64(t.content^0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93)
	return hi ^ lo
}

// comparePriority puts the longest texts first: what was cut from a text is like it more than
// like another cut.
func comparePriority(x, y *text) int {
	return cmp.Or(
		cmp.Compare(y.shingles, x.shingles),
		cmp.Compare(x.priority(), y.priority()),
		cmp.Compare(x.content, y.content),
		cmp.Compare(x.shingles, y.shingles))
}

// pairwise is the length of a run up to which its groups are found by
// comparing each text with those before it: nearly all runs have 2 to 4.
const pairwise = 24

// collapse appends the distinct texts of a run, by ascending representative.
// Empty texts are left out: they have nothing in common with anything. fresh
// says which articles are new; it may be nil.
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

// choose marks the texts of lowest priority if the run is hot, and reports
// whether it is.
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

// loses reports whether the fresh texts of a hot run, chosen already, may have
// taken a candidate from the old ones. Before, all old texts were chosen
// or, if they were more than hot, those of lowest priority. Newcomers can
// only push texts out; a pair is gone if one of its texts was pushed out and
// the other is not chosen either.
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
