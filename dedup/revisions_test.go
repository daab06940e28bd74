package dedup_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

const (
	ferryText  = "The ferry to Norhaven will stop on Sundays from October, the council of Skarvik decided on Monday by nine votes to four.\n\nThe line carried 212 passengers on an average Sunday, a third of what it needs to pay for its crew, harbour master Odd Brekke told the meeting. A night bus through the tunnel is to replace it.\n\nFishermen on the island had asked for a smaller boat instead. They say that the last bus leaves before the evening catch is sold."
	quarryText = "Three quarries near Elmstrand must pump out their pits by May because rare newts were found in them, a court ruled.\n\nThe owners had argued that the water keeps dust down in dry summers. Judge Marit Sol said that tanks would do as well and cost less than the lawyers.\n\nConservationists counted 640 animals in April, more than in the whole of the province ten years ago. They will be moved to the old fish ponds by school classes."
)

// TestRevisionsCount: a copy of an earlier revision is a copy of the article, with its revision reported,
// and what became of the article since.
func TestRevisionsCount(t *testing.T) {
	list := []sheet{
		{ID: "w", Source: "wire.example", Title: "Ferry", Published: day(1, 8), Text: ferryText},
		{ID: "early", Source: "coast.example", Title: "Ferry", Published: day(1, 9), Text: ferryText},
		{ID: "w", Source: "wire.example", Title: "Newts", Published: day(1, 8), Updated: day(1, 12), Text: quarryText},
		{ID: "late", Source: "moor.example", Title: "Newts", Published: day(1, 13), Text: quarryText + " The ponds are ready."},
	}
	for _, c := range []struct {
		name   string
		change sheet // of the article w, after all
		odd    []string
		hidden bool
	}{
		{"revised", sheet{}, []string{"source-revised"}, false},
		{"killed", sheet{Text: "KILL. Do not use.", Status: "cancelled"}, []string{"source-revised", "source-withdrawn"}, true},
		{"held", sheet{Text: "Hold this for now.", Status: "withheld"}, []string{"source-revised", "source-withheld"}, true},
		{"corrected", sheet{Text: strings.ReplaceAll(quarryText, "640", "460"), Status: "corrected"}, []string{"source-corrected", "source-revised"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := slices.Clone(list)
			if c.change.Text != "" {
				c.change.ID, c.change.Source, c.change.Published, c.change.Updated = "w", "wire.example", day(1, 8), day(2, 8)
				all = append(all, c.change)
			}
			st := openStore(t, t.TempDir())
			linkedSheets(t, st, append(all, newWriter(3).background(3)...), dedup.Options{})
			v := oneArticle(t, st, "early")
			if v.Source == nil || v.Source.Parent != "w" || v.Source.ParentRevision != 1 {
				t.Fatalf("early has the source %+v", v.Source)
			}
			if !slices.Equal(v.Traced.Odd, c.odd) {
				t.Errorf("early: %v, want %v", v.Traced.Odd, c.odd)
			}
			if got := v.Parent != nil && v.Parent.Article.Text == ""; got != c.hidden {
				t.Errorf("the source's text is hidden: %v", got)
			}
			checkRevisions(t, st, v)
		})
	}
}

// TestEmbargo: the text of a withheld article is compared and never shown.
func TestEmbargo(t *testing.T) {
	st := openStore(t, t.TempDir())
	linkedSheets(t, st, append([]sheet{
		{ID: "w", Source: "wire.example", Title: "Ferry", Published: day(1, 8), Text: ferryText, Status: "withheld"},
		{ID: "leak", Source: "coast.example", Title: "Ferry", Published: day(1, 9), Text: ferryText},
	}, newWriter(3).background(3)...), dedup.Options{})
	v := oneArticle(t, st, "leak")
	if v.Source == nil || v.Source.Parent != "w" || !slices.Contains(v.Traced.Odd, "source-withheld") {
		t.Fatalf("leak has the source %+v, odd %v", v.Source, v.Traced)
	}
	if v.Parent == nil || v.Parent.Article.Text != "" {
		t.Error("the withheld text is shown")
	}
	checkRevisions(t, st, v)
	for _, c := range collect(t, st, view.Query{}).clusters {
		if c.Cluster.Keep == "w" {
			t.Error("the withheld article is the one to keep")
		}
	}
}

// checkRevisions checks that a check of a stored article, and of its text as another one, agree
// with the last run.
func checkRevisions(t *testing.T, st *store.Store, want *report.ArticleView) {
	t.Helper()
	stored := want.Article
	other := stored
	other.ID, other.Source = "unknown", "dune.example"
	checkAll(t, st, []article.Article{stored, other}, func(a *article.Article, res *dedup.CheckResult, s *report.CheckSource) {
		if s == nil || s.Source == nil || res.Cluster != want.Cluster {
			t.Fatalf("check of %s: cluster %q, %+v", a.ID, res.Cluster, s)
		}
		if !slices.ContainsFunc(res.Matches, func(m dedup.Match) bool { return m.Article.ID == "w" }) {
			t.Errorf("check of %s does not match the source", a.ID)
		}
		if a.ID != stored.ID {
			return
		}
		if s.Source.Parent != want.Source.Parent || s.Source.ParentRevision != want.Source.ParentRevision || !slices.Equal(s.Odd, want.Traced.Odd) {
			t.Errorf("check of %s: %s, revision %d, %v", a.ID, s.Source.Parent, s.Source.ParentRevision, s.Odd)
		}
	})
}

// TestRevisionFiles: result files number revisions, list each article once and pair no article with
// itself.
func TestRevisionFiles(t *testing.T) {
	st := openStore(t, t.TempDir())
	linkedSheets(t, st, append([]sheet{
		{ID: "w", Source: "wire.example", Title: "Ferry", Published: day(1, 8), Text: ferryText},
		{ID: "early", Source: "coast.example", Title: "Ferry", Published: day(1, 9), Text: ferryText + " The bus is new."},
		{ID: "w", Source: "wire.example", Title: "Newts", Published: day(1, 8), Updated: day(1, 12), Text: quarryText},
	}, newWriter(3).background(3)...), dedup.Options{})
	dir := t.TempDir()
	if err := view.WriteResults(t.Context(), st, dir, 1); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"copies.jsonl":   `{"child":"early","parent":"w","parent_revision":1,`,
		"clusters.jsonl": `"members":["early","w"],"revisions":[{"id":"w","revision":1}]`,
		"pairs.jsonl":    `{"a":"early","b":"w","revision_b":1,`,
		"articles.jsonl": `"parent":"w","parent_revision":1,`,
	} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		b := string(data)
		if !strings.Contains(b, want) {
			t.Errorf("%s lacks %s:\n%s", name, want, b)
		}
		if strings.Contains(b, `{"a":"w","b":"w"`) || name == "articles.jsonl" && strings.Count(b, `{"id":"w"`) != 1 {
			t.Errorf("%s has an article twice:\n%s", name, b)
		}
	}
}

// oneArticle returns the view of an article.
func oneArticle(t *testing.T, st *store.Store, id string) *report.ArticleView {
	t.Helper()
	list := collect(t, st, view.Query{Article: id}).articles
	if len(list) != 1 {
		t.Fatalf("%d views of %s", len(list), id)
	}
	return list[0]
}
