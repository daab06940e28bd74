package press

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite testdata/press")

const dir = "../../testdata/press"

func TestUpToDate(t *testing.T) {
	files, err := Make()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if *update {
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, want, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v (make it with -update)", err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s differs from the recipe (-recipe +file):\n%s", name, diff)
		}
	}
	pages, err := os.ReadDir(filepath.Join(dir, "pages"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		if _, ok := files["pages/"+p.Name()]; !ok {
			t.Errorf("pages/%s is not of the recipe", p.Name())
		}
	}
}

// TestGold checks that the truth fits the texts: ids are unique, parents are
// there, and passages tile each text.
func TestGold(t *testing.T) {
	files, err := Make()
	if err != nil {
		t.Fatal(err)
	}
	clusters := column(files["gold_clusters.tsv"], 1)
	for id, row := range column(files["gold_copies.tsv"], 1) {
		if _, ok := clusters[id]; !ok {
			t.Errorf("%s has a parent and no cluster", id)
		}
		if _, ok := clusters[row]; !ok && row != "ROOT" {
			t.Errorf("parent %s of %s is nowhere", row, id)
		}
	}
	ends := map[string]int{}
	for line := range strings.Lines(strings.TrimSpace(string(files["gold_passages.tsv"]))) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if f[0] == "id" {
			continue
		}
		start, _ := strconv.Atoi(f[1])
		end, _ := strconv.Atoi(f[2])
		if start != ends[f[0]] || end <= start {
			t.Errorf("%s: passage [%d,%d) after %d", f[0], start, end, ends[f[0]])
		}
		ends[f[0]] = end
	}
	for line := range strings.Lines(string(files["articles.jsonl"])) {
		var a struct{ ID, Text string }
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		if a.ID != "" && ends[a.ID] != utf8.RuneCountInString(a.Text) {
			t.Errorf("%s: passages end at %d of %d", a.ID, ends[a.ID], utf8.RuneCountInString(a.Text))
		}
	}
}

func column(table []byte, n int) map[string]string {
	out := map[string]string{}
	for i, line := range strings.Split(strings.TrimSpace(string(table)), "\n") {
		if f := strings.Split(line, "\t"); i > 0 {
			out[f[0]] = f[n]
		}
	}
	return out
}

// TestSize holds what the README of the press promises.
func TestSize(t *testing.T) {
	items, err := recipe()
	if err != nil {
		t.Fatal(err)
	}
	langs, sources, how := map[string]int{}, map[string]int{}, map[string]int{}
	for _, it := range items {
		langs[it.Lang]++
		sources[it.Source]++
		how[it.how]++
	}
	if len(items) < 120 || len(langs) < 6 || len(sources) < 20 || len(agencies()) < 3 {
		t.Errorf("%d articles, %d languages, %d outlets, %d agencies", len(items), len(langs), len(sources), len(agencies()))
	}
	for _, kind := range []string{"original", "verbatim", "cut", "edited", "rewritten", "merged", "update", "duplicate"} {
		if how[kind] == 0 {
			t.Errorf("no article is %s", kind)
		}
	}
}
