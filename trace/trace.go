// Package trace finds the sources of the articles of a cluster.
//
// Fill a [Member] for each article of a cluster and call [Tracer.Trace]. For every
// article the answer names its parent with a probability, the second most likely
// parent, the evidence in words, and the agency that the text comes from. The parent
// is another member or [Unseen], a source that is not in the cluster.
//
// The method: each ordered pair of members gets a weight from its texts, clocks,
// credits and outlets, and so does each pair of the unseen source and a member. The
// answer is the most probable tree with the unseen source as its root. The
// probability of an edge is its share of the weight of all trees. Being the earliest
// article does not by itself make a member the origin. Members with identical texts
// share the probability; they are not ranked by chance.
//
// The package is pure: it has no access to storage and does not know how clusters
// were found.
package trace

import (
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// Unseen means a source that is not among the members: the root of the copy graph.
const Unseen = -1

// A Member is an article of a cluster. It caches the words of its text, so only one goroutine
// at a time may use it.
type Member struct {
	ID     string
	Outlet string
	House  string // outlets of one house count as one; empty: the outlet's own
	URL    string
	Title  string
	Text   string
	Skip   []shingle.Range // furniture in bytes of Text, sorted, disjoint
	// Clock is when the article appeared. Fetched is when it was crawled, in seconds since 1970
	// UTC, or 0 if that is not known: it certainly appeared before.
	Clock   clock.Reading
	Fetched int64
	// Feed is the agency whose own text this is, with its name in credits: the outlet belongs to
	// the agency, and the article credits nobody else. It is empty for other articles.
	Feed string
	// Arm is an agency that the outlet runs, if the article need not be text of the agency: the
	// outlet is a newspaper with a syndicate, or the article credits others. It is empty if there
	// is none.
	Arm string
	// FeedsKnown is true if the settings name at least one outlet that belongs to an agency.
	FeedsKnown bool
	Credits    []credit.Credit
	// Unnamed is true if the article credits agencies without a name: "staff and wires".
	Unnamed bool
	// Printed has the sources that the article names in words and that may be outlets: "first
	// published by the Coast Herald". Links has the addresses that it names as its source.
	Printed []credit.Source
	Links   []string

	// Elsewhere is the probability that its source is in the store but is not a member.
	Elsewhere float64
	// Earlier has the earlier revisions of the article, the oldest first. Text that was taken from
	// one of them counts as taken from the article.
	Earlier []*Member

	reading *reading // words of Text outside of Skip; nil before the first read
}

// An Edge is the source of a member's text.
type Edge struct {
	Parent    int // index of a member, or [Unseen]
	Earlier   int // index in the parent's Earlier of the revision that it was taken from; [Unseen]: the latest revision
	P         float64
	Second    int // the second most likely parent
	SecondP   float64
	RootP     float64    // probability that its source is none of the members
	Evidence  []Evidence // evidence for the parent against the other members, the strongest first
	Agency    string     // the agency that the text most likely comes from; empty: none, or not known
	AgencyP   float64
	Agencies  []AgencyP // all agencies that it may have text of, the most likely first
	Identical []int     // other members with exactly the parent's text: the text cannot decide between them
}

// Evidence is one piece of evidence for a parent.
type Evidence struct {
	Kind   string  // text, title, time, source, credit, feed or outlet
	Text   string  // in words
	Weight float64 // natural logarithm of the odds, compared with the mean of the other members
}

// A Trace holds the sources of the members of a cluster.
type Trace struct {
	Edges  []Edge
	Origin Origin
	story  *story
	// sources has, by article, the revision that its first revision was taken from.
	sources []int
	// parents has, by child, the probability of each parent. The unseen source is last.
	parents [][]float64
}

// An Origin is the root of a copy graph.
type Origin struct {
	Member  int     // index of the member that the others come from; [Unseen] if it is not a member
	P       float64 // probability that the source of the most likely root is not a member
	Agency  string
	AgencyP float64
	Roots   int // number of members whose source is not a member
}

// maxDense is the largest number of members for which every pair gets a weight. In a larger
// cluster only the nearest texts of each article may be its parents.
const (
	maxDense = 150
	nearest  = 24
)
