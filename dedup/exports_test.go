package dedup_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// A taker takes whatever there is.
type taker struct {
	wants    report.Wants
	clusters []report.Cluster
	articles []string // ids of members, with their texts
	texts    int      // runes of them
	singles  []string
	pairs    strings.Builder
	views    []report.PairView
}

func (x *taker) Summary(report.Summary) error { return nil }
func (x *taker) Wants() report.Wants          { return x.wants }
func (x *taker) End() error                   { return nil }

func (x *taker) Cluster(v *report.ClusterView) error {
	x.clusters = append(x.clusters, v.Cluster)
	return nil
}

func (x *taker) Article(v *report.ArticleView) error {
	x.articles = append(x.articles, v.Article.ID)
	x.texts += len([]rune(v.Article.Text))
	return nil
}

func (x *taker) Single(m *report.MemberView) error {
	x.singles = append(x.singles, m.Article.ID)
	return nil
}

func (x *taker) Pair(v *report.PairView) error {
	x.views = append(x.views, *v)
	_, err := x.pairs.Write(append(v.Pair.AppendJSON(nil), '\n'))
	return err
}

func take(t *testing.T, st *store.Store, q view.Query, wants report.Wants) *taker {
	t.Helper()
	x := &taker{wants: wants}
	if err := errors.Join(view.Report(t.Context(), st, q, "", x), x.End()); err != nil {
		t.Fatal(err)
	}
	return x
}

// TestExportAll sees that an exporter is handed everything once, as the result files have
// it, and only what it wants.
func TestExportAll(t *testing.T) {
	for _, near := range []bool{false, true} {
		o := dedup.Options{Near: near, Newsroom: pressroom()}
		st, _ := linked(t, filepath.Join("..", "testdata", "press"), o)
		files := results(t, st, o)
		x := take(t, st, view.Query{}, report.Wants{Members: true, Singles: true, Pairs: true})
		if diff := cmp.Diff(files["pairs"], x.pairs.String()); diff != "" {
			t.Errorf("near %v: pairs (-file +exported):\n%s", near, diff)
		}
		var want, got []string
		for _, a := range decodeAll[report.Article](t, files["articles"]) {
			want = append(want, a.ID)
		}
		got = append(append(got, x.articles...), x.singles...)
		if len(got) != len(want) || len(x.singles) == 0 || x.texts == 0 {
			t.Errorf("near %v: %d members and %d singles of %d articles", near, len(x.articles), len(x.singles), len(want))
		}
		if x := take(t, st, view.Query{}, report.Wants{}); len(x.articles)+len(x.singles)+len(x.views) > 0 {
			t.Errorf("near %v: an exporter that wants nothing got something", near)
		}
	}
}

// TestExportChosen sees that a choice of clusters is one of pairs, too, and that places are
// within the texts and the same ones that a comparison of both would find.
func TestExportChosen(t *testing.T) {
	st, _ := linked(t, filepath.Join("..", "testdata", "press"), dedup.Options{Newsroom: pressroom()})
	x := take(t, st, view.Query{Article: "p001"}, report.Wants{Singles: true, Pairs: true, Places: true})
	if len(x.clusters) != 1 || len(x.singles) > 0 || len(x.views) == 0 {
		t.Fatalf("%d clusters, %d singles, %d pairs", len(x.clusters), len(x.singles), len(x.views))
	}
	members := map[string]bool{}
	for _, id := range x.clusters[0].Members {
		members[id] = true
	}
	placed := 0
	for _, v := range x.views {
		if !members[v.Pair.A] || !members[v.Pair.B] || v.A.ID != v.Pair.A || v.B.ID != v.Pair.B {
			t.Errorf("pair %s, %s: not both in the cluster, or other articles", v.Pair.A, v.Pair.B)
		}
		a, b := len([]rune(v.A.Text)), len([]rune(v.B.Text))
		for _, p := range v.Passages {
			placed++
			if p.Start < 0 || p.Start >= p.End || p.End > a || p.In < 0 || p.In >= p.InEnd || p.InEnd > b {
				t.Errorf("pair %s, %s: passage %+v in texts of %d and %d runes", v.Pair.A, v.Pair.B, p, a, b)
			}
		}
	}
	if placed == 0 {
		t.Error("no pair has a passage")
	}
	if x := take(t, st, view.Query{Top: 1}, report.Wants{Singles: true, Pairs: true}); len(x.singles) > 0 || len(x.views) == 0 {
		t.Errorf("of one cluster: %d singles, %d pairs", len(x.singles), len(x.views))
	}
}
