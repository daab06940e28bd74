package dedup

import (
	"slices"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/form"
)

const (
	// recurringShare is a share of the anchors that a pair has in common, by weight. If at least
	// that much recurs on other days, the pair shares a template. In two collections of real news
	// the share is bimodal: of 181 judged pairs 40 have more than this, and 140 less than a tenth.
	recurringShare = .6
	// copyShare is a share of the shorter text. A pair of different days that has as much in
	// common is a copy even if that text recurs: it is printed again and again.
	copyShare = .8
	// oneDay is the least distance of two texts that are not of one day, in minutes.
	oneDay = 18 * 60
	// unlikely is the least log-odds of a pair that the context can make one text. Of 62,000
	// pairs of a simulated web (seed 2) with less, 3 became one text.
	unlikely = -6
	// leastWords is the least number of shared words of two texts whose figures are compared.
	leastWords = 15
)

// template finds out whether a pair is two texts made from one template, from the results of the
// last comparison.
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

// fill returns the words that each text of the last comparison fills into the shared sentences.
func (w *aligner) fill() form.Filling {
	side := func(t *ready) form.Text {
		return form.Text{Stream: &t.Stream, Name: t.words.IsName, Caseless: t.words.IsCaseless}
	}
	return w.forms.Compare(side(w.a), side(w.b), w.evidence.Passages)
}

// otherFigures reports whether one text of the last comparison has a figure in the shared sentences
// that the other does not have.
func (w *aligner) otherFigures() bool {
	fill := w.fill()
	return fill.NumbersA+fill.NumbersB > 0
}

// contradict reports whether each of two texts has at least least figures that the other does not
// have, and these are at least one in of of its figures.
func contradict(f *form.Filling, least, of int) bool {
	n := min(f.NumbersA, f.NumbersB)
	return f.Words >= leastWords && n >= least && of*n >= n+f.Numbers
}

// leastNames is a number of names. Two texts are about different people or places if each has that
// number of names more than once in the shared sentences that the other does not have at all. An
// editor of a report keeps its names.
const leastNames = 2

// repeatedShare is for scripts without capitals. Two texts are about different people or places if each of them repeats words that
// the other does not have, at least one for each repeatedShare shared words. On simulated Arabic pages (real_ar 2) .21 of forms were
// joined with others without this rule, and .16, .07, .06 and .06 with 12, 13, 15 and 18. In the Arabic press 12 and 13 separate only
// forms; 15 and more also separate two wordings of one report.
const repeatedShare = 13

// otherNames reports whether two texts are about different people or places in the same sentences.
func otherNames(f *form.Filling) bool {
	if f.Words < leastWords {
		return false
	}
	return min(f.NamesA, f.NamesB) >= leastNames || repeatedShare*min(f.RepeatedA, f.RepeatedB) >= f.Words
}

// forms keeps pairs of one form apart if a third text has the form too, with other figures or names
// than both. Two texts alone may be a report and its correction.
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
	// A pair is one text in any context if the longer text has containedShare of the shorter
	// text's shingles and the log-odds that both share reporting are at least containedOdds. On
	// simulated crawls (real 32 and 34), .9 of such pairs that were in two clusters are one
	// story's text; with half of the shingles it is .6.
	containedShare = .6
	containedOdds  = 2.2
)

// contained records whether most of one text of the last comparison is in the other.
func (w *aligner) contained(c *candidate, s *cluster.Scored) {
	if c.apart || c.form || float64(s.Common) < containedShare*float64(min(s.SizeA, s.SizeB)) || s.ReuseOdds() < containedOdds {
		return
	}
	if fill := w.fill(); contradict(&fill, 1, 2) || otherNames(&fill) {
		return
	}
	c.within, c.z = true, max(c.z, cluster.ContainedOdds)
}
