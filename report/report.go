// Package report gives conclusions their form: records for machines (JSON
// Lines with the fields of doc/design.md, schemas in doc/schema) and text for
// people.
//
// The engine fills [Article], [Cluster], [Pair] and [Passage] records, which
// append themselves to a buffer, or calls a [Renderer] with one [ClusterView]
// after the other: [Text] for people, [JSON] for machines. Answers to one
// question ([Check], [Comparison], [Stats], [Verify]) are records too, with a
// method of Text for each.
//
// The package is pure: it knows neither storage nor flags nor the clock, and
// it draws no conclusions. What is not known stays null and is left out of the text.
package report

// The schemas of the records that name theirs, with the version of each. A new
// field leaves the version as it is; a changed meaning does not.
const (
	SchemaRun     = "wiretrace/run/1"
	SchemaCheck   = "wiretrace/check/1"
	SchemaCompare = "wiretrace/compare/1"
	SchemaReport  = "wiretrace/report/1"
	SchemaStats   = "wiretrace/stats/1"
	SchemaVerify  = "wiretrace/verify/1"
	SchemaRepair  = "wiretrace/repair/1"
)

// A Renderer turns a report into its form. The engine calls Summary once, then
// Cluster for each cluster in the order of the report, and after it Article for
// each of its members that the report is about; Article alone for one in no cluster;
// then End. It stops at the first error. No Renderer is safe for concurrent use.
type Renderer interface {
	// Summary says what the report is about.
	Summary(Summary) error
	// Cluster renders one cluster. The view is not kept.
	Cluster(*ClusterView) error
	// Article renders one article with its text. The view is not kept.
	Article(*ArticleView) error
	// End writes what is still to be written.
	End() error
}

// A Brief is a Renderer that shows of a cluster neither what its articles made of each
// other's texts nor what survived: views that it is given may lack every [Delta] and the
// [Survival]. These take reading and comparing all texts, which a page of thousands of
// clusters need not wait for.
type Brief interface {
	Renderer
	// Brief reports whether it does without.
	Brief() bool
}

// The classes of an article by the share of its text that other articles have.
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
