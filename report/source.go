package report

import "github.com/wiretrace/wiretrace/article"

// Views of where text is from. Offsets are in runes of the stored text, half-open;
// probabilities and shares are in [0,1]; times are seconds since 1970 UTC, lengths of
// time seconds. What was not found out is the zero value.

// A SourceView holds what is known of an article's sources in addition to its [Copy].
type SourceView struct {
	RootP float64 // that its text is from no article of its cluster
	// Root says that it was taken from no member, or has next to nothing of it: it is a
	// root of its independent report.
	Root bool
	// Report is the index in Cluster.Reports of the independent report that it belongs
	// to; -1: it is in no cluster.
	Report int
	// Twins are the ids of members with the very text of its parent, at most
	// [MaxTwins]; TwinCount is the number of all. Their texts are the same, so the text cannot
	// decide between them.
	Twins     []string
	TwinCount int

	Class   string  // whole, part or none: see [ClassOf]
	Copied  float64 // share of its words in passages of clusters
	Also    []string
	Feed    bool // its outlet is the agency's own
	Credits []CreditView
	// Agencies lists the agencies whose text it has with p > .5, the likeliest
	// first; Odd is what contradicts about its clocks, credits and source.
	Agencies []string
	Odd      []string
	Clock    ClockView

	FromParent *Delta // nil: its parent is not in the store
	FromOrigin *Delta // nil: the origin is not in the store, or it is itself
	// FromNearest is against the nearest other member, in a large story the one to keep, where
	// neither its parent nor the origin is here. Nobody says that it is the source.
	FromNearest *Delta
}

// MaxTwins bounds the twins that are named.
const MaxTwins = 16

// A CreditView is an agency named by an article, and how.
type CreditView struct {
	Agency string  `json:"agency"` // as the registry calls it; empty: a publisher that it does not know
	Role   string  `json:"role"`   // credit, via, republished, photo or citation
	Place  string  `json:"place"`  // dateline, byline, head, tail, copyright, structured or body
	Field  string  `json:"field"`  // text, byline, credit or canonical: what the offsets are in
	Start  int     `json:"start"`  // runes
	End    int     `json:"end"`
	Text   string  `json:"text"` // as printed
	Weight float64 `json:"weight"`
}

// A ClockView says when an article appeared and what that is worth.
type ClockView struct {
	Known bool `json:"known"`
	// Clock is the clock that was read: published, updated or fetched; Precision is its year,
	// month, day, minute or second; Zone says that it names its zone.
	Clock     string `json:"clock"`
	Precision string `json:"precision"`
	Zone      bool   `json:"zone"`
	// Earliest and Latest bound when it appeared. Without Bounded, Earliest is not known: it
	// had appeared by Latest.
	Earliest int64 `json:"earliest"`
	Latest   int64 `json:"latest"`
	Bounded  bool  `json:"bounded"`
	Best     int64 `json:"best"`    // the most likely instant
	Precise  bool  `json:"precise"` // Best is a time that the article gave
	Offset   int   `json:"offset"`  // added to the article's time, as learnt of its outlet
	// Flags are what is odd: date-only, after-fetch, backdated, updated-only, fetched-only,
	// zoneless, redated.
	Flags []string `json:"flags"`
}

// An Extent is an amount of text.
type Extent struct {
	Words int `json:"words"` // words, or characters where words are not spaced
	Runes int `json:"runes"` // from the first to the last word of each run
}

// A Delta says what an article made of another one's text, furniture left out. It
// counts text that both have as kept however it was edited within a sentence.
type Delta struct {
	Of    string `json:"of"`    // id of the other article
	Kept  Extent `json:"kept"`  // of the article: the other has it too
	Added Extent `json:"added"` // of the article: the other has it not
	Cut   Extent `json:"cut"`   // of the other: the article has it not
	Moved Extent `json:"moved"` // the part of Kept that is in another order
	// Headline is kept, changed, or empty where one of the two has none.
	Headline string `json:"headline"`
	// Credit is kept, dropped, added, changed, or empty where neither names an
	// agency as the source of its text.
	Credit string `json:"credit"`
}

// A Survival tells how many members of a cluster have each part of one text.
type Survival struct {
	Base    string        `json:"base"`    // id of the article whose text it is
	Origin  bool          `json:"origin"`  // it is the cluster's origin; else the member to keep
	Text    string        `json:"-"`       // whole, as stored
	Members int           `json:"members"` // others that were compared with it
	Outlets int           `json:"outlets"` // of these members
	Runs    []SurvivalRun `json:"runs"`
}

