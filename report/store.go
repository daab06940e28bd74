package report

import "encoding/json"

// A Run is the record of run.json: what one job did. It is the only result that differs between runs over
// the same articles.
type Run struct {
	Schema     string             `json:"schema"`
	Version    string             `json:"version"` // of the program
	Generation uint64             `json:"generation"`
	Parameters any                `json:"parameters"` // everything the conclusions depend on, except the articles
	Counts     map[string]int64   `json:"counts"`
	Changes    []Change           `json:"changes"` // merges, splits and ends since the previous generation
	Timings    map[string]float64 `json:"timings"` // seconds of each stage
}

// A Copy is a line of copies.jsonl: the source of an article of a cluster. In JSON, a parent that is
// [Unseen] is null, and "unseen" is true.
type Copy struct {
	Child    string
	Revision int    // revision of the child that is the member, from 1; 0: the current one
	Parent   string // an id, or [Unseen]
	// ParentRevision is the stored revision of the parent that is the source, counted from 1; 0 is the
	// current one.
	ParentRevision int
	P              float64
	Delay          *int64    // seconds from the parent's time to its own; nil: a time is unknown
	RunnerUp       *RunnerUp // the next likely parent; nil: there is none
	Evidence       []Evidence
}

// MarshalJSON returns the line without a line end.
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

// seen returns the id of a parent in the store. If it is not in the store, id is nil and unseen is true.
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

// MarshalJSON encodes the parent as in [Copy].
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
	Weight float64 `json:"weight"` // its contribution to the log-odds
}

// An OutletLink is a line of outlets.jsonl: how often one outlet took text from
// another, by the most likely parents.
type OutletLink struct {
	From     string  `json:"from"`
	To       string  `json:"to"`
	Articles int     `json:"articles"` // articles of To whose parent is an article of From
	Share    float64 `json:"share"`    // share of the articles that To took from other outlets here, [0,1]
	Agency   int     `json:"agency"`   // how many of these articles have an agency's text
	// MedianDelay is the median of the seconds between parent and copy. It is null if no times are known.
	MedianDelay *int64 `json:"median_delay"`
}

// Stats is the record of stats --json. Sizes are in bytes.
type Stats struct {
	Schema          string `json:"schema"`
	Articles        int    `json:"articles"`  // live
	Revisions       int    `json:"revisions"` // ever stored
	Deaths          uint64 `json:"deaths"`    // articles replaced or deleted, ever
	Commits         uint64 `json:"commits"`
	Segments        int    `json:"segments"`
	Values          int    `json:"values"`
	Generation      uint64 `json:"generation"` // 0: none
	TextBytes       int64  `json:"text_bytes"`
	MetaBytes       int64  `json:"meta_bytes"`
	IndexBytes      int64  `json:"index_bytes"`
	GenerationBytes int64  `json:"generation_bytes"`
	Anchored        int    `json:"anchored"` // revisions in the anchor index
	AnchorBytes     int64  `json:"anchor_bytes"`
	DiskBytes       int64  `json:"disk_bytes"`
	FreeableBytes   int64  `json:"freeable_bytes"` // on disk, but not used
	OverheadBytes   int64  `json:"overhead_bytes"` // database, logs and settings
	Files           int    `json:"files"`          // number of value files
	Owed            int    `json:"owed"`           // deleted articles whose texts are still in the files
	Format          int    `json:"format"`         // version of the bytes
	Meaning         string `json:"meaning"`        // meaning of the sketches
	Clusters        int    `json:"clusters"`
	Pairs           int    `json:"pairs"`
	Notices         int    `json:"notices"` // articles with a text that their outlet prints under many headlines
	Several         int    `json:"several"` // articles that contain several stories
	Epoch           int    `json:"epoch"`   // number of the epoch; 0: none
	EpochArticles   int    `json:"epoch_articles"`
	EpochNext       int    `json:"epoch_next"` // number of further articles after which the next epoch begins
}

// Verify is the record of verify --json.
type Verify struct {
	Schema   string   `json:"schema"`
	OK       bool     `json:"ok"`
	Checked  Checked  `json:"checked"`
	Problems []string `json:"problems"` // the first ones
}

// Checked counts what a verification read.
type Checked struct {
	Articles  int   `json:"articles"`
	Revisions int   `json:"revisions"`
	Values    int   `json:"values"`
	Bytes     int64 `json:"bytes"`
	Owed      int   `json:"owed"`     // deleted articles whose texts are still in the files
	Problems  int   `json:"problems"` // all problems, including those not listed
}

// Repair is the record of repair --json.
type Repair struct {
	Schema    string        `json:"schema"`
	OK        bool          `json:"ok"` // there was no damage
	Articles  int64         `json:"articles"`
	Revisions int64         `json:"revisions"` // earlier texts of articles
	Lost      []LostArticle `json:"lost"`
	Unnamed   int           `json:"unnamed"` // further lost articles
	Uncertain bool          `json:"uncertain"`
	Problems  []string      `json:"problems"`
	Damaged   string        `json:"damaged_store"`
}

// LostArticle is an article that could not be read completely.
type LostArticle struct {
	ID     string `json:"id,omitempty"`
	URL    string `json:"url,omitempty"`
	Begins string `json:"begins,omitempty"` // beginning of the text, if only the metadata is lost
	Why    string `json:"why"`
}
