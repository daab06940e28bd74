package report

import "strconv"

// The records of the result files. Each appends itself as one line without the line end, with the bytes that
// encoding/json gives. Numbers are rounded (see [Round]). A nil list is written as [].

// An Article is a line of articles.jsonl. If sources are not traced, parent and agency are null with
// probability 0, and copied is the largest share of the article that is also in another member of its
// cluster.
type Article struct {
	ID      string  `json:"id"`
	Source  string  `json:"source"`
	Cluster *string `json:"cluster"` // null: no cluster
	// Keep is the id of the article of its cluster to keep if only one is kept. Similarity is the Jaccard
	// similarity to it, [0,1]. They are null and 0 outside clusters.
	Keep       *string  `json:"keep"`
	Similarity float64  `json:"similarity"`
	Also       []string `json:"also"`   // further clusters whose text it has a part of
	Class      string   `json:"class"`  // whole, part or none: see [ClassOf]
	Copied     float64  `json:"copied"` // share of its shingles that another article has, [0,1]
	Parent     *string  `json:"parent"` // id of the source; null: not in the store, or unknown
	// ParentRevision is the stored revision of the parent that is the source, counted from 1; 0 is the
	// current one.
	ParentRevision int      `json:"parent_revision,omitempty"`
	Unseen         bool     `json:"unseen"` // its source is not in the store
	ParentP        float64  `json:"parent_p"`
	Delay          *int64   `json:"delay_seconds"` // how long after its parent it appeared; null: a time is unknown
	Agency         *string  `json:"agency"`
	AgencyP        float64  `json:"agency_p"`
	Agencies       []string `json:"agencies"` // agencies with p > .5 that it has their text, most likely first
	Credits        []string `json:"credits"`  // credit lines as printed
	Odd            []string `json:"odd"`      // contradictions in its times, credits and source
	// Page is set if the page is not an article: "notice" is a text that the outlet prints under many
	// headlines, "several" is a page with several stories. Such a page is in no cluster.
	Page *string `json:"page"`
}

// AppendJSON appends the article as one JSON object without a line end.
func (a *Article) AppendJSON(dst []byte) []byte {
	dst = appendString(append(dst, `{"id":`...), a.ID)
	dst = appendString(append(dst, `,"source":`...), a.Source)
	dst = appendOptional(append(dst, `,"cluster":`...), a.Cluster)
	dst = appendOptional(append(dst, `,"keep":`...), a.Keep)
	dst = appendFloat(append(dst, `,"similarity":`...), a.Similarity)
	dst = appendStrings(append(dst, `,"also":`...), a.Also)
	dst = appendString(append(dst, `,"class":`...), a.Class)
	dst = appendFloat(append(dst, `,"copied":`...), a.Copied)
	dst = appendOptional(append(dst, `,"parent":`...), a.Parent)
	dst = appendRevision(dst, `,"parent_revision":`, a.ParentRevision)
	dst = strconv.AppendBool(append(dst, `,"unseen":`...), a.Unseen)
	dst = appendFloat(append(dst, `,"parent_p":`...), a.ParentP)
	if dst = append(dst, `,"delay_seconds":`...); a.Delay != nil {
		dst = strconv.AppendInt(dst, *a.Delay, 10)
	} else {
		dst = append(dst, "null"...)
	}
	dst = appendOptional(append(dst, `,"agency":`...), a.Agency)
	dst = appendFloat(append(dst, `,"agency_p":`...), a.AgencyP)
	dst = appendStrings(append(dst, `,"agencies":`...), a.Agencies)
	dst = appendStrings(append(dst, `,"credits":`...), a.Credits)
	dst = appendStrings(append(dst, `,"odd":`...), a.Odd)
	dst = appendOptional(append(dst, `,"page":`...), a.Page)
	return append(dst, '}')
}

// appendRevision appends the number of an earlier revision. It appends nothing for the current one.
func appendRevision(dst []byte, name string, n int) []byte {
	if n == 0 {
		return dst
	}
	return appendInt(append(dst, name...), n)
}

// MarshalJSON returns the bytes that AppendJSON appends. The error is always nil.
func (a Article) MarshalJSON() ([]byte, error) { return a.AppendJSON(nil), nil }

