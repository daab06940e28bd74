// Package trace finds the sources of the articles of a cluster.
//
// Fill a [Member] for each article of a cluster and call [Tracer.Trace]. The
// answer names for every article its parent, another member or [Unseen], with a
// probability, the runner-up, and the evidence in words; and the agency behind
// it.
//
// The way: every ordered pair of members is weighed by what its texts, clocks,
// credits and outlets say, and every member against the unseen source; the most
// probable tree with the unseen source as its root is taken, and the share that
// each edge has of all trees is its probability. The earliest article is never
// the origin by that alone, and identical texts share the probability instead
// of being ranked by chance.
//
// The package is pure; it knows neither storage nor how clusters were found.
package trace

import (
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// Unseen means a source that is not among the members: the root of the copy graph.
const Unseen = -1

// A Member is an article of a cluster. It keeps what it is read as: one goroutine at
// a time may trace with it.
type Member struct {
	ID     string
	Outlet string
	House  string // outlets of one house count as one; empty: the outlet's own
	URL    string
	Title  string
	Text   string
	Skip   []shingle.Range // furniture in bytes of Text, sorted, disjoint
	// Clock says when it appeared, Fetched by when it had for certain: the crawl, in
	// seconds since 1970 UTC, 0 if not known.
	Clock   clock.Reading
	Fetched int64
	// Feed is the agency whose own text this is, as credits call it: the outlet is the
	// agency's, and the article credits nobody else. Empty: no agency's.
	Feed string
	// Arm is an agency that the outlet runs, or sends the text of, without every article
	// being its own: that of a newspaper with a syndicate, and that of an agency's site where
	// an article credits others. Empty: none.
	Arm string
	// FeedsKnown reports whether the settings name at least one outlet as an agency's own.
	FeedsKnown bool
	Credits    []credit.Credit
	// Unnamed says that the article credits agencies without naming one: "staff and wires".
	Unnamed bool
	// Printed has what the article prints as its source, as far as that may be an outlet:
	// "first published by the Coast Herald". Links are addresses that it names as its source.
	Printed []credit.Source
	Links   []string

	// Elsewhere is the probability that its source is in the store but not among the members.
	Elsewhere float64
	// Earlier are the earlier revisions of the article, the first one first. What was taken from one
	// of them was taken from the article.
	Earlier []*Member

	reading *reading // of Text outside of Skip, when it was read
}

// An Edge is the source of a member's text.
type Edge struct {
	Parent    int // index of a member, or [Unseen]
	Earlier   int // index in Earlier of the parent: the revision that it was taken from; [Unseen]: the member itself
	P         float64
	Second    int // the next likely
	SecondP   float64
	RootP     float64    // that its source is none of the members
	Evidence  []Evidence // what spoke for the parent and against the runner-up, the strongest first
	Agency    string     // whose text it most likely is; empty: no agency's, or not known
	AgencyP   float64
	Agencies  []AgencyP // all that it may have text of, the most likely first
	Identical []int     // other members with the parent's very text: text cannot decide between them
}

// Evidence is one thing that speaks for a parent.
type Evidence struct {
	Kind   string  // text, title, time, source, credit, feed or outlet
	Text   string  // in words
	Weight float64 // natural logarithm of the odds against the mean of the other members
}

// A Trace is what is known of a cluster's sources. It lists edges by member.
type Trace struct {
	Edges  []Edge
	Origin Origin
	story  *story
	// sources has by article the revision that its first revision was taken from.
	sources []int
	// parents has the probability of each parent, by child; that of the unseen source last.
	parents [][]float64
}

// An Origin is the root of a copy graph.
type Origin struct {
	Member  int     // index of the member that the others come from; [Unseen] if that is not here
	P       float64 // that the most likely root has no source here
	Agency  string
	AgencyP float64
	Roots   int // members whose source is not here
}

// maxDense is the number of members up to which every pair is weighed; beyond,
// each article is weighed against its nearest texts alone.
const (
	maxDense = 150
	nearest  = 24
)
