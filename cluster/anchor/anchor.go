// Package anchor finds candidates: articles that share passages, even if the passages are a
// small part of both texts. It compares anchors, which are sampled grams with their places.
//
// Fill an [Index] with [Index.Add], call [Index.Build] once, then [Searcher.Search]
// for each article; [Build] and [Searcher.SearchRecord] do the same for more
// anchors than memory holds, and [Searcher.Rank] on postings from elsewhere.
// Two articles are candidates if they share two anchors on a common diagonal,
// that is, at places that differ by nearly the same: what two texts have in
// common by chance lies at random places.
//
// Which articles are candidates is a function of the indexed articles alone, not
// of their order. The package is pure; it never knows texts or storage.
package anchor

import (
	"math"
	"slices"

	"github.com/wiretrace/wiretrace/shingle"
)

// Doc is the number of an article.
type Doc = uint32

// Settings of the search. On simulated crawls of 600 stories with furniture
// left in, profiles web and ocr (seeds 9 and 5), they find .9955 and .9953 of the true pairs
// with 24 candidates an article; with 36 instead of 32 that bring 27 candidates, no
// cluster was better. With a cap of 120 it was .992, with single anchors .998 at four times
// the candidates.
const (
	// Cap is the number of articles above which a gram says nothing.
	Cap = 250
	// Top is the number of candidates that an article brings, the rarest
	// common grams first. It is a candidate of others on top of that.
	Top = 32
	// strong is the share of the lighter text's weight from which on a pair is
	// a candidate whatever its rank. Of 400 prints of one story each has 399
	// partners; without it the story fell apart, since what was not compared
	// counts against.
	strong = .3
	// least is the number of anchors on a common diagonal.
	least = 2
	// width is the width of a diagonal, in units of [Unit]: what an edited
	// passage gains or loses between two anchors.
	width = 10
)

// Unit is the number of characters that make a step of [Posting.Pos]: places
// of up to 524,288 characters fit 16 bits.
const Unit = 8

// A Posting is an anchor's place in one article.
type Posting struct {
	Doc Doc
	Pos uint16 // in units of 8 characters, the last for all beyond
}

// Place returns the place of an anchor as postings have it.
func Place(pos uint32) uint16 { return uint16(min(pos/Unit, math.MaxUint16)) }

// A Hit is an article that shares anchors with the one searched for.
type Hit struct {
	Doc       Doc
	Shared    int     // anchors on the best diagonal
	Sum       float64 // weight of all shared anchors, see [Weight]
	Recurring float64 // weight of those that recur on other days, see [Index.SetDays]
}

// Weight returns what an anchor of df of n articles weighs, in [0,1]: 1 if one
// alone has it, 0 if all have it.
func Weight(df, n int) float64 {
	if n <= 1 {
		return 1
	}
	return max(0, 1-math.Log(float64(max(df, 1)))/math.Log(float64(n+1)))
}

// leastRare is the share of the lighter text's weight below which a pair is not
// worth comparing. On simulated crawls (web, ocr, mixed, seed 2) that spares 36
// to 49 % of the candidates and .02 to .08 % of the true pairs, and the
// pair model took all of these for unrelated.
const leastRare = .03

// HopelessOdds are the log-odds of a pair that is not worth comparing.
const HopelessOdds = -7

// Hopeless reports whether a pair with this sum of weights shares too little of
// what two texts of these totals hold to be worth comparing.
func Hopeless(sum, totalA, totalB float64) bool { return sum < leastRare*min(totalA, totalB) }

// Between returns what two articles share, as a search of an index of n articles
// would give it; df tells in how many of them a gram is an anchor. An article
// that is not indexed itself counts as if it were: what both have, at least two
// have.
func Between(a, b []shingle.Anchor, n int, df func(hash uint32) int) Hit {
	place := make(map[uint32]uint16, len(b))
	for _, y := range b {
		place[y.Hash] = Place(y.Pos)
	}
	var touches []touch
	for _, x := range a {
		pos, ok := place[x.Hash]
		if !ok {
			continue
		}
		if k := df(x.Hash); k <= Cap {
			touches = append(touches, newTouch(0, pos, Place(x.Pos), steps(Weight(max(k, 2), n))))
		}
	}
	if len(touches) == 0 {
		return Hit{}
	}
	slices.Sort(touches)
	return hit(touches)
}

// Total returns the weight of all anchors of an article in an index of n
// articles. With sample above 0 it asks df for so many of them at most and scales up: for
// those with the least hashes, which copies of one text have in common (bottom-k
// sampling, Cohen and Kaplan 2007), so that a df that remembers is asked little anew.
func Total(as []shingle.Anchor, n, sample int, df func(hash uint32) int) float64 {
	asked := make([]uint32, len(as))
	for i, a := range as {
		asked[i] = a.Hash
	}
	if sample > 0 && len(asked) > sample {
		slices.Sort(asked)
		asked = asked[:sample]
	}
	if len(asked) == 0 {
		return 0
	}
	sum := 0.0
	for _, h := range asked {
		sum += Weight(df(h), n)
	}
	return sum / float64(len(asked)) * float64(len(as))
}
