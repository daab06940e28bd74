package dedup_test

import (
	"errors"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// checkAll checks articles as check does and calls fn with what comes out.
func checkAll(t *testing.T, st *store.Store, list []article.Article, fn func(a *article.Article, res *dedup.CheckResult, s *report.CheckSource)) {
	t.Helper()
	c, err := read(st, generation.LoadClusters)
	if err != nil {
		t.Fatal(err)
	}
	err = st.View(func(v *store.View) error {
		ck, err := dedup.NewChecker(v, c, 0)
		if err != nil {
			return err
		}
		for i := range list {
			res, err := ck.Check(&list[i])
			if err != nil {
				return err
			}
			s, err := ck.Trace(&list[i], &res)
			if err != nil {
				return err
			}
			fn(&list[i], &res, s)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func storedArticles(t *testing.T, st *store.Store) (list []article.Article) {
	t.Helper()
	err := st.View(func(v *store.View) error {
		return v.EachMeta(0, func(d store.Doc, _ *article.Article) error {
			a, err := v.Article(d)
			list = append(list, a.Clone())
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A stored article that is checked again has the sources that the run found: it does not
// count against itself, and clusters of the press are weighed whole.
func TestCheckTracesAsTheRunDid(t *testing.T) {
	st, _ := linked(t, filepath.Join("..", "testdata", "press"), dedup.Options{Newsroom: pressroom()})
	want := map[string]*report.MemberView{}
	clusters := map[string]*report.ClusterView{}
	for _, v := range collect(t, st, view.Query{}).clusters {
		for i := range v.Members {
			want[v.Members[i].Article.ID], clusters[v.Members[i].Article.ID] = &v.Members[i], v
		}
	}
	traced := 0
	checkAll(t, st, storedArticles(t, st), func(a *article.Article, res *dedup.CheckResult, s *report.CheckSource) {
		if res.Known == nil || res.Known.ID != a.ID || !res.Known.SameText {
			t.Errorf("%s is stored: %+v", a.ID, res.Known)
		}
		for _, m := range res.Matches {
			if m.Article.ID == a.ID {
				t.Errorf("%s is its own match", a.ID)
			}
		}
		m := want[a.ID]
		if m == nil || res.Cluster != clusters[a.ID].Cluster.ID {
			return
		}
		traced++
		got, setCredits := *s.Source, *m.Source
		if diff := cmp.Diff(setCredits, got); diff != "" {
			t.Errorf("%s (-run +check):\n%s", a.ID, diff)
		}
		if diff := cmp.Diff(&clusters[a.ID].Cluster.Origin, s.Origin); diff != "" && s.Origin.Article == nil {
			t.Errorf("origin of %s (-run +check):\n%s", a.ID, diff)
		}
		if s.Agency != m.Agency || (s.Parent == nil) != (setCredits.Parent == "unseen") {
			t.Errorf("%s: agency %q, parent %v", a.ID, s.Agency, s.Parent)
		}
		end := 0
		for _, p := range s.Passages {
			if p.Start < end || p.End <= p.Start || p.End > utf8.RuneCountInString(a.Text) {
				t.Errorf("%s: passage %+v after %d", a.ID, p, end)
			}
			end = p.End
		}
	})
	if traced < len(want)*9/10 {
		t.Errorf("%d of %d were traced", traced, len(want))
	}
}

// The very text at the same outlet under another id is the article itself; at another outlet it
// is a copy.
func TestCheckKnown(t *testing.T) {
	st, _ := linked(t, filepath.Join("..", "testdata", "press", "articles.jsonl"), dedup.Options{})
	var list []article.Article
	for _, a := range storedArticles(t, st) {
		if a.ID != "p008" {
			continue
		}
		same, other, revised := a.Clone(), a.Clone(), a.Clone()
		same.ID, other.ID, other.Source = "q1", "q2", "elsewhere.example"
		revised.Text += " More is to follow."
		list = append(list, same, other, revised)
	}
	var known []*dedup.Known
	checkAll(t, st, list, func(_ *article.Article, res *dedup.CheckResult, _ *report.CheckSource) {
		if res.Known != nil {
			res.Known.Doc = 0
		}
		known = append(known, res.Known)
	})
	if diff := cmp.Diff([]*dedup.Known{{ID: "p008", SameText: true}, nil, {ID: "p008"}}, known); diff != "" {
		t.Errorf("known (-want +got):\n%s", diff)
	}
}

func TestCheckUntraced(t *testing.T) {
	st, _ := linked(t, filepath.Join("..", "testdata", "press", "articles.jsonl"), dedup.Options{Near: true})
	c, err := read(st, generation.LoadClusters)
	if err != nil {
		t.Fatal(err)
	}
	err = st.View(func(v *store.View) error {
		ck, err := dedup.NewChecker(v, c, 0)
		if err == nil {
			_, err = ck.Trace(&article.Article{ID: "x"}, &dedup.CheckResult{})
		}
		return err
	})
	if !errors.Is(err, dedup.ErrUntraced) {
		t.Errorf("after a near run: %v", err)
	}
}