// A SurvivalRun is a run of the base's text and those that have it. Runs ascend,
// are disjoint, and leave out furniture.
type SurvivalRun struct {
	Start   int `json:"start"`
	End     int `json:"end"`
	Members int `json:"members"`
	Outlets int `json:"outlets"`
}

// An ArticleView is one article with its whole text and whose each part of it is.
type ArticleView struct {
	MemberView        // Article has its text
	Cluster    string // empty: in none
	IsTraced   bool
	Passages   []PassageView // by place, furniture too
	// Parent and Origin are the articles that it is from, for a comparison; nil: not in the
	// store, or the article itself. They are the same pointer if the parent is the origin.
	Parent *TextView
	Origin *TextView
	// Nearest is the copy that has most of its words, for a comparison where neither Parent
	// nor Origin is here; FromNearest says what differs. Nobody says that it is the source.
	Nearest     *TextView
	FromNearest *Delta
	// Chosen is the copy that the reader chose for a comparison; nil: none. FromChosen says what
	// differs.
	Chosen     *TextView
	FromChosen *Delta
	// Oldest is the member of its cluster with the earliest clock, without its text; nil: no
	// member has a clock, or it is in no cluster. It may be the article itself.
	Oldest *article.Article
	// Undecided are the questions that the evidence leaves open.
	Undecided []Doubt
}

// A TextView is another article with its text, and what an article has in common
// with it.
type TextView struct {
	Article article.Article
	Shared  []Where // Start and End are in the article that is viewed, In and InEnd here
	// Furniture is what was not compared of its text: what is marked in the article, and lines
	// that its outlet prints under many. Runs ascend and are disjoint.
	Furniture []Range
}

// A Range is a run of a text.
type Range struct{ Start, End int }

// A PassageView is a run of an article's text with one owner.
type PassageView struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Words int    `json:"words"` // of furniture 0
	Owner string `json:"owner"` // outlet: its own text; cluster; furniture
	// Cluster is the id of the cluster whose text it is, Furniture the kind of furniture.
	Cluster   string `json:"cluster"`
	Furniture string `json:"furniture"`
	From      *Place `json:"from"`   // its place in a source; nil: not known
	Outlet    string `json:"outlet"` // of that source
	// P is the probability that From is where it was taken from: that of the
	// article's parent; 0: not known.
	P float64 `json:"p"`
}

// A Doubt is a question that the evidence leaves open.
type Doubt struct {
	Kind string `json:"kind"` // parent, twins, source, clock, agency or gone
	Text string `json:"text"` // in words
}

// A DayView describes a period: what the outlets printed and which outlets copy from which.
type DayView struct {
	From string `json:"from"` // first and last clock of an article in it, RFC 3339; empty: none
	To   string `json:"to"`
	// FirstDay and LastDay are the dates of From and To as readers are shown them. BulkFrom and BulkTo are
	// those of nine of ten of the articles: one wrong year moves LastDay far away, not these.
	FirstDay string       `json:"-"`
	LastDay  string       `json:"-"`
	BulkFrom string       `json:"-"`
	BulkTo   string       `json:"-"`
	Articles int          `json:"articles"`
	Words    int          `json:"words"`
	Outlets  []OutletView `json:"outlets"` // by name
	// Links are who took text from whom, as outlets.jsonl has it, of the articles of the
	// period.
	Links []OutletLink `json:"links"`
}

// An OutletView is what an outlet printed in a period. Own, Agency, Outlets and Unseen
// are shares of its words that add up to 1, or all 0 where it has none.
type OutletView struct {
	Source   string        `json:"source"`
	Articles int           `json:"articles"`
	Copies   int           `json:"copies"`  // articles that have text of others
	Words    int           `json:"words"`   // furniture left out
	Own      float64       `json:"own"`     // nobody else's, or first printed by it
	Agency   float64       `json:"agency"`  // an agency's
	Outlets  float64       `json:"outlets"` // other outlets', and no agency's
	Unseen   float64       `json:"unseen"`  // from a source that is not in the store, no agency known
	Agencies []AgencyShare `json:"agencies"`
}

// An AgencyShare is how much of an outlet's words one agency supplied.
type AgencyShare struct {
	Agency   string  `json:"agency"`
	Articles int     `json:"articles"`
	Share    float64 `json:"share"`
}
