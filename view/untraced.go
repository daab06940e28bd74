package view

import (
	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/record"
)

// A RecordWriter holds functions that receive the records of result files.
type RecordWriter struct {
	Article func(*report.Article) error
	Cluster func(*report.Cluster) error
	Pair    func(*report.Pair) error
}

// Untraced passes the records of articles.jsonl, clusters.jsonl and pairs.jsonl for a run that traced
// nothing, with the content that [WriteResults] writes. If no pair and no cluster of a set of articles has
// other articles, the records depend only on that set: so a large collection can be written set by set.
func Untraced(c *generation.Clustering, to RecordWriter) error {
	r := &results{Clustering: c}
	for _, d := range r.Catalog.Docs {
		a := r.article(d)
		if err := to.Article(&a); err != nil {
			return err
		}
	}
	for k := range r.Live {
		rec := r.record(k)
		if err := to.Cluster(&rec); err != nil {
			return err
		}
	}
	return r.eachPair(nil, func(_, _ store.Doc, p report.Pair) error { return to.Pair(&p) })
}

// Marks returns the passages.jsonl records of the furniture that extraction marked in an article.
func Marks(a *article.Article) []report.Passage {
	skip := make([]shingle.Range, 0, len(a.Furniture))
	for _, f := range a.Furniture {
		skip = append(skip, shingle.Range{Start: f.Start, End: f.End})
	}
	return passageRecords(a.ID, record.Furniture(a, skip), nil)
}
