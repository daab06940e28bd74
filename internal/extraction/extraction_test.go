package extraction_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wiretrace/wiretrace/internal/extraction"
)

// writeGold makes a folder of two sets.
func writeGold(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"whole/gold.jsonl": `{"id":"a","file":"pages/a.html","url":"https://harbourpost.example/a","set":"north","title":"Council backs tram line","published":"2026-11-28 10:00:00+02:00","authors":["Ana Roe","Jon Tarrow"],"text":"one two three four five six seven eight nine\nten"}
{"id":"b","file":"pages/b.html","url":"","date": NaN,"author":"['Li Wei', 'Max Kern']","text":"x"}
`,
		"whole/pages/a.html":  "<p>one",
		"whole/pages/b.html":  "<p>x",
		"pieces/gold.jsonl":   `{"id":"c","file":"c.html","date":"2026-11-27","author":"Ana Roe, Jon Tarrow","with":["six seven","eleven"],"without":["Subscribe now"]}` + "\n",
		"pieces/c.html":       "<p>six seven. Subscribe now",
		"pieces/not/read.txt": "",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestReadSets(t *testing.T) {
	got, err := extraction.ReadSets(writeGold(t))
	if err != nil {
		t.Fatal(err)
	}
	want := []extraction.Page{
		{ID: "c", Set: "pieces", Date: "2026-11-27", Authors: []string{"Ana Roe", "Jon Tarrow"}, With: []string{"six seven", "eleven"}, Without: []string{"Subscribe now"}},
		{
			ID: "a", Set: "whole/north", URL: "https://harbourpost.example/a", Title: "Council backs tram line", Date: "2026-11-28",
			Authors: []string{"Ana Roe", "Jon Tarrow"}, Text: "one two three four five six seven eight nine\nten",
		},
		{ID: "b", Set: "whole", Authors: []string{"Li Wei", "Max Kern"}, Text: "x"},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(extraction.Page{}, "File")); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	if _, err := extraction.ReadSets(t.TempDir()); err == nil {
		t.Error("a folder without gold.jsonl is no error")
	}
	if n := len(extraction.Part(got, 0)) + len(extraction.Part(got, 1)); n != len(got) {
		t.Errorf("the halves have %d pages, want %d", n, len(got))
	}
}

// TestServe lets a program read the pages and checks the figures.
func TestServe(t *testing.T) {
	pages, err := extraction.ReadSets(writeGold(t))
	if err != nil {
		t.Fatal(err)
	}
	var jobs, out bytes.Buffer
	for i, p := range pages {
		if err := json.NewEncoder(&jobs).Encode(extraction.Job{ID: "p" + string(rune('0'+i)), File: p.File, URL: p.URL}); err != nil {
			t.Fatal(err)
		}
	}
	err = extraction.Serve(&jobs, &out, func(page []byte, url string) extraction.Result {
		r := extraction.Result{Text: strings.TrimPrefix(string(page), "<p>")}
		if url != "" {
			r = extraction.Result{
				Text: "One two three. FOUR five six seven eight nine more words", Title: "Harbour Post | Council backs tram line",
				Date: "2026-11-28", Author: "By Ana Roe and Jon Tarrow",
			}
		}
		return r
	})
	if err != nil {
		t.Fatal(err)
	}
	results := make(map[string]extraction.Result)
	for dec := json.NewDecoder(&out); dec.More(); {
		var r extraction.Result
		if err := dec.Decode(&r); err != nil {
			t.Fatal(err)
		}
		results[r.ID] = r
	}
	scores, details := extraction.Compare("mine", pages, results, 30*time.Millisecond)
	want := []extraction.Score{
		{Set: "pieces", Engine: "mine", Pages: 1, CPU: 10 * time.Millisecond, With: 2, WithFound: 1, Without: 1, WithoutLeft: 1, Dates: 1, Authors: 1},
		{
			Set: "whole/north", Engine: "mine", Pages: 1, CPU: 10 * time.Millisecond,
			F1: []float64{18. / 21}, Precision: []float64{9. / 11}, Recall: []float64{.9}, GoldWords: 10, Beyond: 2, Paragraphs: 1,
			Titles: 1, TitlesRight: 1, Dates: 1, DatesFound: 1, DatesRight: 1, Authors: 1, AuthorsFound: 1, AuthorsRight: 1,
		},
		{Set: "whole", Engine: "mine", Pages: 1, CPU: 10 * time.Millisecond, F1: []float64{1}, Precision: []float64{1}, Recall: []float64{1}, GoldWords: 1, Authors: 1},
	}
	if diff := cmp.Diff(want, scores, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Errorf("scores (-want +got):\n%s", diff)
	}
	if len(details) != 3 || details[0].Missed != 1 || details[0].Left != 1 {
		t.Errorf("details = %+v", details)
	}
	table := extraction.Table(scores)
	for _, row := range []string{
		"| whole/north | mine | 1 | 0.857 | 0.818 | 0.900 | 0.857 | 0 | 20.0% | 0.0% | 0 | 0 | 0 |",
		"| pieces | mine | 1 | 0.500 of 2 | 1.000 of 1 | 0 |",
		"| whole/north | mine | 1.000 of 1 | 1.000 of 1 | 1.000 of 1 | 1.000 of 1 | 1.000 of 1 |",
		"| mine | 10.0 |",
	} {
		if !strings.Contains(table, row) {
			t.Errorf("no row %q in\n%s", row, table)
		}
	}
}
