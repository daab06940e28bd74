package report

import (
	"slices"

	"github.com/wiretrace/wiretrace/article"
)

// A Check is the record of check --json. If the last run did not trace sources, origin and agency are
// null.
type Check struct {
	Schema   string  `json:"schema"`
	Verdict  string  `json:"verdict"` // copy, part, related or none
	Copied   float64 `json:"copied"`  // share of its text in the matches, without quotations, [0,1]
	Cluster  *string `json:"cluster"`
	Origin   *Origin `json:"origin"`
	Agency   *string `json:"agency"`
	Stored   int     `json:"stored"`   // number of stored articles
	Unusable bool    `json:"unusable"` // there is no article text to compare
	Matches  []Match `json:"matches"`  // nearest first
	// Known is the stored form of the same article, or null.
	Known *CheckKnown `json:"known"`
	// Parent is an id. It is null if no stored article is the source, or if sources are not traced.
	Parent   *string       `json:"parent"`
	Revision int           `json:"parent_revision,omitempty"` // stored revision of the parent, from 1; 0: the current one
	Unseen   bool          `json:"unseen"`                    // its source is not in the store
	ParentP  float64       `json:"parent_p"`
	RunnerUp *RunnerUp     `json:"runner_up"`
	Evidence []Evidence    `json:"evidence"`
	Twins    []string      `json:"twins"`         // articles with the same text as the parent
	Delay    *int64        `json:"delay_seconds"` // seconds after the parent; null if a time is unknown
	AgencyP  float64       `json:"agency_p"`
	OwnCopy  bool          `json:"own_copy"` // the agency's own copy is in the cluster
	Agencies []string      `json:"agencies"` // agencies with p > .5 that it has their text
	Odd      []string      `json:"odd"`      // contradictions in its times, credits and source
	Credits  []CreditView  `json:"credits"`
	Passages []PassageView `json:"passages"` // parts of the article, by owner
}

// A CheckKnown is the stored form of a checked article.
type CheckKnown struct {
	ID       string `json:"id"`
	SameText bool   `json:"same_text"`
}

// A Match is a stored article that shares text with the checked one.
type Match struct {
	ID          string    `json:"id"`
	Source      string    `json:"source"`
	URL         string    `json:"url"`
	Revision    int       `json:"revision,omitempty"` // stored revision that matches, from 1; 0: the current one
	Status      string    `json:"status,omitempty"`   // withheld, cancelled or corrected; empty: usable
	Published   *string   `json:"published"`          // RFC 3339 at its precision
	P           float64   `json:"p"`                  // probability that both have the same text
	Jaccard     float64   `json:"jaccard"`
	Containment float64   `json:"containment"` // share of the checked article that is also in the match
	Kind        string    `json:"kind"`        // same, passage or quote
	Cluster     *string   `json:"cluster"`
	Passages    []Passage `json:"passages"`
}

// Record returns v as the record of check --json.
func (v *CheckView) Record() Check {
	c := Check{
		Schema: SchemaCheck, Verdict: v.Verdict, Copied: Round(v.Copied), Cluster: optional(v.Cluster),
		Stored: v.Stored, Unusable: v.Unusable, Matches: make([]Match, len(v.Matches)),
	}
	for i := range v.Matches {
		m := &v.Matches[i]
		c.Matches[i] = Match{
			ID: m.Article.ID, Source: m.Article.Source, URL: m.Article.URL,
			Published: optional(m.Article.Published.String()), P: Round(m.P),
			Jaccard: Round(m.Jaccard), Containment: Round(m.Containment),
			Kind: m.Kind, Cluster: optional(m.Cluster), Passages: slices.Clone(m.Passages), Revision: m.Revision,
		}
		if m.Status != article.StatusUsable {
			c.Matches[i].Status = m.Status.String()
		}
		if m.Passages == nil {
			c.Matches[i].Passages = []Passage{}
		}
	}
	if v.Known != "" {
		c.Known = &CheckKnown{v.Known, v.SameText}
	}
	c.setSource(v.Traced)
	return c
}

