// Package generation holds what one run concluded, as readers and the next run
// need it.
//
// [Load] reads the last generation of a store as [Conclusions]: pairs, clusters,
// and the settings that they depend on. [ReadCatalog] reads what orders the live
// articles. [NewClustering] joins the two: which article is in which cluster now,
// after deletions and revisions. [OpenTraces] opens what was found of sources.
//
// Callers that show conclusions use package view. The package computes no
// conclusion itself.
package generation
