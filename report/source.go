package report

import "github.com/wiretrace/wiretrace/article"

// Views of sources. Offsets are in runes of the stored text, half-open. Probabilities and shares are in [0,1].
// Times are seconds since 1970 UTC, durations are seconds. An unknown value is the zero value.

// A SourceView holds what is known about an article's sources in addition to its [Copy].
type SourceView struct {
	RootP float64 // probability that its source is not in its cluster
	// Root is set if it has no parent among the members, or shares almost nothing with its parent. Then it
	// is a root of its independent report.
	Root bool
	// Report is the index of its independent report in Cluster.Reports. It is -1 if the article is in no
	// cluster.
	Report int
	// Twins are the ids of members with the same text as its parent, at most [MaxTwins]; TwinCount is the
	// number of all. The text cannot decide between them.
	Twins     []string
	TwinCount int

	Class   string  // whole, part or none: see [ClassOf]
	Copied  float64 // share of its words that are in passages of clusters
	Also    []string
	Feed    bool // its outlet is the agency's own
	Credits []CreditView
	// Agencies lists the agencies with p > .5 that it has their text, most likely first. Odd lists
	// contradictions in its times, credits and source.
	Agencies []string
	Odd      []string
	Clock    ClockView

	FromParent *Delta // nil: its parent is not in the store
	FromOrigin *Delta // nil: the origin is not in the store, or it is itself
	// FromNearest compares it with the nearest other member or, in a large story, with the one to keep. It
	// is set if neither its parent nor the origin is in the store. That member is not claimed to be the
	// source.
	FromNearest *Delta
}

// MaxTwins is how many twins are named.
const MaxTwins = 16

// A CreditView says which agency an article names, and how.
type CreditView struct {
	Agency string  `json:"agency"` // its name in the registry; empty: a publisher that is not in it
	Role   string  `json:"role"`   // credit, via, republished, photo or citation
	Place  string  `json:"place"`  // dateline, byline, head, tail, copyright, structured or body
	Field  string  `json:"field"`  // the field with the offsets: text, byline, credit or canonical
	Start  int     `json:"start"`  // runes
	End    int     `json:"end"`
	Text   string  `json:"text"` // as printed
	Weight float64 `json:"weight"`
}

// A ClockView says when an article appeared and how certain that is.
type ClockView struct {
	Known bool `json:"known"`
	// Clock is the kind of time used: published, updated or fetched. Precision is its year, month, day,
	// minute or second. Zone is set if the time names its zone.
	Clock     string `json:"clock"`
	Precision string `json:"precision"`
	Zone      bool   `json:"zone"`
	// Earliest and Latest are the bounds of when it appeared. If Bounded is not set, Earliest is unknown.
	Earliest int64 `json:"earliest"`
	Latest   int64 `json:"latest"`
	Bounded  bool  `json:"bounded"`
	Best     int64 `json:"best"`    // the most likely instant
	Precise  bool  `json:"precise"` // the article gives Best itself
	Offset   int   `json:"offset"`  // added to the article's time, as learnt about its outlet
	// Flags name problems: date-only, after-fetch, backdated, updated-only, fetched-only, zoneless,
	// redated.
	Flags []string `json:"flags"`
}

// An Extent is an amount of text.
type Extent struct {
	Words int `json:"words"` // words, or characters in scripts without spaces
	Runes int `json:"runes"` // of each run, from its first to its last word
}

// A Delta compares an article with another text, without furniture. Text in both counts as kept even if a
// sentence around it was edited.
type Delta struct {
	Of    string `json:"of"`    // id of the other article
	Kept  Extent `json:"kept"`  // in the article and in the other
	Added Extent `json:"added"` // only in the article
	Cut   Extent `json:"cut"`   // only in the other
	Moved Extent `json:"moved"` // the part of Kept whose order changed
	// Headline is kept or changed, or empty if one has no headline.
	Headline string `json:"headline"`
	// Credit is kept, dropped, added or changed, or empty if neither credits an agency for its text.
	Credit string `json:"credit"`
}

// A Survival says how many members of a cluster have each part of one text, the base.
type Survival struct {
	Base    string        `json:"base"`    // id of the article with this text
	Origin  bool          `json:"origin"`  // the base is the origin; otherwise it is the member to keep
	Text    string        `json:"-"`       // the whole stored text
	Members int           `json:"members"` // number of other members that were compared with it
	Outlets int           `json:"outlets"` // number of outlets of these members
	Runs    []SurvivalRun `json:"runs"`
}