// setSource sets the fields on the source of the article.
func (c *Check) setSource(s *CheckSource) {
	c.Evidence, c.Twins, c.Credits, c.Passages = []Evidence{}, []string{}, []CreditView{}, []PassageView{}
	c.Agencies, c.Odd = []string{}, []string{}
	if s == nil {
		return
	}
	c.Origin, c.Agency, c.AgencyP, c.OwnCopy = s.Origin, optional(s.Agency), Round(s.AgencyP), s.OwnCopy
	c.Agencies, c.Odd = list(s.Agencies), list(s.Odd)
	c.Twins, c.Credits, c.Passages, c.Delay = list(s.Twins), list(s.Credits), list(s.Passages), s.Delay
	if s.Source != nil {
		c.Parent, c.Unseen = seen(s.Source.Parent)
		c.Revision = s.Source.ParentRevision
		c.ParentP = s.Source.P
		c.RunnerUp, c.Evidence = s.Source.RunnerUp, list(s.Source.Evidence)
	}
}

// A Comparison is a line of compare --json.
type Comparison struct {
	Schema       string    `json:"schema"`
	A            string    `json:"a"`
	B            string    `json:"b"`
	Verdict      string    `json:"verdict"` // for the article with the larger share in the other
	P            float64   `json:"p"`
	Jaccard      float64   `json:"jaccard"`
	ContainmentA float64   `json:"containment_a"`
	ContainmentB float64   `json:"containment_b"`
	MatchedWords int       `json:"matched_words"`
	Passages     int       `json:"passages"`
	Kind         string    `json:"kind"`
	Direction    Direction `json:"direction"`
	Where        []Where   `json:"where"`   // the passages
	Reasons      []Reason  `json:"reasons"` // evidence for and against, strongest first
	Rarity       bool      `json:"rarity"`  // a collection was used to find how rare the shared text is
	Retold       bool      `json:"retold"`  // the text outside the passages is stronger evidence than the passages
	Common       int       `json:"-"`       // distinct shingles in both
	SizeA        int       `json:"-"`       // distinct shingles of A
	SizeB        int       `json:"-"`
}

// A Where is a passage of A and its position in B, in runes, half-open.
type Where struct {
	Start int `json:"start"`
	End   int `json:"end"`
	In    int `json:"in"` // start in B
	InEnd int `json:"in_end"`
	Words int `json:"words"` // in the side with fewer words
}

// A Reason is the effect of one feature of a pair on the odds.
type Reason struct {
	Feature string  `json:"feature"`
	Value   float64 `json:"value"`  // as measured, see doc/pairs.md
	Mean    float64 `json:"mean"`   // mean over the pairs on which the model was fitted
	Effect  float64 `json:"effect"` // change of the log-odds compared with a pair that has the mean value
}

// A Direction says who had a text first. It is null if sources are not traced.
type Direction struct {
	PAFirst *float64 `json:"p_a_first"`
}

// A Change says how a cluster changed since the previous generation.
type Change struct {
	Kind   string   `json:"kind"` // new, grown, shrunk, merged, split or ended
	ID     string   `json:"id"`
	Others []string `json:"others"` // the other clusters involved
	Before int      `json:"before"` // number of members before
	After  int      `json:"after"`
	Reason string   `json:"reason"`
}

func (c *Change) appendJSON(dst []byte) []byte {
	dst = appendString(append(dst, `{"kind":`...), c.Kind)
	dst = appendString(append(dst, `,"id":`...), c.ID)
	dst = appendStrings(append(dst, `,"others":`...), c.Others)
	dst = appendInt(append(dst, `,"before":`...), c.Before)
	dst = appendInt(append(dst, `,"after":`...), c.After)
	dst = appendString(append(dst, `,"reason":`...), c.Reason)
	return append(dst, '}')
}

// MarshalJSON encodes the change. Others is a list even if it is empty. The error is always nil.
func (c Change) MarshalJSON() ([]byte, error) { return c.appendJSON(nil), nil }

// optional returns nil for an empty string.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
