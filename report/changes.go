package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
)

// SchemaChanges is the schema of the record of changes.
const SchemaChanges = "wiretrace/changes/1"

// SchemaChangeFiles is the schema of the first line of changes.jsonl in a folder of changes.
const SchemaChangeFiles = "wiretrace/change-files/1"

// The kinds of lines of touched.jsonl.
const (
	ReplacedArticle = "article" // replace its records in articles.jsonl, copies.jsonl and passages.jsonl, and all its pairs
	ReplacedCluster = "cluster" // replace its record in clusters.jsonl
	ReplacedPairs   = "pairs"   // replace only its pairs
)

// A Replaced is a line of touched.jsonl. It names what to remove before the new records are added.
type Replaced struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	Gone bool   `json:"gone,omitempty"` // the article is no longer in the store
}

// CompareReplaced compares lines by kind and then by id.
func CompareReplaced(x, y Replaced) int {
	return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.ID, y.ID))
}

// Changes holds how clusters and sources changed in the last run that made a generation.
type Changes struct {
	Schema   string          `json:"schema"`
	Before   uint64          `json:"before"` // generation before; 0: none
	After    uint64          `json:"generation"`
	Counts   map[string]int  `json:"counts"` // number of changes by kind
	Clusters []ClusterChange `json:"clusters"`
}

// A ClusterChange is the change of one cluster.
type ClusterChange struct {
	Change
	Added  []ChangedArticle
	Gone   []ChangedArticle
	Traced []TracedAnew // articles with another source than before
	More   int          // number of articles that are not listed
}

// MarshalJSON encodes the change of the cluster and its articles. Empty lists are [].
func (c ClusterChange) MarshalJSON() ([]byte, error) {
	articles, err := json.Marshal(struct {
		Added  []ChangedArticle `json:"added"`
		Gone   []ChangedArticle `json:"gone"`
		Traced []TracedAnew     `json:"traced"`
		More   int              `json:"more"`
	}{list(c.Added), list(c.Gone), list(c.Traced), c.More})
	if err != nil {
		return nil, err
	}
	b := c.appendJSON(nil) // encoding/json would call only the embedded change's MarshalJSON
	b[len(b)-1] = ','
	return append(b, articles[1:]...), nil
}

// A ChangedArticle is an article that joined or left a cluster. A deleted one has no id.
type ChangedArticle struct {
	ID     string `json:"id,omitempty"`
	Source string `json:"source,omitempty"`
	Title  string `json:"title,omitempty"`
}

// A TracedAnew is an article that has another source than in the run before.
type TracedAnew struct {
	Article    string  `json:"id"`
	Outlet     string  `json:"source"`
	From       *string `json:"from"` // nil: the source was not in the store, or is deleted
	FromUnseen bool    `json:"from_unseen"`
	To         *string `json:"to"`
	ToUnseen   bool    `json:"to_unseen"`
	Why        string  `json:"why"`
}

// ChangeKinds returns the kinds of changes in the order of reports, each with a verb phrase about
// clusters.
func ChangeKinds() [][2]string {
	return [][2]string{
		{"merged", "merged with others"},
		{"split", "split"},
		{"ended", "ended"},
		{"shrunk", "lost articles"},
		{"retraced", "traced anew"},
		{"grown", "grew"},
		{"new", "new"},
	}
}

// Sum returns a phrase with the number of changes of each kind.
func (c *Changes) Sum() string {
	var parts []string
	for _, k := range ChangeKinds() {
		if n := c.Counts[k[0]]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", Number(n), k[1]))
		}
	}
	if len(parts) == 0 {
		return "nothing changed"
	}
	return strings.Join(parts, ", ")
}

// Was returns the earlier source in words.
func (t *TracedAnew) Was() string { return sourceWords(t.From, t.FromUnseen) }

// Now returns the present source in words.
func (t *TracedAnew) Now() string { return sourceWords(t.To, t.ToUnseen) }

func sourceWords(id *string, unseen bool) string {
	switch {
	case unseen:
		return notHere
	case id == nil:
		return "a deleted article"
	}
	return *id
}

// Name returns the name of an article in lists.
func (a *ChangedArticle) Name() string {
	if a.ID == "" {
		return "a deleted article"
	}
	return a.ID
}

// Changes writes a paragraph for each changed cluster.
func (t *Text) Changes(c *Changes) error {
	t.wrapped("", "  ", fmt.Sprintf("run %d: %s", c.After, c.Sum()), true)
	for i := range c.Clusters {
		x := &c.Clusters[i]
		line := fmt.Sprintf("%s %s: %s → %s", x.Kind, clean(x.ID), Number(x.Before), count(x.After, "article"))
		if len(x.Others) > 0 {
			line += "; with " + clean(strings.Join(x.Others, ", "))
		}
		t.printf("\n")
		t.wrapped("", "  ", line, true)
		t.wrapped("  ", "  ", "why: "+clean(x.Reason), false)
		for _, list := range []struct {
			sign     string
			articles []ChangedArticle
		}{{"+", x.Added}, {"−", x.Gone}} {
			for k := range list.articles {
				a := &list.articles[k]
				t.wrapped("  "+list.sign+" ", "    ", strings.TrimSpace(clean(a.Name())+"  "+clean(a.Source)+"  "+clean(a.Title)), false)
			}
		}
		for k := range x.Traced {
			a := &x.Traced[k]
			t.wrapped("  ~ ", "    ", fmt.Sprintf("%s: from %s, before from %s: %s", clean(a.Article), clean(a.Now()), clean(a.Was()), clean(a.Why)), false)
		}
		if x.More > 0 {
			t.printf("  … and %s more\n", Number(x.More))
		}
	}
	return t.err
}
