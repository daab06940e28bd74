// Package cluster finds the articles of one text: candidates from the band
// index, exact counts for each candidate pair, and clusters by average link.
//
// A job calls [AllCandidates] once, or [NewCandidates] for a night's new
// articles, then [VerifyPairs], then [Update], which re-links only what changed
// and keeps the ids of clusters; [Partition] does the same from scratch.
// [Model.P] turns the counts of a pair into a calibrated probability.
//
// # Which rule joins A and C through B
//
// Being similar is not transitive: an article merged from two wires is similar
// to both, and the wires have nothing in common. Here the mean similarity over
// all pairs of two clusters decides (average link); where a pair was not
// counted, or fell below [MinJaccard], its estimate from the signatures stands
// in, and 0 if that is low. So a bridge joins the side it
// resembles more and the other side stays apart; connected components would
// join both and then everything (measured on simulated crawls: an adjusted
// Rand index of .03 with components where average link has .9). The price: a
// long chain of updates, each close to the next one only, is cut into pieces.
//
// # Groups
//
// Articles with the same set of shingles form a group: they are always
// linked, whatever the window. Only the representative of a group, its lowest
// live number, takes part in the search; in clustering a group of m counts m
// times.
//
// # Purity
//
// Which pairs are candidates, and which articles form a cluster, are functions
// of the set of live articles alone: not of the order of arrival, of batches,
// of numbers, of the clock. Only the ids of clusters have a history.
//
// The package is pure and never knows storage, texts or outlets.
package cluster

import "math"

// A Doc is the number of an article in the index. Numbers carry no meaning
// but identity and are never reused.
type Doc = uint32

// NoClock is the minute of an article that has no usable time.
const NoClock = math.MinInt32

// An Index is what the search for candidates needs to know of the articles.
// It must not change during a call. Implementations need not be safe for
// concurrent use.
type Index interface {
	Collection
	// Docs returns one past the highest number.
	Docs() Doc
	// Live reports whether the article counts. All other methods are called
	// for live articles only.
	Live(Doc) bool
	// Bands returns the hashes of the minhash bands, then those of the prefix
	// band, if any; valid until the next call. It may be slow (recomputed
	// from the text): it is asked for new articles only.
	Bands(Doc) ([]uint32, error)
	// Run appends the live articles with this hash in this band, ascending.
	// Bands are numbered as in [PrefixBand] and [ContentBand].
	Run(dst []Doc, band int, hash uint32) []Doc
}

// A Collection is what clustering needs to know of the live articles.
type Collection interface {
	// Row returns the identity of the set of shingles ([minhash.Content]),
	// its size and the article's time in minutes, [NoClock] if unknown.
	// Equal content and size mean equal sets, hence equal bands.
	Row(Doc) (content uint64, shingles uint32, minute int32)
	// Packed returns the packed signature, valid until the search returns.
	Packed(Doc) []byte
	// EachRun calls fn for each run of two or more live articles of a band
	// until it returns false. The order of runs does not matter; docs are
	// ascending and valid until fn returns.
	EachRun(band int, fn func(hash uint32, docs []Doc) bool)
}

// A Pair is two articles with what their texts share, in distinct shingles.
type Pair struct {
	A, B         Doc    // A < B
	Common       uint32 // shingles of both
	SizeA, SizeB uint32
}

// Jaccard returns the shared part of the union, in [0,1]; two empty sets have
// nothing in common. With 300 common shingles of 400 and 500 it is .5.
func (p Pair) Jaccard() float64 {
	union := uint64(p.SizeA) + uint64(p.SizeB) - uint64(p.Common)
	if union == 0 {
		return 0
	}
	return float64(p.Common) / float64(union)
}

// ContainmentA returns the part of A that B has too, in [0,1].
func (p Pair) ContainmentA() float64 { return part(p.Common, p.SizeA) }

// ContainmentB returns the part of B that A has too, in [0,1].
func (p Pair) ContainmentB() float64 { return part(p.Common, p.SizeB) }

func part(common, size uint32) float64 {
	if size == 0 {
		return 0
	}
	return float64(common) / float64(size)
}

// packed is the pair as one number; ordered by A, then B.
func packPair(a, b Doc) uint64 {
	if a > b {
		a, b = b, a
	}
	return uint64(a)<<32 | uint64(b)
}

// UnpackPair returns the two articles of a candidate.
func UnpackPair(c uint64) (a, b Doc) { return Doc(c >> 32), Doc(c) }
