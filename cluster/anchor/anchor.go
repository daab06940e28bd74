// Package anchor finds candidates: articles that share passages, even if the passages are a
// small part of both texts. It compares anchors, which are sampled grams with their places.
//
// Fill an [Index] with [Index.Add], call [Index.Build] once, then call [Searcher.Search]
// for each article. If memory cannot hold all anchors, use [Build] and
// [Searcher.SearchRecord]. If the postings are kept elsewhere, use [Searcher.Rank].
//
// Two articles are candidates if they share two anchors on one diagonal: the distance
// between the two anchors is nearly the same in both articles. What two texts have in
// common by chance is at random places.
//
// Which articles are candidates is a function of the indexed articles alone, not
// of their order. The package does not read texts or stores.
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
	// Cap is the most articles that an anchor may have. More frequent anchors are ignored.
	Cap = 250
	// Top is the number of candidates that a search returns, those with the rarest
	// common anchors first. Other searches may return the article too.
	Top = 32
	// strong is the share of the lighter text's weight from which on a pair is
	// a candidate at any rank. A story with 400 copies has 399 partners for each
	// copy. Pairs that are not compared count against a cluster, so without strong
	// the story was split.
	strong = .3
	// least is the number of common anchors on one diagonal that a candidate needs.
	least = 2
	// width is the width of a diagonal, in units of [Unit]. An edit between two
	// anchors changes their distance by up to this.
	width = 10
)

// Unit is the number of characters in one step of [Posting.Pos]. So 16 bits hold
// places of up to 524,288 characters.
const Unit = 8

// A Posting is an anchor's place in one article.
type Posting struct {
	Doc Doc
	Pos uint16 // in units of 8 characters, the last for all beyond
}

// Place returns pos (in characters) in units of [Unit], as postings have it.
func Place(pos uint32) uint16 { return uint16(min(pos/Unit, math.MaxUint16)) }

// A Hit is an article that shares anchors with the one searched for.
type Hit struct {
	Doc       Doc
	Shared    int     // anchors on the best diagonal
	Sum       float64 // weight of all shared anchors, see [Weight]
	Recurring float64 // weight of those that recur on other days, see [Index.SetDays]
}

// Weight returns the weight, in [0,1], of an anchor that df of n articles have: 1 if only
// one has it, 0 if all have it.
func Weight(df, n int) float64 {
	if n <= 1 {
		return 1
	}
	return max(0, 1-math.Log(float64(max(df, 1)))/math.Log(float64(n+1)))
}

// leastRare is the share of the lighter text's weight below which a pair is not
// worth comparing. On simulated crawls (web, ocr, mixed, seed 2) this drops 36
// to 49 % of the candidates and .02 to .08 % of the true pairs. The pair model
// gives all of these true pairs a low p.
const leastRare = .03

// HopelessOdds are the log-odds of a pair that is not worth comparing.
const HopelessOdds = -7

// Hopeless reports whether a pair is not worth comparing: sum is the weight of the anchors
// that the texts share, totalA and totalB are the weights of all anchors of each.
func Hopeless(sum, totalA, totalB float64) bool { return sum < leastRare*min(totalA, totalB) }

// Between returns what a search of an index of n articles would return for two articles. df
// returns the number of articles that have an anchor. An article that is not in the index
// counts as if it were: an anchor that both have is in at least two.
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
