// Package report gives conclusions their form: records for machines (JSON
// Lines with the fields of doc/design.md) and text for people.
//
// The engine fills [Article], [Cluster], [Pair] and [Passage] records, which
// append themselves to a buffer, and the views [ClusterView] and [CheckView],
// which a [Text] renders. The package is pure: it knows neither storage nor
// streams nor the clock.
package report

import (
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"
)

// The schemas of the records, with the version of each.
const (
	SchemaRun     = "wiretrace/run/1"
	SchemaCheck   = "wiretrace/check/1"
	SchemaCompare = "wiretrace/compare/1"
	SchemaReport  = "wiretrace/report/1"
)

// The classes of an article by the share of it that stands elsewhere.
const (
	ClassWhole = "whole" // at least .8
	ClassPart  = "part"  // from .2
	ClassNone  = "none"
)

// ClassOf returns the class for a copied share, in [0,1]; the bounds are
// METER's (Clough et al. 2002).
func ClassOf(copied float64) string {
	switch {
	case copied >= .8:
		return ClassWhole
	case copied >= .2:
		return ClassPart
	}
	return ClassNone
}

// An Article is a line of articles.jsonl. Where nothing is traced, parent and
// agency are null with probability 0.
type Article struct {
	ID      string   `json:"id"`
	Source  string   `json:"source"`
	Cluster *string  `json:"cluster"`
	Also    []string `json:"also"`
	Class   string   `json:"class"`
	Copied  float64  `json:"copied"` // share of its shingles found in another article, [0,1]
	Parent  *string  `json:"parent"`
	ParentP float64  `json:"parent_p"`
	Agency  *string  `json:"agency"`
	AgencyP float64  `json:"agency_p"`
	Credits []string `json:"credits"`
}

// AppendJSON appends the article as one JSON object without a line end.
func (a *Article) AppendJSON(dst []byte) []byte {
	dst = appendString(append(dst, `{"id":`...), a.ID)
	dst = appendString(append(dst, `,"source":`...), a.Source)
	dst = appendOptional(append(dst, `,"cluster":`...), a.Cluster)
	dst = appendStrings(append(dst, `,"also":`...), a.Also)
	dst = appendString(append(dst, `,"class":`...), a.Class)
	dst = appendFloat(append(dst, `,"copied":`...), a.Copied)
	dst = appendOptional(append(dst, `,"parent":`...), a.Parent)
	dst = appendFloat(append(dst, `,"parent_p":`...), a.ParentP)
	dst = appendOptional(append(dst, `,"agency":`...), a.Agency)
	dst = appendFloat(append(dst, `,"agency_p":`...), a.AgencyP)
	dst = appendStrings(append(dst, `,"credits":`...), a.Credits)
	return append(dst, '}')
}

// An Origin is the root of a cluster's copy graph. Where nothing is traced it
// is null with probability 0.
type Origin struct {
	Article *string `json:"article"`
	Unseen  bool    `json:"unseen"`
	Agency  *string `json:"agency"`
	P       float64 `json:"p"`
}

// A Cluster is a line of clusters.jsonl.
type Cluster struct {
	ID             string   `json:"id"`
	Size           int      `json:"size"`
	Outlets        int      `json:"outlets"`
	Independent    *int     `json:"independent"` // null where nothing is traced
	Origin         Origin   `json:"origin"`
	First          *string  `json:"first"` // RFC 3339 at its precision; null: no member has a clock
	Last           *string  `json:"last"`
	Keep           string   `json:"keep"`
	SimilarityMin  float64  `json:"similarity_min"`  // least Jaccard of a pair of members that was found
	SimilarityMean float64  `json:"similarity_mean"` // mean Jaccard of these pairs
	Members        []string `json:"members"`
}

