package newsroom

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/shingle"
)

var update = flag.Bool("update", false, "rewrite the samples")

func press(t testing.TB, o Options) []Item {
	t.Helper()
	items, err := Make(o)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// TestSame sees that a press is a function of its options.
func TestSame(t *testing.T) {
	for _, profile := range Profiles() {
		o := Options{Seed: 4, Profile: profile, Stories: 30}
		a, err := Files(press(t, o))
		if err != nil {
			t.Fatal(err)
		}
		b, err := Files(press(t, o))
		if err != nil {
			t.Fatal(err)
		}
		for name := range a {
			if !bytes.Equal(a[name], b[name]) {
				t.Errorf("%s: %s differs from run to run", profile, name)
			}
		}
		o.Seed++
		if bytes.Equal(a["articles.jsonl"], mustFiles(t, o)["articles.jsonl"]) {
			t.Errorf("%s: seeds %d and %d give the same articles", profile, o.Seed-1, o.Seed)
		}
	}
	if _, err := Make(Options{Profile: "radio", Stories: 1}); err == nil {
		t.Error("a profile that is not there gives no error")
	}
}

func mustFiles(t testing.TB, o Options) map[string][]byte {
	t.Helper()
	files, err := Files(press(t, o))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestGold sees that the truth holds together: passages cover the texts,
// parents are there and came before, ids differ, articles are valid.
func TestGold(t *testing.T) {
	for _, profile := range Profiles() {
		items := press(t, Options{Seed: 2, Profile: profile, Stories: 150})
		byID := map[string]*Item{}
		for i := range items {
			byID[items[i].Article.ID] = &items[i]
		}
		if len(byID) != len(items) {
			t.Errorf("%s: %d ids for %d articles", profile, len(byID), len(items))
		}
		several, langs, how := 0, map[string]int{}, map[string]int{}
		for i := range items {
			it := &items[i]
			checkItem(t, it)
			if from := byID[it.Parent]; it.Parent != Root {
				if from == nil || from.Article.Published.Unix > it.Article.Published.Unix {
					t.Errorf("%s: its parent %s is not there or came later", it.Article.ID, it.Parent)
				}
			}
			if len(it.Clusters) > 1 {
				several++
			}
			langs[it.Article.Lang]++
			how[it.How]++
		}
		t.Logf("%s: %d articles, %d of several clusters, %v %v", profile, len(items), several, langs, how)
		if several == 0 || len(langs) != len(Languages()) || how["note"] == 0 || how["own"] == 0 {
			t.Errorf("%s: something is lacking: %d of several clusters, %v %v", profile, several, langs, how)
		}
	}
}

func checkItem(t *testing.T, it *Item) {
	t.Helper()
	a := it.Article
	if !utf8.ValidString(a.Text) || strings.ContainsAny(a.Text, "{}[]|") {
		t.Errorf("%s: text has marks of the grammar: %q", a.ID, a.Text)
	}
	if err := a.Validate(); err != nil {
		t.Errorf("%s: %v", a.ID, err)
	}
	at := 0
	for _, p := range it.Passages {
		if p.Start != at || p.End <= at {
			t.Errorf("%s: passages have a gap at %d", a.ID, at)
		}
		at = p.End
	}
	if n := utf8.RuneCountInString(a.Text); at != n {
		t.Errorf("%s: passages end at %d of %d", a.ID, at, n)
	}
}

// TestSamples holds an article of each language and its first copy, so that a
// change of vocabulary shows in review.
func TestSamples(t *testing.T) {
	var b strings.Builder
	items := press(t, Options{Seed: 1, Profile: "web", Stories: 40})
	for _, lang := range Languages() {
		for _, how := range []string{"original", "copy"} {
			i := slices.IndexFunc(items, func(it Item) bool { return it.Article.Lang == lang && it.How == how })
			if i < 0 {
				t.Fatalf("no %s in %s", how, lang)
			}
			fmt.Fprintf(&b, "== %s %s %v %s\n%s\n\n%s\n\n", lang, how, items[i].Clusters, items[i].Article.Source, items[i].Article.Title, items[i].Article.Text)
		}
	}
	name := filepath.Join("testdata", "samples.txt")
	if *update {
		if err := os.WriteFile(name, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v (make it with -update)", err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// TestMoments holds the texts to published figures: true pairs of old
// newspapers have a mean Jaccard of word 5-grams of .23; unrelated articles
// share hardly any long run of words.
func TestMoments(t *testing.T) {
	for _, profile := range Profiles() {
		items := press(t, Options{Seed: 3, Profile: profile, Stories: 80})
		sets, long := make([][]uint64, len(items)), make([][]uint64, len(items))
		var sh shingle.Shingler
		for i := range items {
			sets[i] = minhash.Distinct(sh.Hashes(nil, items[i].Article.Text, nil))
			long[i] = eightGrams(&items[i])
		}
		var sum, n, shared, others, alike float64
		for i := range items {
			for j := range i {
				if items[i].Article.Lang != items[j].Article.Lang {
					continue
				}
				if slices.ContainsFunc(items[i].Clusters, func(c string) bool { return slices.Contains(items[j].Clusters, c) }) {
					common := float64(minhash.Intersection(sets[i], sets[j]))
					sum += common / (float64(len(sets[i])+len(sets[j])) - common)
					n++
				} else if unrelated(&items[i], &items[j]) {
					common := minhash.Intersection(long[i], long[j])
					shared += float64(common)
					others++
					if common > 2 {
						alike++
					}
				}
			}
		}
		t.Logf("%s: mean Jaccard %.3f of %.0f true pairs; 8-grams of %.0f unrelated pairs: %.3f in the mean, %.4f share more than two",
			profile, sum/n, n, others, shared/others, alike/others)
		if mean := sum / n; mean < .1 || mean > .4 || math.IsNaN(mean) {
			t.Errorf("%s: mean Jaccard of true pairs %.3f, want .1 to .4", profile, mean)
		}
		if shared/others > 1 || alike/others > .05 {
			t.Errorf("%s: unrelated articles share %.3f 8-grams in the mean, %.4f more than two", profile, shared/others, alike/others)
		}
	}
}

// unrelated reports whether no word of two articles comes from one source:
// no event (rivals have it in common), statement, quote or template.
func unrelated(a, b *Item) bool {
	events := map[string]bool{}
	for _, p := range a.Passages {
		events[strings.TrimSuffix(p.Owner, "-rival")] = p.Owner != Own && p.Owner != Boilerplate
	}
	for _, p := range b.Passages {
		if events[strings.TrimSuffix(p.Owner, "-rival")] {
			return false
		}
	}
	return a.How != "note" && b.How != "note" && (a.How != "own" || b.How != "own")
}

// eightGrams hashes the runs of eight words, or sixteen characters where
// words are not spaced, outside boilerplate.
func eightGrams(it *Item) []uint64 {
	size := 8
	if it.Article.Lang == "zh" {
		size = 16
	}
	runes := []rune(it.Article.Text)
	var out []uint64
	for _, p := range it.Passages {
		if p.Owner == Boilerplate {
			continue
		}
		tokens := shingle.Tokens(string(runes[p.Start:p.End]), nil)
		for i := 0; i+size <= len(tokens); i++ {
			h := uint64(14695981039346656037)
			for _, tok := range tokens[i : i+size] {
				for _, c := range []byte(tok.Text + " ") {
					h = (h ^ uint64(c)) * 1099511628211
				}
			}
			out = append(out, h)
		}
	}
	return minhash.Distinct(out)
}
