package page

import (
	"bytes"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/report"
)

// TestChanges gives the page of changes titles and ids that would break out of it.
func TestChanges(t *testing.T) {
	evil := "<script>alert(1)</script>\" onload=\"x\u202e"
	c := &report.Changes{Schema: report.SchemaChanges, Before: 1, After: 2, Counts: map[string]int{"merged": 1, "retraced": 1}, Clusters: []report.ClusterChange{
		{
			Change: report.Change{Kind: "merged", ID: evil, Others: []string{evil}, Before: 2, After: 12345, Reason: evil},
			Added:  []report.ChangedArticle{{ID: evil, Source: evil, Title: evil}, {}}, More: 7,
		},
		{Change: report.Change{Kind: "retraced", ID: "c2"}, Traced: []report.TracedAnew{{Article: "p1", To: &evil, FromUnseen: true, Why: evil}, {Article: "p2", ToUnseen: true}}},
	}}
	var b bytes.Buffer
	if err := Changes(&b, c); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	for _, want := range []string{"What changed in run 2", "1 merged with others, 1 traced anew.", "a deleted article", "a source that is not in the collection", "12,345", "and 7 more"} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Count(got, "<script") != 1 || strings.Contains(got, "onload=\"") || strings.Contains(got, "\u202e") {
		t.Errorf("the page holds a part of an id as it is:\n%s", got)
	}
}
