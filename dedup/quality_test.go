package dedup_test

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

var update = flag.Bool("update", false, "rewrite the quality goldens")

// TestQualityPress holds what dedup finds of the fictional press, and what the
// near-duplicate path does. Copies that were cut, merged or re-led are beyond
// the latter and show as misses.
func TestQualityPress(t *testing.T) {
	t.Run("full", func(t *testing.T) { qualityPress(t, dedup.Options{}, "dedup", "press.txt") })
	t.Run("near", func(t *testing.T) { qualityPress(t, dedup.Options{Near: true}, "dedup --near", "near-press.txt") })
}

func qualityPress(t *testing.T, o dedup.Options, command, file string) {
	t.Helper()
	press := filepath.Join("..", "testdata", "press")
	st, _ := linked(t, press, o)
	gold := readGold(t, filepath.Join(press, "gold_clusters.tsv"))
	found := clusterOf(t, st)
	var ids []string
	for id := range gold {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var right, setCredits, want int
	var wrong, missed []string
	for i, a := range ids {
		for _, b := range ids[i+1:] {
			same := strings.Split(gold[a], ";")[0] == strings.Split(gold[b], ";")[0]
			together := found[a] != "" && found[a] == found[b]
			if same {
				want++
			}
			if together {
				setCredits++
			}
			switch {
			case same && together:
				right++
			case together:
				wrong = append(wrong, fmt.Sprintf("  wrong   %s %s: %s %s", a, b, gold[a], gold[b]))
			case same:
				missed = append(missed, fmt.Sprintf("  missed  %s %s: %s", a, b, gold[a]))
			}
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%s on testdata/press: pairs of articles in one cluster\n", command)
	fmt.Fprintf(&out, "precision %.4f (%d of %d)\nrecall    %.4f (%d of %d)\n",
		float64(right)/float64(setCredits), right, setCredits, float64(right)/float64(want), right, want)
	for _, list := range [][]string{wrong, missed[:min(len(missed), 30)]} {
		for _, line := range list {
			fmt.Fprintln(&out, line)
		}
	}
	fmt.Fprintf(&out, "  (%d missed in all)\n", len(missed))
	golden(t, filepath.Join("..", "testdata", "quality", file), out.String())
}

// TestQualityExact compares the pairs found with every pair of articles of
// different outlets, counted exactly. On the files that WIRETRACE_EXACT names
// (a list with the system's path separator) it reports; on the press it holds.
func TestQualityExact(t *testing.T) {
	for _, near := range []bool{true, false} {
		t.Run(fmt.Sprint("near=", near), func(t *testing.T) { qualityExact(t, near) })
	}
}

func qualityExact(t *testing.T, near bool) {
	t.Helper()
	paths := filepath.SplitList(os.Getenv("WIRETRACE_EXACT"))
	report := len(paths) > 0
	if !report {
		paths = []string{filepath.Join("..", "testdata", "press", "articles.jsonl")}
	}
	for _, path := range paths {
		st, arts := linked(t, path, dedup.Options{Near: near})
		found := map[[2]string]bool{}
		dir := t.TempDir()
		if err := view.WriteResults(t.Context(), st, dir, 2); err != nil {
			t.Fatal(err)
		}
		groups, low := pairsOf(t, filepath.Join(dir, "pairs.jsonl"), found)
		above, hit := 0, 0
		var missed []string
		for _, p := range exactPairs(arts, .8) {
			above++
			a, b := groups(p.a), groups(p.b)
			if a == b || found[[2]string{min(a, b), max(a, b)}] {
				hit++
			} else {
				missed = append(missed, fmt.Sprintf("%s %s %.3f", p.a, p.b, p.jaccard))
			}
		}
		t.Logf("%s: %d articles, %d pairs of different outlets with Jaccard >= .8, %d found; least Jaccard reported as the same %.3f; missed: %v",
			filepath.Base(filepath.Dir(path)), len(arts), above, hit, low, missed)
		if float64(hit) < .995*float64(above) || near && low < .5 {
			t.Errorf("%d of %d pairs found, want .995; least Jaccard %.3f, want .5", hit, above, low)
		}
		if above == 0 {
			t.Error("no pair to find: the test tests nothing")
		}
	}
}

// linked returns a store with the articles of a path, linked, and what
// matching sees of each of them.
func linked(t *testing.T, path string, o dedup.Options) (*store.Store, []sample) {
	t.Helper()
	st := openStore(t, t.TempDir())
	src := ingest.Open([]string{path}, nil, ingest.Options{})
	_, err := dedup.Ingest(t.Context(), st, src, o)
	if err = errors.Join(err, src.Close()); err != nil {
		t.Fatal(err)
	}
	link(t, st, o)
	var arts []sample
	var sh shingle.Shingler
	err = st.View(func(v *store.View) error {
		for d := range v.Docs() {
			if !v.Live(d) {
				continue
			}
			a, err := v.Article(d)
			if err != nil {
				return err
			}
			a = a.Clone()
			var skip []shingle.Range
			for _, f := range a.Furniture {
				skip = append(skip, shingle.Range{Start: f.Start, End: f.End})
			}
			set := minhash.Distinct(sh.Hashes(nil, a.Text, skip))
			arts = append(arts, sample{a.ID, a.Source, set})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return st, arts
}

// A sample is an article as the exact comparison sees it.
type sample struct {
	id, source string
	set        []uint64
}

type exactPair struct {
	a, b    string
	jaccard float64
}

// exactPairs counts every pair of different outlets that can reach least, the
// slow way: by an index of all shingles.
func exactPairs(arts []sample, least float64) []exactPair {
	index := map[uint64][]int{}
	var out []exactPair
	for i, x := range arts {
		common := map[int]int{}
		for _, h := range x.set {
			for _, j := range index[h] {
				common[j]++
			}
			index[h] = append(index[h], i)
		}
		for j, n := range common {
			y := arts[j]
			if jac := float64(n) / float64(len(x.set)+len(y.set)-n); jac >= least && x.source != y.source {
				out = append(out, exactPair{x.id, y.id, jac})
			}
		}
	}
	slices.SortFunc(out, func(p, q exactPair) int { return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b)) })
	return out
}

// pairsOf reads pairs.jsonl into found. It returns what names the group of
// identical texts of an article, and the least Jaccard of all.
func pairsOf(t *testing.T, path string, found map[[2]string]bool) (group func(string) string, low float64) {
	t.Helper()
	type pair struct {
		A, B    string
		Jaccard float64
	}
	rep := map[string]string{}
	low = 1
	var all []pair
	for p := range jsonLines[pair](t, path) {
		all = append(all, p)
		low = min(low, p.Jaccard)
		if p.Jaccard == 1 {
			rep[p.B] = p.A
		}
	}
	group = func(id string) string {
		for rep[id] != "" {
			id = rep[id]
		}
		return id
	}
	for _, p := range all {
		a, b := group(p.A), group(p.B)
		found[[2]string{min(a, b), max(a, b)}] = true
	}
	return group, low
}

func clusterOf(t *testing.T, st *store.Store) map[string]string {
	t.Helper()
	dir := t.TempDir()
	if err := view.WriteResults(t.Context(), st, dir, 2); err != nil {
		t.Fatal(err)
	}
	type article struct{ ID, Cluster string }
	out := map[string]string{}
	for a := range jsonLines[article](t, filepath.Join(dir, "articles.jsonl")) {
		out[a.ID] = a.Cluster
	}
	return out
}

func readGold(t *testing.T, path string) map[string]string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	gold := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(b)), "\n")[1:] {
		id, c, _ := strings.Cut(line, "\t")
		gold[id] = c
	}
	return gold
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (make it with -update)", err)
	}
	if diff := gocmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
