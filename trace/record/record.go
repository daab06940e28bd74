// Package record holds the results of tracing as a generation stores them: a [Cluster]
// with an [Article] for each member, and one for each article outside of clusters of
// which there is something to tell.
//
// Records name articles by their numbers and members by their index, never by what the
// article itself says: that is read from the store. [AppendCluster] and
// [DecodeCluster] are the stored form; doc/format.md has every byte of it.
//
// The package is pure; it knows neither storage nor how anything was found.
package record

import (
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// A Doc is the number of a stored article.
type Doc = uint32

// Unseen means a source that is not in the store, in fields that hold the index of a member
// expected.
const Unseen = -1

// A Cluster is what is known of the sources of a cluster.
type Cluster struct {
	ID   string
	Keep int // index of the member to keep where only one can be
	// Least and Mean are the least and the mean Jaccard similarity of those pairs of
	// members that were found, in [0,1].
	Least, Mean float64
	Origin      Origin
	// Reports has of each independent report why several of its roots count as one;
	// empty where there is one root. Article.Report leads here.
	Reports []string
	Changes []Change  // what became of it in the run
	Members []Article // in the order of their ids
}

// A Change is what became of a cluster since the generation before.
type Change struct {
	Kind   string
	Others []string // ids of the other clusters that took part
	Before int      // members
	After  int
	Reason string
}

// An Origin is the root of a cluster's copy graph.
type Origin struct {
	Member  int     // index, or Unseen
	P       float64 // of it, in [0,1]
	Agency  string  // whose text it is; empty: no agency's, or not known
	AgencyP float64
}

// An Article is what is known of an article's sources. Probabilities and shares
// are in [0,1] and kept to four digits behind the point.
type Article struct {
	Doc Doc
	// Old says that Doc is an earlier revision of its article, by which the article is a member.
	Old bool
	// Similarity is the Jaccard similarity to the member to keep; 1: it is that one or has
	// its very text; 0: they were not compared.
	Similarity float64

	Parent int // index of a member, or Unseen
	// Earlier says that it was taken from the revision Of of its parent, not from the one that is a member.
	Earlier bool
	Of      Doc
	P       float64
	RootP   float64 // that its source is none of the members
	Runner  bool    // there is a runner-up
	Second  int     // the runner-up: index of a member, or Unseen
	SecondP float64
	// Text is above 0 for members whose words are those of another member; the same number
	// means the same words.
	Text     int
	Report   int  // index in Reports of the independent report that it belongs to
	Root     bool // it was taken from no member, or has next to nothing of it
	Evidence []Evidence

	Agency  string // whose text it most likely is; empty: no agency's, or not known
	AgencyP float64
	Others  []AgencyP // further agencies whose text it has with p > .5
	Feed    bool      // the outlet is the agency's own
	Credits []credit.Credit

	Words    int     // of its text, furniture left out
	Copied   float64 // share of its words in passages of clusters
	Class    Class
	Also     []string  // ids of the other clusters that it has text of
	Passages []Passage // by place

	Clock clock.Reading
	// Odd lists what contradicts about its clocks, credits and source; see [Oddities].
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
	Weight float64 // natural-log odds, to four digits behind the point
}

// A Class says how much of an article is copied.
type Class uint8

// The classes.
const (
	ClassNone Class = iota
	ClassPart
	ClassWhole
)

// An Owner says whose a passage is.
type Owner uint8

// The owners.
const (
	OwnerOutlet    Owner = iota // the outlet's own text
	OwnerCluster                // text of a cluster
	OwnerFurniture              // of the page, not of the article
)

// A Passage is a run of an article's text with one owner, in runes, half-open.
type Passage struct {
	Start, End int
	Owner      Owner
	Words      int    // of furniture 0
	Cluster    string // id of the cluster that it belongs to
	Kind       string // of furniture
	// Placed reports whether its place in the article From is known: [FromStart, FromEnd), in runes.
	Placed             bool
	From               Doc
	FromStart, FromEnd int
}

// Twins returns the indices of the members with the very words of member v's parent,
// v and the parent left out. Text cannot decide between them.
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