// AppendJSON appends the cluster as one JSON object without a line end.
func (c *Cluster) AppendJSON(dst []byte) []byte {
	dst = appendString(append(dst, `{"id":`...), c.ID)
	dst = strconv.AppendInt(append(dst, `,"size":`...), int64(c.Size), 10)
	dst = strconv.AppendInt(append(dst, `,"outlets":`...), int64(c.Outlets), 10)
	dst = append(dst, `,"independent":`...)
	if c.Independent == nil {
		dst = append(dst, "null"...)
	} else {
		dst = strconv.AppendInt(dst, int64(*c.Independent), 10)
	}
	dst = appendOptional(append(dst, `,"origin":{"article":`...), c.Origin.Article)
	dst = strconv.AppendBool(append(dst, `,"unseen":`...), c.Origin.Unseen)
	dst = appendOptional(append(dst, `,"agency":`...), c.Origin.Agency)
	dst = appendFloat(append(dst, `,"p":`...), c.Origin.P)
	dst = appendOptional(append(dst, `},"first":`...), c.First)
	dst = appendOptional(append(dst, `,"last":`...), c.Last)
	dst = appendString(append(dst, `,"keep":`...), c.Keep)
	dst = appendFloat(append(dst, `,"similarity_min":`...), c.SimilarityMin)
	dst = appendFloat(append(dst, `,"similarity_mean":`...), c.SimilarityMean)
	dst = appendStrings(append(dst, `,"members":`...), c.Members)
	return append(dst, '}')
}

// A Pair is a line of pairs.jsonl; A is less than B in byte order.
type Pair struct {
	A            string  `json:"a"`
	B            string  `json:"b"`
	P            float64 `json:"p"`
	Jaccard      float64 `json:"jaccard"`
	ContainmentA float64 `json:"containment_a"`
	ContainmentB float64 `json:"containment_b"`
	MatchedWords int     `json:"matched_words"` // distinct shingles that both have
	Passages     int     `json:"passages"`      // 0 where nothing is aligned
	Kind         string  `json:"kind"`          // same, passage or quote
}

// AppendJSON appends the pair as one JSON object without a line end.
func (p *Pair) AppendJSON(dst []byte) []byte {
	dst = appendString(append(dst, `{"a":`...), p.A)
	dst = appendString(append(dst, `,"b":`...), p.B)
	dst = appendFloat(append(dst, `,"p":`...), p.P)
	dst = appendFloat(append(dst, `,"jaccard":`...), p.Jaccard)
	dst = appendFloat(append(dst, `,"containment_a":`...), p.ContainmentA)
	dst = appendFloat(append(dst, `,"containment_b":`...), p.ContainmentB)
	dst = strconv.AppendInt(append(dst, `,"matched_words":`...), int64(p.MatchedWords), 10)
	dst = strconv.AppendInt(append(dst, `,"passages":`...), int64(p.Passages), 10)
	dst = appendString(append(dst, `,"kind":`...), p.Kind)
	return append(dst, '}')
}

// A Passage is a line of passages.jsonl: a run of an article's text in runes.
// Where nothing is aligned only furniture is listed.
type Passage struct {
	ID        string   `json:"id"`
	Start     int      `json:"start"`
	End       int      `json:"end"`
	Cluster   *string  `json:"cluster"`
	From      *Passage `json:"from"`
	Furniture *string  `json:"furniture"` // its kind; null: text of the article
}

// Round returns x to four digits behind the point, the precision of records.
func Round(x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	return math.Round(x*1e4) / 1e4
}

func appendFloat(dst []byte, x float64) []byte {
	return strconv.AppendFloat(dst, Round(x), 'f', -1, 64)
}

func appendOptional(dst []byte, s *string) []byte {
	if s == nil {
		return append(dst, "null"...)
	}
	return appendString(dst, *s)
}

func appendStrings(dst []byte, list []string) []byte {
	dst = append(dst, '[')
	for i, s := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, s)
	}
	return append(dst, ']')
}

// appendString appends s as a JSON string; plain ASCII takes the short way.
func appendString(dst []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= utf8.RuneSelf || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			b, _ := json.Marshal(s) // a string always marshals
			return append(dst, b...)
		}
	}
	dst = append(append(dst, '"'), s...)
	return append(dst, '"')
}
