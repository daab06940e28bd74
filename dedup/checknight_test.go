package dedup_test

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/internal/newsroom"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// A check of a stored article agrees with the last run: p of each pair, the cluster and
// the parent.
func TestCheckIsTheRun(t *testing.T) {
	t.Run("press", func(t *testing.T) {
		st, _ := linked(t, filepath.Join("..", "testdata", "press"), dedup.Options{Newsroom: pressroom()})
		checkIsTheRun(t, st)
	})
	t.Run("newsroom", func(t *testing.T) {
		articles, err := newsroom.Articles(newsroom.Options{Seed: 3, Profile: "web", Stories: 12})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "articles.jsonl")
		if err := os.WriteFile(path, articles, 0o666); err != nil {
			t.Fatal(err)
		}
		st, _ := linked(t, path, dedup.Options{})
		checkIsTheRun(t, st)
	})
}

// checkIsTheRun checks every stored article against the run's results.
func checkIsTheRun(t *testing.T, st *store.Store) {
	t.Helper()
	n := nightOf(t, st)
	var apart []float64 // how far p of a check is from that of the run
	other := 0          // pairs on the other side of one half
	checkAll(t, st, storedArticles(t, st), func(a *article.Article, res *dedup.CheckResult, s *report.CheckSource) {
		best := 0.
		for _, m := range res.Matches {
			best = max(best, m.P)
			p, ok := n.pairs[[2]string{min(a.ID, m.Article.ID), max(a.ID, m.Article.ID)}]
			if !ok {
				continue // of identical texts the run tells one pair
			}
			apart = append(apart, math.Abs(p.P-m.P))
			if (p.P >= .5) != (m.P >= .5) {
				other++
			}
			if p.Kind != m.Kind.String() {
				t.Errorf("%s and %s: kind of the run %s, of the check %s", a.ID, m.Article.ID, p.Kind, m.Kind)
			}
		}
		parent := ""
		if s.Source != nil {
			parent = s.Source.Parent
		}
		byRun := n.articles[a.ID]
		if diff := cmp.Diff(byRun, nightArticle{a.ID, res.Cluster, parent}); diff != "" {
			t.Errorf("%s (-run +check):\n%s", a.ID, diff)
		}
		reuse := res.Verdict == dedup.VerdictCopy || res.Verdict == dedup.VerdictPart
		if top := n.best[a.ID]; (top >= .5) != (best >= .5) || reuse && top < .5 || top >= .5 && res.Verdict == dedup.VerdictNone {
			t.Errorf("%s: highest p of the run %.3f, of the check %.3f, which says %q", a.ID, top, best, res.Verdict)
		}
	})
	if len(apart) < 500 {
		t.Fatalf("%d pairs were compared: the test tests little", len(apart))
	}
	slices.Sort(apart)
	p90 := apart[len(apart)*9/10]
	t.Logf("%d articles, %d pairs: p differs by %.4f at most, nine in ten by %.4f; %d on the other side of .5",
		len(n.articles), len(apart), apart[len(apart)-1], p90, other)
	if p90 > .02 || float64(other) >= .005*float64(len(apart)) {
		t.Error("want .02 for nine in ten, and fewer than one in 200 on the other side of .5")
	}
}

// A night holds a run's results on every article and pair.
type night struct {
	articles map[string]nightArticle
	pairs    map[[2]string]nightPair
	best     map[string]float64 // highest p of an article
}

type nightArticle struct{ ID, Cluster, Parent string }

type nightPair struct {
	A, B string
	P    float64
	Kind string
}

func nightOf(t *testing.T, st *store.Store) night {
	t.Helper()
	n := night{map[string]nightArticle{}, map[[2]string]nightPair{}, map[string]float64{}}
	dir := t.TempDir()
	if err := view.WriteResults(t.Context(), st, dir, 2); err != nil {
		t.Fatal(err)
	}
	type line struct {
		ID, Cluster, Parent string
		Unseen              bool
	}
	for a := range jsonLines[line](t, filepath.Join(dir, "articles.jsonl")) {
		if a.Unseen {
			a.Parent = report.Unseen
		}
		n.articles[a.ID] = nightArticle{a.ID, a.Cluster, a.Parent}
	}
	for p := range jsonLines[nightPair](t, filepath.Join(dir, "pairs.jsonl")) {
		n.pairs[[2]string{p.A, p.B}] = p
		n.best[p.A], n.best[p.B] = max(n.best[p.A], p.P), max(n.best[p.B], p.P)
	}
	return n
}