// An Origin is the root of a cluster's copy graph. If sources are not traced, it is null with probability
// 0, and unseen is false.
type Origin struct {
	Article *string `json:"article"`
	Unseen  bool    `json:"unseen"` // the source of the text is not in the store
	Agency  *string `json:"agency"`
	AgencyP float64 `json:"agency_p"`
	P       float64 `json:"p"` // probability of the article or, if unseen, that the source is not in the store
	// AgencyName is the agency's full name for readers. If it is empty, Agency is the full name.
	AgencyName string `json:"-"`
}

func (o *Origin) appendJSON(dst []byte) []byte {
	dst = appendOptional(append(dst, `{"article":`...), o.Article)
	dst = strconv.AppendBool(append(dst, `,"unseen":`...), o.Unseen)
	dst = appendOptional(append(dst, `,"agency":`...), o.Agency)
	dst = appendFloat(append(dst, `,"agency_p":`...), o.AgencyP)
	dst = appendFloat(append(dst, `,"p":`...), o.P)
	return append(dst, '}')
}

// MarshalJSON returns the origin with its probability rounded. The error is always nil.
func (o Origin) MarshalJSON() ([]byte, error) { return o.appendJSON(nil), nil }

// A Cluster is a line of clusters.jsonl.
type Cluster struct {
	ID      string `json:"id"`
	Size    int    `json:"size"`
	Outlets int    `json:"outlets"`
	// Independent is the number of independent reports, see [IndependentReport]. It is null if sources are
	// not traced.
	Independent    *int     `json:"independent"`
	Origin         Origin   `json:"origin"`
	First          *string  `json:"first"` // RFC 3339 at its precision; null: no member has a time
	Last           *string  `json:"last"`
	Keep           string   `json:"keep"`            // the member to keep if only one is kept
	SimilarityMin  float64  `json:"similarity_min"`  // lowest Jaccard similarity of the pairs of members that were found
	SimilarityMean float64  `json:"similarity_mean"` // mean Jaccard of these pairs
	Members        []string `json:"members"`         // sorted by id
	// Revisions are the members that are in the cluster with an earlier revision, because their current
	// text differs.
	Revisions []MemberRevision `json:"revisions,omitempty"`
	// Reports are the independent reports, sorted by their smallest id.
	Reports []IndependentReport `json:"reports"`
}

// A MemberRevision is a member that is in a cluster with an earlier revision, counted from 1.
type MemberRevision struct {
	ID       string `json:"id"`
	Revision int    `json:"revision"`
}

// An IndependentReport is one of the independent sources of a cluster's text, with everything copied from
// it.
type IndependentReport struct {
	Roots    []string `json:"roots"`    // the articles that have no parent
	Articles int      `json:"articles"` // number of articles that come from them, including themselves
	Why      string   `json:"why"`      // why several roots count as one; empty: there is one
}

// SetSources sets the fields on the sources of the cluster.
func (c *Cluster) SetSources(o Origin, reports []IndependentReport) {
	n := len(reports)
	c.Origin, c.Reports, c.Independent = o, reports, &n
}

// AppendJSON appends the cluster as one JSON object without a line end.
func (c *Cluster) AppendJSON(dst []byte) []byte {
	dst = appendString(append(dst, `{"id":`...), c.ID)
	dst = appendInt(append(dst, `,"size":`...), c.Size)
	dst = appendInt(append(dst, `,"outlets":`...), c.Outlets)
	dst = append(dst, `,"independent":`...)
	if c.Independent == nil {
		dst = append(dst, "null"...)
	} else {
		dst = appendInt(dst, *c.Independent)
	}
	dst = c.Origin.appendJSON(append(dst, `,"origin":`...))
	dst = appendOptional(append(dst, `,"first":`...), c.First)
	dst = appendOptional(append(dst, `,"last":`...), c.Last)
	dst = appendString(append(dst, `,"keep":`...), c.Keep)
	dst = appendFloat(append(dst, `,"similarity_min":`...), c.SimilarityMin)
	dst = appendFloat(append(dst, `,"similarity_mean":`...), c.SimilarityMean)
	dst = appendStrings(append(dst, `,"members":`...), c.Members)
	for i, r := range c.Revisions {
		if i == 0 {
			dst = append(dst, `,"revisions":[`...)
		} else {
			dst = append(dst, ',')
		}
		dst = append(appendInt(append(appendString(append(dst, `{"id":`...), r.ID), `,"revision":`...), r.Revision), '}')
	}
	if len(c.Revisions) > 0 {
		dst = append(dst, ']')
	}
	dst = append(dst, `,"reports":[`...)
	for i := range c.Reports {
		if i > 0 {
			dst = append(dst, ',')
		}
		r := &c.Reports[i]
		dst = appendStrings(append(dst, `{"roots":`...), r.Roots)
		dst = appendInt(append(dst, `,"articles":`...), r.Articles)
		dst = appendString(append(dst, `,"why":`...), r.Why)
		dst = append(dst, '}')
	}
	return append(dst, "]}"...)
}

