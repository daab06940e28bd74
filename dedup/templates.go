package dedup

import (
	"slices"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/form"
)

const (
	// recurringShare is the share of what a pair has in common, by rarity, from which on it
	// is the text of a template. It is bimodal in two collections of real news: 40 of 181
	// judged pairs have more, 140 less than a tenth.
	recurringShare = .6
	// copyShare is the share of the shorter text that makes a pair of different days a copy
	// even if what they share recurs: a text that is printed again and again.
	copyShare = .8
	// oneDay is how many minutes apart two texts are not of one day any more.
	oneDay = 18 * 60
	// unlikely are the log-odds below which no neighbours make a pair one text: of 62,000 pairs
	// of a simulated web (seed 2) that have less, 3 were called one text in the end.
	unlikely = -6
	// leastWords is how many words two texts must share for their figures to be compared.
	leastWords = 15
)

// template finds out whether a pair is two texts made from one template, by what the last
// comparison found.
func (w *aligner) template(c *candidate, sameDay bool) {
	e := &w.evidence
	if c.bare || c.z < unlikely {
		return
	}
	fill := w.fill()
	recurring := c.recurs >= recurringShare*c.sum && c.sum > 0
	if !recurring {
		c.form = contradict(&fill, 4, 2) || otherNames(&fill)
		return
	}
	if sameDay {
		c.apart = contradict(&fill, 2, 2) || otherNames(&fill)
		return
	}
	c.apart = max(e.CoverageA(), e.CoverageB()) < copyShare || contradict(&fill, 1, 4)
}

// fill returns what either text of the last comparison fills into the sentences that they share.
func (w *aligner) fill() form.Filling {
	side := func(t *ready) form.Text {
		return form.Text{Stream: &t.Stream, Name: t.words.IsName, Caseless: t.words.IsCaseless}
	}
	return w.forms.Compare(side(w.a), side(w.b), w.evidence.Passages)
}

// otherFigures reports whether either text of the last comparison has a figure in what they
// share that the other does not have.
func (w *aligner) otherFigures() bool {
	fill := w.fill()
	return fill.NumbersA+fill.NumbersB > 0
}

// contradict reports whether each of two texts has at least so many figures that the other
// does not have, and these are at least one of so many.
func contradict(f *form.Filling, least, of int) bool {
	n := min(f.NumbersA, f.NumbersB)
	return f.Words >= leastWords && n >= least && of*n >= n+f.Numbers
}

// leastNames is how many names each of two texts must have more than once in the sentences that they
// share, the other not at all: whoever edits a report keeps its names.
const leastNames = 2

// repeatedShare is for scripts without capitals. Two texts speak of other people or places if, of every so many words that they share,
// each repeats one that the other does not have. Simulated Arabic pages (real_ar 2): .21 of forms were joined with others, and .16, .07,
// .06 and .06 are with 12, 13, 15 and 18. Of the Arabic press, 12 and 13 part forms alone, 15 and more also two wordings of one report.
const repeatedShare = 13

// otherNames reports whether two texts speak of other people or places in the same sentences.
func otherNames(f *form.Filling) bool {
	if f.Words < leastWords {
		return false
	}
	return min(f.NamesA, f.NamesB) >= leastNames || repeatedShare*min(f.RepeatedA, f.RepeatedB) >= f.Words
}

// forms keeps pairs apart that have one form, where a third text shows the form once more,
// with other figures or names than both. Two texts alone may be a report and its correction.
func (f *full) forms() {
	others := map[int32][]int32{}
	for i := range f.cands {
		if c := &f.cands[i]; c.form {
			others[c.a] = append(others[c.a], c.b)
			others[c.b] = append(others[c.b], c.a)
		}
	}
	for _, list := range others {
		slices.Sort(list)
	}
	for i := range f.cands {
		if c := &f.cands[i]; c.form && intersect(others[c.a], others[c.b]) {
			c.apart = true
		}
	}
}

// intersect reports whether two ascending lists have an element in common.
func intersect(x, y []int32) bool {
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0] == y[0]:
			return true
		case x[0] < y[0]:
			x = x[1:]
		default:
			y = y[1:]
		}
	}
	return false
}

const (
	// containedShare is the share of the shorter text's shingles that the longer one must have for
	// a pair to be one text whatever their neighbours say, and containedOdds the log-odds that they
	// share reporting. On simulated crawls (real 32 and 34) .9 of such pairs that
	// stood in two clusters were one story's text; with half of the shingles .6.
	containedShare = .6
	containedOdds  = 2.2
)

// contained notes whether one text of the last comparison is for the most part in the other.
func (w *aligner) contained(c *candidate, s *cluster.Scored) {
	if c.apart || c.form || float64(s.Common) < containedShare*float64(min(s.SizeA, s.SizeB)) || s.ReuseOdds() < containedOdds {
		return
	}
	if fill := w.fill(); contradict(&fill, 1, 2) || otherNames(&fill) {
		return
	}
	c.within, c.z = true, max(c.z, cluster.ContainedOdds)
}
