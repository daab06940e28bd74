package cluster

import (
	"math"

	"github.com/wiretrace/wiretrace/minhash"
)

// The bands in addition to those of package minhash, see [Index].
const (
	PrefixBand  = minhash.Bands     // prefix hashes of short texts
	ContentBand = minhash.Bands + 1 // low half of the content identity
)

// MinJaccard is the least exact Jaccard similarity of 5-word shingles of a pair that is kept.
// Below one half the two texts differ more than they agree.
const MinJaccard = .5

// DefaultHot is the size of a run, in distinct texts, above which not all its pairs are
// candidates. 64 texts make 2,016 pairs. Real stories with more distinct near-copies are rare,
// but floods of one template (weather, earnings) are not, and their pairs grow with the square:
// 100,000 bulletins would make 5,000,000,000 pairs.
const DefaultHot = 64

// MinEstimate is the least estimate from packed signatures of a pair that is counted exactly. It
// is three standard errors below [MinJaccard]: with J = .5 and k = 128 bins of 4 bits, bins agree
// with p = .5 + .5/16 = .531, the standard error is sqrt(p(1-p)/128)/(15/16) = .047, and the
// bound .359. One true pair in 700 is lost at J = .5, and almost none at .6.
const MinEstimate = .359

// missingFloor is the least estimate with which a missing pair of a component counts; a lower
// estimate counts as 0. Estimates of unrelated texts are 0 with a standard error of .023, and
// their errors must not add up. On simulated crawls
// (internal/fit -links, web, seeds 11 and 12, link .5) 16.8 and 16.1 % of the
// true pairs are together with a floor of .1 or .3, against 14.1 and 13.2 % with
// .5, and 11.9 and 11.4 % if every missing pair counts as 0; precision .999 to 1.
const missingFloor = .25

// Options are the settings of a search. The zero value has no window and the default Hot.
type Options struct {
	// Window is the greatest distance of two texts in minutes; 0: no limit. A group of identical
	// texts spans from its first to its last clock. The distance of two groups is the gap
	// between their spans. A group with an unknown clock is within the window of every text.
	Window int32
	// Hot is the size of a run, in distinct texts, above which not all pairs are candidates: one
	// of the two must be among the Hot texts of the run with the lowest priority. 0: [DefaultHot].
	Hot int
}

func (o Options) hot() int {
	if o.Hot > 0 {
		return o.Hot
	}
	return DefaultHot
}

// A Span is the time between the first and the last clock of a group, in minutes.
type Span struct{ First, Last int32 }

// At returns the span of one article. The span of an article without a clock, [NoClock], is all
// of time.
func At(minute int32) Span {
	if minute == NoClock {
		return Span{math.MinInt32, math.MaxInt32}
	}
	return Span{minute, minute}
}

// Join returns the span from the first to the last clock of both.
func (s Span) Join(t Span) Span { return Span{min(s.First, t.First), max(s.Last, t.Last)} }

// near reports whether the gap between s and t is at most window minutes.
func (s Span) near(t Span, window int32) bool {
	if window <= 0 {
		return true
	}
	gap := max(int64(s.First)-int64(t.Last), int64(t.First)-int64(s.Last))
	return gap <= int64(window)
}

// sizesFit reports whether sets of these sizes can reach [MinJaccard]. If the larger set contains
// the smaller one, J = a/b.
func sizesFit(a, b uint32) bool {
	return float64(min(a, b)) >= MinJaccard*float64(max(a, b))
}
