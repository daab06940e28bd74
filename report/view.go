package report

import (
	"fmt"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// A Summary heads a report. Renderers leave out an empty Since or Store.
type Summary struct {
	Generation uint64
	Articles   int    // in the store
	Clusters   int    // in the generation
	Chosen     int    // that were asked for
	Shown      int    // of these, in this report
	Since      string // as the user gave it
	Newest     string // time of the newest article of a cluster, in words, where none is since then; empty: not asked for, or none has a time
	Store      string // what the user calls the store
	// Traced reports that the generation holds the sources of articles. Without it, no view
	// has a source.
	Traced bool
	// Near says that the last run compared whole texts alone: it never traces.
	Near bool
	Day  *DayView // nil: not asked for, or not traced
}

// A ClusterView is a cluster as a reader sees it. Members are in the order of
// time, those without a clock last.
type ClusterView struct {
	Cluster Cluster
	Members []MemberView
	Keep    int      // index of the member to keep
	Changes []Change // what became of it in the last run; may be empty
	// Focus is the id of the member whose evidence is shown; empty: none.
	Focus string
	// Traced says that sources were traced: then every member has a Source.
	Traced bool
	// Gone counts members that were deleted or revised since the run: they are left out, and
	// their copies count as taken from an unseen source.
	Gone int
	// Survival tells how many members have each part of one text: that of the origin, or of
	// the member to keep where the origin is not here. Nil: not traced.
	Survival *Survival
}

// A MemberView is one member of a cluster.
type MemberView struct {
	Article article.Article // without its text
	// Revision is which stored revision of the article is the member, counted from 1; 0: the current
	// one. Status is that of the current one.
	Revision int
	Status   article.Status
	// Similarity is the Jaccard similarity to the member to keep, in [0,1]; 0
	// if the two were never compared or have too little in common.
	Similarity float64
	// Same marks a member whose text is that of the one to keep, word for word.
	Same bool
	// Source is the source of the member's text; nil: not traced.
	Source *Copy
	// Agency is whose text it is; empty: no agency's, or not known. AgencyName is its full
	// name; empty: the same.
	Agency     string
	AgencyName string
	AgencyP    float64
	// SameAs is the id of the earliest member with this very text; empty if it is this one.
	SameAs string
	Traced *SourceView // nil: not traced
}

// State says in words which revision the member is if it is not the current one, and what became of
// the article; empty if there is nothing to say.
func (m *MemberView) State() string { return state(m.Revision, m.Status) }

func state(revision int, status article.Status) string {
	words := [...]string{article.StatusWithheld: "withheld", article.StatusCancelled: "withdrawn", article.StatusCorrected: "corrected"}
	var list []string
	if revision > 0 {
		list = append(list, fmt.Sprintf("revision %d", revision))
	}
	if int(status) < len(words) && words[status] != "" && (revision > 0 || status.Blocked()) {
		list = append(list, "since "+words[status])
		if revision == 0 {
			list[0] = words[status]
		}
	}
	return strings.Join(list, ", ")
}

// A CheckView is what a check found, as a reader sees it.
type CheckView struct {
	Verdict  string // copy, part, related or none
	Copied   float64
	Cluster  string // empty: none
	Size     int    // members of the cluster
	Outlets  int    // outlets of the cluster
	Stored   int    // articles compared with
	Unusable bool   // there is no article text to compare
	Matches  []MatchView
	// Known is the id under which the store has the article itself, which does not count
	// against it; empty: it has not. SameText says that its text is the stored one's.
	Known    string
	SameText bool
	Traced   *CheckSource // nil: the last run traced nothing
	// As is the article as if it were a member of its cluster: the four lines are made from it.
	As *ArticleView // nil: no lines are shown
}

// A CheckSource is the likely source of a checked article, computed as if it were in its cluster.
type CheckSource struct {
	// Source is its parent with runner-up and evidence; nil: nothing in the store has its text.
	Source *Copy
	Parent *article.Article // without text; nil: it is not in the store
	Delay  *int64           // seconds by which it appeared after its parent; nil: a clock is missing
	Origin *Origin          // of its cluster; nil with Source
	// Agency is whose text it is; empty: no agency's, or not known. OwnCopy says that the agency's
	// own copy is in the cluster.
	Agency     string
	AgencyName string // in full; empty: the same
	AgencyP    float64
	OwnCopy    bool
	Agencies   []string // agencies whose text it has with p > .5
	Odd        []string // what contradicts about its clocks, credits and source
	Twins      []string // as in SourceView
	TwinCount  int
	Credits    []CreditView
	Clock      ClockView
	Passages   []PassageView // by place; a cluster's without an id: of a source that is in none
}

// A MatchView is one match of a check, nearest first.
type MatchView struct {
	Article     article.Article // without its text
	Jaccard     float64
	Containment float64 // share of the checked article that the match has too
	P           float64
	Kind        string // same, passage or quote
	Cluster     string // of the match; empty: none
	// Revision is which stored revision of the article matches, counted from 1; 0: the current one.
	// Status is that of the current one.
	Revision int
	Status   article.Status
	Passages []Passage // of the checked article, with their places in the match
}