// MarshalJSON returns the bytes that AppendJSON appends. The error is always nil.
func (c Cluster) MarshalJSON() ([]byte, error) { return c.AppendJSON(nil), nil }

// A Pair is a line of pairs.jsonl; A is less than B in byte order.
type Pair struct {
	A            string  `json:"a"`
	B            string  `json:"b"`
	RevisionA    int     `json:"revision_a,omitempty"` // stored revision of A, from 1; 0: the current one
	RevisionB    int     `json:"revision_b,omitempty"`
	P            float64 `json:"p"`      // probability that one has reporting of the other, or both of a third
	PSame        float64 `json:"p_same"` // probability that both are the text of one story
	Jaccard      float64 `json:"jaccard"`
	ContainmentA float64 `json:"containment_a"` // share of A's shingles that are also in B
	ContainmentB float64 `json:"containment_b"`
	MatchedWords int     `json:"matched_words"` // distinct shingles in both
	Passages     int     `json:"passages"`      // 0 if nothing was aligned
	Kind         string  `json:"kind"`          // same, passage, template, statement or quote
}

// AppendJSON appends the pair as one JSON object without a line end.
func (p *Pair) AppendJSON(dst []byte) []byte {
	dst = appendString(append(dst, `{"a":`...), p.A)
	dst = appendString(append(dst, `,"b":`...), p.B)
	dst = appendRevision(appendRevision(dst, `,"revision_a":`, p.RevisionA), `,"revision_b":`, p.RevisionB)
	dst = appendFloat(append(dst, `,"p":`...), p.P)
	dst = appendFloat(append(dst, `,"p_same":`...), p.PSame)
	dst = appendFloat(append(dst, `,"jaccard":`...), p.Jaccard)
	dst = appendFloat(append(dst, `,"containment_a":`...), p.ContainmentA)
	dst = appendFloat(append(dst, `,"containment_b":`...), p.ContainmentB)
	dst = appendInt(append(dst, `,"matched_words":`...), p.MatchedWords)
	dst = appendInt(append(dst, `,"passages":`...), p.Passages)
	dst = appendString(append(dst, `,"kind":`...), p.Kind)
	return append(dst, '}')
}

// MarshalJSON returns the bytes that AppendJSON appends. The error is always nil.
func (p Pair) MarshalJSON() ([]byte, error) { return p.AppendJSON(nil), nil }

// A Passage is a line of passages.jsonl: a run of an article's text in runes, half-open. Without alignment
// only furniture is listed.
type Passage struct {
	ID        string  `json:"id"`
	Start     int     `json:"start"`
	End       int     `json:"end"`
	Cluster   *string `json:"cluster"`
	From      *Place  `json:"from"`
	Furniture *string `json:"furniture"` // kind of furniture; null: text of the article
}

// A Place is a run of another article's text, in runes, half-open.
type Place struct {
	ID    string `json:"id"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// AppendJSON appends the passage as one JSON object without a line end.
func (p *Passage) AppendJSON(dst []byte) []byte {
	dst = appendPlace(dst, p.ID, p.Start, p.End)
	dst = appendOptional(append(dst, `,"cluster":`...), p.Cluster)
	dst = append(dst, `,"from":`...)
	if p.From == nil {
		dst = append(dst, "null"...)
	} else {
		dst = append(appendPlace(dst, p.From.ID, p.From.Start, p.From.End), '}')
	}
	dst = appendOptional(append(dst, `,"furniture":`...), p.Furniture)
	return append(dst, '}')
}

// appendPlace appends the beginning of an object that names a place. The caller closes it.
func appendPlace(dst []byte, id string, start, end int) []byte {
	dst = appendString(append(dst, `{"id":`...), id)
	dst = appendInt(append(dst, `,"start":`...), start)
	return appendInt(append(dst, `,"end":`...), end)
}

// MarshalJSON returns the bytes that AppendJSON appends. The error is always nil.
func (p Passage) MarshalJSON() ([]byte, error) { return p.AppendJSON(nil), nil }
