package dedup_test

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/evaluate"
	"github.com/wiretrace/wiretrace/internal/baseline"
	"github.com/wiretrace/wiretrace/internal/newsroom"
	"github.com/wiretrace/wiretrace/view"
)

// listed is how many errors of each sort the golden shows.
const listed = 12

// TestQualityNewsroom holds what dedup finds of the simulated press, in the
// columns of newsroom-baselines.txt, with the worst errors. Nothing is fitted
// on this press.
func TestQualityNewsroom(t *testing.T) {
	var out strings.Builder
	for _, profile := range newsroom.Profiles() {
		items, err := newsroom.Make(newsroom.Options{Seed: 1, Profile: profile, Stories: 80})
		if err != nil {
			t.Fatal(err)
		}
		files, err := newsroom.Files(items)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "articles.jsonl"), files["articles.jsonl"], 0o666); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "newsroom %s, seed 1, 80 stories, %d articles\n", profile, len(items))
		var rows []baseline.Row
		var errors string
		for _, near := range []bool{true, false} {
			st, _ := linked(t, filepath.Join(dir, "articles.jsonl"), dedup.Options{Near: near})
			results := t.TempDir()
			if err := view.WriteResults(t.Context(), st, results, 2); err != nil {
				t.Fatal(err)
			}
			rows = append(rows, scoreRow(t, near, files["gold_clusters.tsv"], results))
			errors = pairErrors(t, items, results)
		}
		out.WriteString(baseline.Table(rows))
		out.WriteString(errors + "\n")
	}
	golden(t, filepath.Join("..", "testdata", "quality", "newsroom.txt"), out.String())
}

func scoreRow(t *testing.T, near bool, gold []byte, results string) baseline.Row {
	t.Helper()
	labels, err := evaluate.ReadLabels(bytes.NewReader(gold), "gold_clusters.tsv", evaluate.Auto, nil)
	if err != nil {
		t.Fatal(err)
	}
	labels.Rest = true
	p, err := baseline.ReadResults(func(name string) (io.ReadCloser, error) { return os.Open(filepath.Join(results, name)) })
	if err != nil {
		t.Fatal(err)
	}
	name := "wiretrace dedup"
	if near {
		name += " --near"
	}
	row, err := baseline.ScorePredictions(name, labels, p)
	if err != nil {
		t.Fatal(err)
	}
	return row
}

// pairErrors lists the surest false pairs of one story's text and the surest misses, one an
// article. Two agencies' reports that share paragraphs are reuse and not one story's text: p
// would count them as errors.
func pairErrors(t *testing.T, items []newsroom.Item, results string) string {
	t.Helper()
	type pair struct {
		A, B string
		P    float64 `json:"p_same"`
	}
	type line struct {
		pair
		Reuse float64 `json:"p"`
	}
	at := map[string]*newsroom.Item{}
	for i := range items {
		at[items[i].Article.ID] = &items[i]
	}
	probability := map[[2]string]float64{}
	var wrong, missed []pair
	reused, rivals := 0, 0
	for p := range jsonLines[line](t, filepath.Join(results, "pairs.jsonl")) {
		probability[[2]string{p.A, p.B}] = p.P
		a, b := at[p.A], at[p.B]
		if shareCluster(a, b) {
			continue
		}
		if p.P >= .5 {
			wrong = append(wrong, p.pair)
		}
		if p.Reuse >= .5 {
			reused++
			if shareEvent(a, b) {
				rivals++
			}
		}
	}
	for i := range items {
		for j := range items[i+1:] {
			a, b := &items[i], &items[i+1+j]
			if p := probability[[2]string{a.Article.ID, b.Article.ID}]; p < .5 && shareCluster(a, b) {
				missed = append(missed, pair{a.Article.ID, b.Article.ID, p})
			}
		}
	}
	slices.SortStableFunc(wrong, func(x, y pair) int { return cmp.Compare(y.P, x.P) })
	slices.SortStableFunc(missed, func(x, y pair) int { return cmp.Compare(x.P, y.P) })
	var out strings.Builder
	fmt.Fprintf(&out, "reuse, p >= .5, between two stories: %d pairs, %d of them of one event\n", reused, rivals)
	for _, list := range []struct {
		name  string
		pairs []pair
	}{{"wrong", wrong}, {"missed", missed}} {
		fmt.Fprintf(&out, "%s pairs: %d, of which\n", list.name, len(list.pairs))
		seen := map[string]bool{}
		for _, p := range list.pairs {
			if len(seen) < 2*listed && !seen[p.A] && !seen[p.B] {
				seen[p.A], seen[p.B] = true, true
				a, b := at[p.A], at[p.B]
				fmt.Fprintf(&out, "  p %.2f  %s %s  %s: %s, %s\n", p.P, p.A, p.B, a.Article.Lang, a.How, b.How)
			}
		}
	}
	return out.String()
}

func shareCluster(a, b *newsroom.Item) bool {
	return slices.ContainsFunc(a.Clusters, func(c string) bool { return slices.Contains(b.Clusters, c) })
}

// shareEvent reports whether two articles have text about one event: of one agency, or of two
// rivals, which share some of their paragraphs.
func shareEvent(a, b *newsroom.Item) bool {
	events := map[string]bool{}
	for _, p := range a.Passages {
		events[event(p.Owner)] = p.Owner != newsroom.Own && p.Owner != newsroom.Boilerplate
	}
	return slices.ContainsFunc(b.Passages, func(p newsroom.Passage) bool { return events[event(p.Owner)] })
}

func event(owner string) string { return strings.TrimSuffix(owner, "-rival") }
