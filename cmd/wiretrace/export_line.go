package main

import (
	"encoding/json"
	"fmt"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
)

// A duplicate is the line that export --keep writes for a copy.
type duplicate struct {
	ID          string  `json:"id"`
	URL         string  `json:"url,omitempty"`
	Source      string  `json:"source,omitempty"`
	DuplicateOf string  `json:"duplicate_of"`
	Similarity  float64 `json:"similarity"`
	Cluster     string  `json:"cluster"`
	Why         string  `json:"why"`
}

// exportLine appends the line of an article: its whole record or, if clusters say that another article is
// kept in its place, a duplicate line.
func exportLine(b []byte, clusters *generation.Clustering, d store.Doc, a *article.Article) ([]byte, error) {
	if clusters == nil || clusters.Of[d] < 0 || clusters.Kept[clusters.Of[d]] == d {
		return ingest.AppendRecord(b, a), nil
	}
	k := clusters.Of[d]
	keep := clusters.Kept[k]
	dup := duplicate{
		ID: a.ID, URL: a.URL, Source: a.Source, DuplicateOf: clusters.Catalog.ID(keep),
		Similarity: report.Round(clusters.Similarity[d]), Cluster: clusters.Live[k].ID,
	}
	switch {
	case clusters.Catalog.Content[d] == clusters.Catalog.Content[keep]:
		dup.Why = "it has the same text"
	case dup.Similarity > 0:
		dup.Why = fmt.Sprintf("it is in the same cluster, and its text is similar to %.2f", dup.Similarity)
	default:
		dup.Why = "it is in the same cluster, and was not compared with the one to keep directly"
	}
	line, err := json.Marshal(&dup)
	if err != nil {
		return b, fmt.Errorf("article %s: %w", a.ID, err)
	}
	return append(append(b, line...), '\n'), nil
}
