// Package cluster finds the articles of one text: candidates from the band
// index, exact counts for each candidate pair, and clusters by average link.
//
// A job calls [AllCandidates] once, or [NewCandidates] for new articles, then
// [VerifyPairs], then [Update], which clusters only what changed. [Partition] clusters
// everything from scratch, with the same result. [Assign] keeps the ids of clusters.
// [Model.P] turns the counts of a pair into a calibrated probability.
//
// # Which rule joins A and C through B
//
// Similarity is not transitive: an article merged from two agency reports is similar to
// both, and the reports have nothing in common. So the mean similarity over all pairs of
// two clusters decides whether they are joined (average link). For a pair that was not
// counted, or that is below [MinJaccard], the estimate from the signatures is used, or 0
// if that is low. A merged article therefore joins the cluster that it resembles more, and
// the other cluster stays separate. Connected components would join both and in the end
// everything: on simulated crawls they have an adjusted Rand index of .03, and average
// link has .9. The cost is that a long chain of updates, each similar to the next one
// only, is cut into pieces.
//
// # Groups
//
// Articles with the same set of shingles form a group. They are always in one cluster,
// whatever the window. Only the representative of a group, its lowest live number, takes
// part in the search. In clustering a group of m articles counts m times.
//
// # Purity
//
// Candidates and clusters depend on the set of live articles alone. They do not depend on
// the order of arrival, on batches, on numbers or on the clock. Only the ids of clusters
// depend on earlier runs.
//
// The package is pure: it has no access to storage, texts or outlets.
package cluster

import "math"

// A Doc is the number of an article in the index. It identifies the article, has no other
// meaning and is never reused.
type Doc = uint32

// NoClock is the minute of an article that has no usable time.
const NoClock = math.MinInt32

// An Index gives the search for candidates access to the articles. It must not change during
// a call. Implementations need not be safe for concurrent use.
type Index interface {
	Collection
	// Docs returns one past the highest number.
	Docs() Doc
	// Live reports whether the article counts. All other methods are called
	// for live articles only.
	Live(Doc) bool
	// Bands returns the hashes of the minhash bands, then those of the prefix band, if any.
	// They are valid until the next call. Bands is called for new articles only, so it may be
	// slow.
	Bands(Doc) ([]uint32, error)
	// Run appends the live articles with this hash in this band, ascending.
	// Bands are numbered as in [PrefixBand] and [ContentBand].
	Run(dst []Doc, band int, hash uint32) []Doc
}

// A Collection gives clustering access to the live articles.
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

// A Pair is two articles with the counts of their distinct shingles.
type Pair struct {
	A, B         Doc    // A < B
	Common       uint32 // shingles that both have
	SizeA, SizeB uint32
}

// Jaccard returns the common shingles as a share of the union, in [0,1]. It is 0 for two
// empty sets. With 300 common shingles of 400 and 500 it is .5.
func (p Pair) Jaccard() float64 {
	union := uint64(p.SizeA) + uint64(p.SizeB) - uint64(p.Common)
	if union == 0 {
		return 0
	}
	return float64(p.Common) / float64(union)
}

// ContainmentA returns the share of A that B has too, in [0,1].
func (p Pair) ContainmentA() float64 { return part(p.Common, p.SizeA) }

// ContainmentB returns the share of B that A has too, in [0,1].
func (p Pair) ContainmentB() float64 { return part(p.Common, p.SizeB) }

func part(common, size uint32) float64 {
	if size == 0 {
		return 0
	}
	return float64(common) / float64(size)
}

// packPair returns the pair as one number. The numbers are ordered by A, then B.
func packPair(a, b Doc) uint64 {
	if a > b {
		a, b = b, a
	}
	return uint64(a)<<32 | uint64(b)
}

// UnpackPair returns the two articles of a candidate.
func UnpackPair(c uint64) (a, b Doc) { return Doc(c >> 32), Doc(c) }
