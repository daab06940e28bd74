package report

import (
	"fmt"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// A Summary is the head of a report. Renderers omit an empty Since or Store.
type Summary struct {
	Generation uint64
	Articles   int    // in the store
	Clusters   int    // in the generation
	Chosen     int    // clusters that match the query
	Shown      int    // clusters in this report
	Since      string // as the user gave it
	Newest     string // time of the newest article in a cluster, in words, if none is after Since; empty: not needed or unknown
	Store      string // the user's name of the store
	// Traced is set if the generation has the sources of articles. Without it no view has a source.
	Traced bool
	// Near is set if the last run compared only whole texts (--near). Then it traced nothing.
	Near bool
	Day  *DayView // nil: not asked for or not traced
}

// A ClusterView is a cluster for a reader. Members are in the order of time, those without a time last.
type ClusterView struct {
	Cluster Cluster
	Members []MemberView
	Keep    int      // index of the member to keep
	Changes []Change // how it changed in the last run; may be empty
	// Focus is the id of the member whose evidence is shown, or empty.
	Focus string
	// Traced is set if sources were traced. Then every member has a Source.
	Traced bool
	// Gone counts members that were deleted or revised since the run. They are omitted, and their copies
	// count as copies of an unseen source.
	Gone int
	// Survival says how many members have each part of one text: that of the origin or, if it is not in
	// the store, of the member to keep. It is nil if sources are not traced.
	Survival *Survival
}

// A MemberView is one member of a cluster.
type MemberView struct {
	Article article.Article // without its text
	// Revision is the stored revision that is the member, counted from 1; 0 is the current one. Status is
	// that of the current revision.
	Revision int
	Status   article.Status
	// Similarity is the Jaccard similarity to the member to keep, in [0,1]. It is 0 if the two were never
	// compared or share too little.
	Similarity float64
	// Same is set if the member has exactly the text of the one to keep.
	Same bool
	// Source is the source of the member's text. It is nil if sources are not traced.
	Source *Copy
	// Agency is the agency whose text it is. It is empty if there is none or it is unknown. AgencyName is
	// its full name. If it is empty, Agency is the full name.
	Agency     string
	AgencyName string
	AgencyP    float64
	// SameAs is the id of the earliest member with the same text. It is empty for that member.
	SameAs string
	Traced *SourceView // nil: not traced
}

// State describes which revision the member is if it is not the current one, and the status of the
// article. It is empty if there is nothing to say.
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

// A CheckView is the result of a check for a reader.
type CheckView struct {
	Verdict  string // copy, part, related or none
	Copied   float64
	Cluster  string // empty: none
	Size     int    // members of the cluster
	Outlets  int    // outlets of the cluster
	Stored   int    // number of stored articles
	Unusable bool   // there is no article text to compare
	Matches  []MatchView
	// Known is the id of the article itself in the store, which does not count as a match. It is empty if
	// it is not stored. SameText is set if the stored text is the same.
	Known    string
	SameText bool
	Traced   *CheckSource // nil: sources are not traced
	// As is the article as if it were a member of its cluster: the four lines are made from it.
	As *ArticleView // nil: the four lines are not shown
}

// A CheckSource is the likely source of a checked article, computed as if it were a member of its cluster.
type CheckSource struct {
	// Source is its parent with runner-up and evidence. It is nil if no stored article has its text.
	Source *Copy
	Parent *article.Article // without text; nil: not in the store
	Delay  *int64           // seconds from the parent's time to its own; nil: a time is unknown
	Origin *Origin          // of its cluster; nil if Source is nil
	// Agency is the agency whose text it is. It is empty if there is none or it is unknown. OwnCopy is set
	// if the agency's own copy is in the cluster.
	Agency     string
	AgencyName string // full name; empty: Agency is the full name
	AgencyP    float64
	OwnCopy    bool
	Agencies   []string // agencies with p > .5 that it has their text
	Odd        []string // contradictions in its times, credits and source
	Twins      []string // see SourceView
	TwinCount  int
	Credits    []CreditView
	Clock      ClockView
	Passages   []PassageView // in the order of the text; a cluster without an id has a source in no cluster
}

// A MatchView is a match of a check.
type MatchView struct {
	Article     article.Article // without its text
	Jaccard     float64
	Containment float64 // share of the checked article that is also in the match
	P           float64
	Kind        string // same, passage or quote
	Cluster     string // cluster of the match; empty: none
	// Revision is the stored revision of the article that matches, counted from 1; 0 is the current one.
	// Status is that of the current revision.
	Revision int
	Status   article.Status
	Passages []Passage // passages of the checked article, with their positions in the match
}
