// Package view turns what a run concluded into what people read.
//
// [Report] hands the clusters that a [Query] chooses to a renderer of package
// report or its subpackages. [WriteResults] writes the result files of the last
// generation. [Source], [Copy] and [Origin] turn single records of package
// trace/record into their views, for the check of one article.
//
// Views follow from the stored articles and the last generation alone. The package
// does not know how anything was found, and it changes nothing in the store.
package view

import (
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/store"
)

// results are the conclusions that views and result files are made of.
type results struct {
	*generation.Clustering
	traces *generation.Traces // nil if nothing was traced, or if a report reads them one by one
	// numbers has of earlier revisions that count which they are of their articles, from 1.
	numbers map[store.Doc]int
	only    *part // nil: records of all articles
}
