// Package generation holds the conclusions of one run, for readers and for the next run.
//
// [Load] reads the last generation of a store as [Conclusions]: pairs, clusters, and the settings that
// they depend on. [ReadCatalog] reads the metadata that orders the live articles. [NewClustering] joins
// the two: it says which article is in which cluster now, after deletions and revisions. [OpenTraces]
// opens the sources that were found.
//
// Callers that show conclusions use package view. The package draws no conclusions itself.
package generation
