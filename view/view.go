// Package view turns the conclusions of a run into reports and result files.
//
// [Report] passes the clusters that a [Query] selects to a renderer of package report or its subpackages.
// [WriteResults] writes the result files of the last generation. [Source], [Copy] and [Origin] turn single
// records of package trace/record into their views, for checks.
//
// Views depend only on the stored articles and the last generation. The package does not know how anything
// was found, and it changes nothing in the store.
package view

import (
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/store"
)

// results are the conclusions from which views and result files are made.
type results struct {
	*generation.Clustering
	traces *generation.Traces // nil: nothing was traced, or a report reads the traces one by one
	// numbers maps earlier revisions that count to their numbers among the revisions of their articles,
	// from 1.
	numbers map[store.Doc]int
	only    *part // the records to write; nil: all
}
