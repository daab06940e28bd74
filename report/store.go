package report

import "encoding/json"

// A Run is the record of run.json: what one job did. It is the one result
// that differs between runs over the same articles.
type Run struct {
	Schema     string             `json:"schema"`
	Version    string             `json:"version"` // of the program
	Generation uint64             `json:"generation"`
	Parameters any                `json:"parameters"` // what the conclusions depend on, apart from the articles
	Counts     map[string]int64   `json:"counts"`
	Changes    []Change           `json:"changes"` // merges, splits and ends since the generation before
	Timings    map[string]float64 `json:"timings"` // seconds by stage
}

// A Copy is a line of copies.jsonl: the source of an article of a cluster. As
// JSON, a parent that is [Unseen] is null, and "unseen" is true.
type Copy struct {
	Child    string
	Revision int    // of the child by which it is a member, counted from 1; 0: the current one
	Parent   string // an id, or [Unseen]
	// ParentRevision is which stored revision of the parent it was taken from, counted from 1; 0: the
	// current one.
	ParentRevision int
	P              float64
	Delay          *int64    // seconds by which it appeared after its parent; nil: a clock is missing
	RunnerUp       *RunnerUp // the next likely parent; nil: there is none
	Evidence       []Evidence
}

// MarshalJSON returns the line without its end.
func (c Copy) MarshalJSON() ([]byte, error) {
	parent, unseen := seen(c.Parent)
	return json.Marshal(struct {
		Child    string     `json:"child"`
		Revision int        `json:"revision,omitempty"`
		Parent   *string    `json:"parent"`
		Of       int        `json:"parent_revision,omitempty"`
		Unseen   bool       `json:"unseen"`
		P        float64    `json:"p"`
		Delay    *int64     `json:"delay_seconds"`
		RunnerUp *RunnerUp  `json:"runner_up"`
		Evidence []Evidence `json:"evidence"`
	}{c.Child, c.Revision, parent, c.ParentRevision, unseen, c.P, c.Delay, c.RunnerUp, c.Evidence})
}

// seen returns the id of a parent that is in the store; unseen reports that it is not.
func seen(parent string) (id *string, unseen bool) {
	if parent == Unseen {
		return nil, true
	}
	return &parent, false
}

// A RunnerUp is the second most likely parent of a copy.
type RunnerUp struct {
	Parent string // an id, or [Unseen]
	P      float64
}

// MarshalJSON is as that of [Copy].
func (r RunnerUp) MarshalJSON() ([]byte, error) {
	parent, unseen := seen(r.Parent)
	return json.Marshal(struct {
		Parent *string `json:"parent"`
		Unseen bool    `json:"unseen"`
		P      float64 `json:"p"`
	}{parent, unseen, r.P})
}

// An Evidence is one reason for a copy's parent.
type Evidence struct {
	Kind   string  `json:"kind"`
	Text   string  `json:"text"`
	Weight float64 `json:"weight"` // log-odds that it adds
}

// An OutletLink is a line of outlets.jsonl: how often one outlet took text from
// another, by the most likely parents.
type OutletLink struct {
	From     string  `json:"from"`
	To       string  `json:"to"`
	Articles int     `json:"articles"` // of To whose parent is an article of From
	Share    float64 `json:"share"`    // of all that To took from other outlets here, [0,1]
	Agency   int     `json:"agency"`   // of these articles, how many have an agency's text
	// MedianDelay is how long after its parent such an article appeared, in seconds;
	// null: no clocks.
	MedianDelay *int64 `json:"median_delay"`
}

// Stats is the record of stats --json: what is in a store. Sizes are in bytes.
type Stats struct {
	Schema          string `json:"schema"`
	Articles        int    `json:"articles"`  // live
	Revisions       int    `json:"revisions"` // ever stored
	Deaths          uint64 `json:"deaths"`    // articles that were replaced or deleted
	Commits         uint64 `json:"commits"`
	Segments        int    `json:"segments"`
	Values          int    `json:"values"`
	Generation      uint64 `json:"generation"` // 0: none
	TextBytes       int64  `json:"text_bytes"`
	MetaBytes       int64  `json:"meta_bytes"`
	IndexBytes      int64  `json:"index_bytes"`
	GenerationBytes int64  `json:"generation_bytes"`
	Anchored        int    `json:"anchored"` // revisions that the anchor index covers
	AnchorBytes     int64  `json:"anchor_bytes"`
	DiskBytes       int64  `json:"disk_bytes"`
	FreeableBytes   int64  `json:"freeable_bytes"` // on disk and no part of the above
	OverheadBytes   int64  `json:"overhead_bytes"` // of the database, logs and settings
	Files           int    `json:"files"`          // of values
	Owed            int    `json:"owed"`           // deleted articles whose texts are still in the files
	Format          int    `json:"format"`         // version of the bytes
	Meaning         string `json:"meaning"`        // what the store was made with
	Clusters        int    `json:"clusters"`
	Pairs           int    `json:"pairs"`
	Notices         int    `json:"notices"` // articles whose text their outlet prints under many headlines
	Several         int    `json:"several"` // articles that print several stories
	Epoch           int    `json:"epoch"`   // number of the epoch; 0: none
	EpochArticles   int    `json:"epoch_articles"`
	EpochNext       int    `json:"epoch_next"` // further articles with which the next epoch begins
}

// Verify is the record of verify --json.
type Verify struct {
	Schema   string   `json:"schema"`
	OK       bool     `json:"ok"`
	Checked  Checked  `json:"checked"`
	Problems []string `json:"problems"` // the first of them
}

// Checked counts what a verification read.
type Checked struct {
	Articles  int   `json:"articles"`
	Revisions int   `json:"revisions"`
	Values    int   `json:"values"`
	Bytes     int64 `json:"bytes"`
	Owed      int   `json:"owed"`     // deleted articles whose texts are still in the files
	Problems  int   `json:"problems"` // found, also those that are not listed
}

// Repair is the record of repair --json.
type Repair struct {
	Schema    string        `json:"schema"`
	OK        bool          `json:"ok"` // there was no damage
	Articles  int64         `json:"articles"`
	Revisions int64         `json:"revisions"` // earlier texts of articles
	Lost      []LostArticle `json:"lost"`
	Unnamed   int           `json:"unnamed"` // further articles that are lost
	Uncertain bool          `json:"uncertain"`
	Problems  []string      `json:"problems"`
	Damaged   string        `json:"damaged_store"`
}

// LostArticle is an article that could not be read in full.
type LostArticle struct {
	ID     string `json:"id,omitempty"`
	URL    string `json:"url,omitempty"`
	Begins string `json:"begins,omitempty"` // how the text begins, if only the metadata are lost
	Why    string `json:"why"`
}