// A SurvivalRun is a part of the base's text and the number of members that have it. Runs are in order and
// do not overlap. Furniture is in none.
type SurvivalRun struct {
	Start   int `json:"start"`
	End     int `json:"end"`
	Members int `json:"members"`
	Outlets int `json:"outlets"`
}

// An ArticleView is one article with its whole text and the owner of each part.
type ArticleView struct {
	MemberView        // Article has its text
	Cluster    string // empty: no cluster
	IsTraced   bool
	Passages   []PassageView // in the order of the text, with furniture
	// Parent and Origin are the sources of the article. They are nil if they are not in the store or are
	// the article itself. They are the same pointer if the parent is the origin.
	Parent *TextView
	Origin *TextView
	// Nearest is the copy with most of the article's words. It is set if neither Parent nor Origin is in
	// the store. FromNearest compares the article with it. It is not claimed to be the source.
	Nearest     *TextView
	FromNearest *Delta
	// Chosen is the copy that the reader chose for a comparison, or nil. FromChosen compares the article
	// with it.
	Chosen     *TextView
	FromChosen *Delta
	// Oldest is the member of its cluster with the earliest time, without its text. It may be the article
	// itself. It is nil if no member has a time, or the article is in no cluster.
	Oldest *article.Article
	// Undecided are the questions that the evidence leaves open.
	Undecided []Doubt
}

// A TextView is another article with its text, and the passages that both have.
type TextView struct {
	Article article.Article
	Shared  []Where // Start and End are in the viewed article, In and InEnd in this one
	// Furniture are the parts of its text that were not compared: those marked in the article, and lines
	// that its outlet prints under many articles. They are in order and do not overlap.
	Furniture []Range
}

// A Range is a part of a text, half-open.
type Range struct{ Start, End int }

// A PassageView is a part of an article's text that has one owner.
type PassageView struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Words int    `json:"words"` // 0 for furniture
	Owner string `json:"owner"` // outlet: own text of the outlet; cluster; furniture
	// Cluster is the id of the cluster that the text belongs to. Furniture is the kind of furniture.
	Cluster   string `json:"cluster"`
	Furniture string `json:"furniture"`
	From      *Place `json:"from"`   // its position in a source; nil: unknown
	Outlet    string `json:"outlet"` // of that source
	// P is the probability that From is the source: that of the article's parent. 0: unknown.
	P float64 `json:"p"`
}

// A Doubt is a question that the evidence leaves open.
type Doubt struct {
	Kind string `json:"kind"` // parent, twins, source, clock, agency or gone
	Text string `json:"text"` // in words
}

// A DayView describes a period: what the outlets printed and which outlets copy from which.
type DayView struct {
	From string `json:"from"` // first and last time of an article in it, RFC 3339; empty: none
	To   string `json:"to"`
	// FirstDay and LastDay are the dates of From and To for readers. BulkFrom and BulkTo include nine of
	// ten of the articles: one wrong year changes LastDay, but not these.
	FirstDay string       `json:"-"`
	LastDay  string       `json:"-"`
	BulkFrom string       `json:"-"`
	BulkTo   string       `json:"-"`
	Articles int          `json:"articles"`
	Words    int          `json:"words"`
	Outlets  []OutletView `json:"outlets"` // by name
	// Links are the outlets that took text from each other, as in outlets.jsonl, for the articles of the
	// period.
	Links []OutletLink `json:"links"`
}

// An OutletView is what an outlet printed in a period. Own, Agency, Outlets and Unseen are shares of its
// words. They add up to 1, or are all 0 if it has no words.
type OutletView struct {
	Source   string        `json:"source"`
	Articles int           `json:"articles"`
	Copies   int           `json:"copies"`  // articles with text of others
	Words    int           `json:"words"`   // without furniture
	Own      float64       `json:"own"`     // first printed by it, or by no other
	Agency   float64       `json:"agency"`  // an agency's
	Outlets  float64       `json:"outlets"` // from other outlets, without an agency
	Unseen   float64       `json:"unseen"`  // from a source that is not in the store, agency unknown
	Agencies []AgencyShare `json:"agencies"`
}

// An AgencyShare is the share of an outlet's words that came from one agency.
type AgencyShare struct {
	Agency   string  `json:"agency"`
	Articles int     `json:"articles"`
	Share    float64 `json:"share"`
}
