// Package report writes conclusions as records for machines (JSON Lines with the fields of doc/design.md
// and the schemas of doc/schema) and as text for people.
//
// The engine fills [Article], [Cluster], [Pair] and [Passage] records, which append themselves to a
// buffer. Or it calls a [Renderer] with one [ClusterView] after the other: [Text] for people, [JSON] for
// machines. Answers to single questions ([Check], [Comparison], [Stats], [Verify]) are also records, and
// Text has a method for each.
//
// The package is pure: it knows neither storage nor flags nor the clock, and it draws no conclusions.
// Unknown values stay null and are omitted from the text.
package report

// The schemas of records, each with its version. A new field does not change the version; a changed
// meaning does.
const (
	SchemaRun     = "wiretrace/run/1"
	SchemaCheck   = "wiretrace/check/1"
	SchemaCompare = "wiretrace/compare/1"
	SchemaReport  = "wiretrace/report/1"
	SchemaStats   = "wiretrace/stats/1"
	SchemaVerify  = "wiretrace/verify/1"
	SchemaRepair  = "wiretrace/repair/1"
)

// A Renderer writes a report in one form. The engine calls Summary once. Then it calls Cluster for each
// cluster in the order of the report, each followed by Article for those of its members that the report is
// about. For an article in no cluster it calls only Article. At the end it calls End. It stops at the
// first error. A Renderer is not safe for concurrent use.
type Renderer interface {
	// Summary takes what the report is about.
	Summary(Summary) error
	// Cluster renders one cluster. The view must not be kept.
	Cluster(*ClusterView) error
	// Article renders one article with its text. The view must not be kept.
	Article(*ArticleView) error
	// End writes the rest.
	End() error
}

// A Brief is a Renderer that may do without the [Delta] and [Survival] of clusters. Then views may lack
// them. Computing them means reading and comparing all texts, which takes too long for a page of thousands
// of clusters.
type Brief interface {
	Renderer
	// Brief reports whether the renderer does without them.
	Brief() bool
}

// The classes of articles by the share of their text that other articles have.
const (
	ClassWhole = "whole" // at least .8
	ClassPart  = "part"  // from .2
	ClassNone  = "none"
)

// ClassOf returns the class for a copied share in [0,1]. The bounds are those of METER (Clough et al.
// 2002).
func ClassOf(copied float64) string {
	switch {
	case copied >= .8:
		return ClassWhole
	case copied >= .2:
		return ClassPart
	}
	return ClassNone
}
