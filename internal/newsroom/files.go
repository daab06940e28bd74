package newsroom

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Articles makes a press and returns its articles as JSON Lines.
func Articles(o Options) ([]byte, error) {
	items, err := Make(o)
	if err != nil {
		return nil, err
	}
	files, err := Files(items)
	return files["articles.jsonl"], err
}

// Files returns a press as files by name: articles.jsonl, gold_clusters.tsv (id
// and clusters, several with ";" between, the main one first), gold_copies.tsv
// (id, parent, agency, how) and gold_passages.tsv (id, start, end in runes,
// cluster).
func Files(items []Item) (map[string][]byte, error) {
	var articles, clusters, copies, passages bytes.Buffer
	clusters.WriteString("id\tcluster\n")
	copies.WriteString("id\tparent\tagency\thow\n")
	passages.WriteString("id\tstart\tend\tcluster\n")
	enc := json.NewEncoder(&articles)
	enc.SetEscapeHTML(false)
	for i := range items {
		it := &items[i]
		if err := enc.Encode(record(it)); err != nil {
			return nil, err
		}
		id := it.Article.ID
		fmt.Fprintf(&clusters, "%s\t%s\n", id, strings.Join(it.Clusters, ";"))
		agency := it.Agency
		if agency == "" {
			agency = "-"
		}
		fmt.Fprintf(&copies, "%s\t%s\t%s\t%s\n", id, it.Parent, agency, it.How)
		for _, p := range it.Passages {
			fmt.Fprintf(&passages, "%s\t%d\t%d\t%s\n", id, p.Start, p.End, p.Owner)
		}
	}
	return map[string][]byte{
		"articles.jsonl": articles.Bytes(), "gold_clusters.tsv": clusters.Bytes(),
		"gold_copies.tsv": copies.Bytes(), "gold_passages.tsv": passages.Bytes(),
	}, nil
}

// record is an input article, see doc/design.md.
func record(it *Item) any {
	a := &it.Article
	return struct {
		ID        string `json:"id"`
		URL       string `json:"url"`
		Source    string `json:"source"`
		Title     string `json:"title"`
		Byline    string `json:"byline,omitempty"`
		Published string `json:"published"`
		Fetched   string `json:"fetched"`
		Lang      string `json:"lang"`
		Text      string `json:"text"`
	}{a.ID, a.URL, a.Source, a.Title, a.Byline, a.Published.String(), a.Fetched.String(), a.Lang, a.Text}
}
