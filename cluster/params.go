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

// MinJaccard is the exact Jaccard of 5-word shingles from which on a pair is
// kept: below one half, more of the two texts differs than agrees.
const MinJaccard = .5

// DefaultHot is the size of a run, in distinct texts, from which on not all
// its pairs are candidates. 64 texts make 2,016 pairs, a cost like that of 64
// more texts; real stories with more distinct near-copies than that are rare,
// floods of one template (weather, earnings) are not, and theirs grow with the
// square: 100,000 bulletins would make 5,000,000,000 pairs.
const DefaultHot = 64

// MinEstimate is the estimate from packed signatures below which a pair is
// not worth counting exactly: three standard errors under [MinJaccard]. With
// J = .5, k = 128 bins of 4 bits: bins agree with p = .5 + .5/16 = .531, the
// standard error is sqrt(p(1-p)/128)/(15/16) = .047, the bound .359. One true
// pair in 700 at J = .5 is lost, none to speak of at .6.
const MinEstimate = .359

// missingFloor is the estimate below which a missing pair of a connected story
// counts as 0; above it, as the estimate. Unrelated texts are estimated at 0
// with a standard error of .023 and must not add up. On simulated crawls
// (internal/fit -links, web, seeds 11 and 12, link .5) 16.8 and 16.1 % of the
// true pairs are together with a floor of .1 or .3, against 14.1 and 13.2 % with
// .5, and 11.9 and 11.4 % if every missing pair counts as 0; precision .999 to 1.
const missingFloor = .25

// Options are the settings of a search. The zero value means no window and
// the defaults.
type Options struct {
	// Window is how many minutes two texts may be apart; 0: no limit. Groups
	// of identical texts span from their first to their last clock, and the
	// gap between two spans counts. A group in which a clock is unknown is
	// near everything.
	Window int32
	// Hot is the size of a run, in distinct texts, above which a pair is a
	// candidate only if one of the two is among the Hot texts of the run with
	// the lowest priority; 0: [DefaultHot].
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

// At returns the span of one article. One without a clock, [NoClock], spans all of time.
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

// sizesFit reports whether sets of these sizes can reach [MinJaccard]: the
// smaller one inside the larger has J = a/b.
func sizesFit(a, b uint32) bool {
	return float64(min(a, b)) >= MinJaccard*float64(max(a, b))
}
