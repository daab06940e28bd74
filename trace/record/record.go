// Package record holds the results of tracing as a generation stores them: a [Cluster]
// with an [Article] for each member, and an [Article] for articles outside of clusters
// with results of their own.
//
// Records refer to articles by number and to members by index. They do not repeat the
// article itself, which is in the store. [AppendCluster] writes the stored form and
// [DecodeCluster] reads it; doc/format.md describes every byte of it.
//
// The package is pure: it has no access to storage and does not know how results were
// found.
package record

import (
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// A Doc is the number of a stored article.
type Doc = uint32

// Unseen is the value of a field with the index of a member if the source is not in the store.
const Unseen = -1

// A Cluster holds the sources of the articles of a cluster.
type Cluster struct {
	ID   string
	Keep int // index of the member to keep if only one can be kept
	// Least and Mean are the least and the mean Jaccard similarity of those pairs of
	// members that were found, in [0,1].
	Least, Mean float64
	Origin      Origin
	// Reports has, for each independent report, why several roots count as one report. It is
	// empty for a report with one root. Article.Report is an index of it.
	Reports []string
	Changes []Change  // how it changed in the run
	Members []Article // in the order of their ids
}

// A Change is how a cluster changed since the generation before.
type Change struct {
	Kind   string
	Others []string // ids of the other clusters that took part
	Before int      // number of members before
	After  int
	Reason string
}

// An Origin is the root of a cluster's copy graph.
type Origin struct {
	Member  int     // index, or Unseen
	P       float64 // probability of it, in [0,1]
	Agency  string  // the agency that the text comes from; empty: none, or not known
	AgencyP float64
}

// An Article holds the sources of an article. Probabilities and shares are in [0,1] and stored
// to four decimal places.
type Article struct {
	Doc Doc
	// Old is true if Doc is an earlier revision of its article. The article is a member because of
	// this revision.
	Old bool
	// Similarity is the Jaccard similarity to the member to keep. It is 1 for that member and for
	// members with exactly its text, and 0 if the two were not compared.
	Similarity float64

	Parent int // index of a member, or Unseen
	// Earlier is true if it was taken from revision Of of its parent, not from the revision that
	// is a member.
	Earlier bool
	Of      Doc
	P       float64
	RootP   float64 // probability that its source is none of the members
	Runner  bool    // there is a second most likely parent
	Second  int     // the second most likely parent: index of a member, or Unseen
	SecondP float64
	// Text is above 0 if another member has the same words. Members with the same words have the
	// same number.
	Text     int
	Report   int  // index in Reports of the independent report that it belongs to
	Root     bool // it was not taken from a member, or only quotes it
	Evidence []Evidence

	Agency  string // the agency that the text most likely comes from; empty: none, or not known
	AgencyP float64
	Others  []AgencyP // other agencies that it has text of with p > .5
	Feed    bool      // the outlet is the agency's own
	Credits []credit.Credit

	Words    int     // words of its text without furniture
	Copied   float64 // share of its words in passages of clusters
	Class    Class
	Also     []string  // ids of the other clusters that it has text of
	Passages []Passage // by place

	Clock clock.Reading
	// Odd lists contradictions between its clocks, credits and source; see the Odd constants.
	Odd []string
}

// An AgencyP is an agency with the probability that an article has text of it.
type AgencyP struct {
	Agency string
	P      float64
}

// Evidence is one reason for a parent.
type Evidence struct {
	Kind   string  // text, title, time, credit, feed, outlet, ...
	Text   string  // in words
	Weight float64 // natural logarithm of the odds, to four decimal places
}

// A Class is how much of an article is copied.
type Class uint8

// The classes.
const (
	ClassNone Class = iota
	ClassPart
	ClassWhole
)

// An Owner is what a passage belongs to.
type Owner uint8

// The owners of passages.
const (
	OwnerOutlet    Owner = iota // the outlet's own text
	OwnerCluster                // text of a cluster
	OwnerFurniture              // furniture of the page
)

// A Passage is a run of an article's text with one owner, in runes, half-open.
type Passage struct {
	Start, End int
	Owner      Owner
	Words      int    // number of words; 0 for furniture
	Cluster    string // id of the cluster that it belongs to
	Kind       string // of furniture
	// Placed is true if its place in the article From is known: [FromStart, FromEnd), in runes.
	Placed             bool
	From               Doc
	FromStart, FromEnd int
}

// Twins returns the indices of the other members with exactly the words of member v's parent,
// without v and the parent. The text cannot decide between them and the parent.
func (c *Cluster) Twins(v int) (out []int) {
	p := c.Members[v].Parent
	if p == Unseen || c.Members[p].Text == 0 {
		return nil
	}
	for i := range c.Members {
		if i != v && i != p && c.Members[i].Text == c.Members[p].Text {
			out = append(out, i)
		}
	}
	return out
}
