// Package exporttest is what the tests of the export formats have in common: a
// report of the fictional press as the program makes it, a cluster that tries to break out of
// every format, and golden files.
package exporttest

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/internal/peer"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/credit"
	"github.com/wiretrace/wiretrace/view"
)

// newsroom is what testdata/press/newsroom.toml says.
func newsroom() generation.Newsroom {
	return generation.Newsroom{
		Agencies: []credit.Agency{
			{Name: "MERIDIAN", Title: "Meridian News Agency", Aliases: []string{"Meridian", "MNA"}, Domains: []string{"meridian-wire.example"}},
			{Name: "KONTOR", Aliases: []string{"Kontor", "Kontor Nachrichten", "Контор"}, Domains: []string{"kontor.example"}},
			{Name: "LEVANTE", Title: "Agence Levante", Aliases: []string{"Levante", "ليفانتي"}, Domains: []string{"levante.example"}},
		},
		Feeds: map[string]string{"kontor.example": "KONTOR", "levante.example": "LEVANTE"},
	}
}

// Press returns a store of testdata/press with its conclusions. It is closed when the test
// ends.
func Press(tb testing.TB, o dedup.Options) *store.Store {
	tb.Helper()
	st, err := store.Open(tb.TempDir(), store.Options{Create: true, Meaning: dedup.Meaning})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := st.Close(); err != nil {
			tb.Error(err)
		}
	})
	o.Newsroom = newsroom()
	src := ingest.Open([]string{filepath.Join(peer.Top(tb), "testdata", "press")}, nil, ingest.Options{})
	_, err = dedup.Ingest(tb.Context(), st, src, o)
	if err = errors.Join(err, src.Close()); err != nil {
		tb.Fatal(err)
	}
	if _, err := dedup.Link(tb.Context(), st, o); err != nil {
		tb.Fatal(err)
	}
	return st
}

// Render lets a renderer render what q chooses of a store.
func Render(tb testing.TB, st *store.Store, q view.Query, r report.Renderer) {
	tb.Helper()
	if err := errors.Join(view.Report(tb.Context(), st, q, "", r), r.End()); err != nil {
		tb.Fatal(err)
	}
}

// Golden compares got with a file of testdata, or rewrites the file.
func Golden(tb testing.TB, update bool, name, got string) {
	tb.Helper()
	path := filepath.Join("testdata", name)
	if update {
		if err := errors.Join(os.MkdirAll("testdata", 0o777), os.WriteFile(path, []byte(got), 0o666)); err != nil {
			tb.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		tb.Fatalf("%v (go test -update writes it)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		tb.Errorf("%s (-want +got, go test -update rewrites it):\n%s", path, diff)
	}
}

// Hostile is a text that tries to break out of JSON, XML, DOT, CSV, URIs and terminals.
const Hostile = "=cmd|' /C calc'!A0\"\\\\N<x y='&'/>]]><!--\r\n\x00\x1b[2J\u202e\u2028\ufffe\xff %2e%00/../{}; \U0001F642"

// HostileReport hands a renderer a cluster of articles that are called [Hostile] in every
// field, with an unseen source and with a parent, and one that is in no cluster.
func HostileReport(tb testing.TB, r report.Renderer) {
	tb.Helper()
	v := hostileCluster()
	err := errors.Join(r.Summary(report.Summary{Generation: 1, Articles: 4, Clusters: 1, Shown: 1, Since: Hostile, Store: Hostile, Traced: true}), r.Cluster(v))
	if x, ok := r.(report.Exporter); ok {
		for i := range v.Members {
			a := &report.ArticleView{MemberView: v.Members[i], Cluster: v.Cluster.ID, IsTraced: true}
			a.Article.Text = Hostile
			a.Passages = []report.PassageView{{End: 9, Words: 2, Owner: "cluster", Cluster: v.Cluster.ID, From: &report.Place{ID: Hostile, Start: 1, End: 10}}}
			err = errors.Join(err, r.Article(a))
		}
		err = errors.Join(err, x.Single(&report.MemberView{Article: hostileArticle("lone" + Hostile)}))
		err = errors.Join(err, x.Pair(&report.PairView{
			Pair: report.Pair{A: Hostile, B: "-b" + Hostile, P: .5, Kind: "same"}, A: v.Members[0].Article, B: v.Members[1].Article,
			Passages: []report.Where{{Start: 0, End: 3, In: 1, InEnd: 4, Words: 1}},
		}))
	}
	if err := errors.Join(err, r.End()); err != nil {
		tb.Fatal(err)
	}
}

func hostileArticle(id string) article.Article {
	return article.Article{
		ID: id, Source: Hostile, Title: Hostile, Byline: Hostile, Credit: Hostile, URL: "javascript:alert('" + Hostile + "')", Lang: Hostile,
		Published: article.ParseTime("2024-05-01", "field"), Updated: article.ParseTime(Hostile, "field"), Text: Hostile + Hostile,
	}
}

func hostileCluster() *report.ClusterView {
	bad, agency := Hostile, Hostile
	v := &report.ClusterView{Cluster: report.Cluster{
		ID: bad, Size: 3, Outlets: 1, First: &bad, Last: &bad, Keep: bad, Members: []string{bad, "-b" + bad, "@c" + bad},
	}, Traced: true}
	v.Cluster.SetSources(report.Origin{Unseen: true, P: .75, Agency: &agency, AgencyP: .5}, []report.IndependentReport{{Roots: []string{bad}, Articles: 3, Why: bad}})
	for i, id := range v.Cluster.Members {
		m := report.MemberView{
			Article: hostileArticle(id), Similarity: .5, Agency: bad, AgencyP: .5,
			Source: &report.Copy{Child: id, Parent: bad, P: .75, RunnerUp: &report.RunnerUp{Parent: "@c" + bad, P: .25}, Evidence: []report.Evidence{{Kind: bad, Text: bad, Weight: -1}}},
			Traced: &report.SourceView{Class: bad, Copied: .5, Also: []string{bad}, Twins: []string{bad}, TwinCount: 1, Credits: []report.CreditView{{Agency: bad, Text: bad, Role: bad, Field: "text", End: 4}}, FromParent: &report.Delta{Of: bad}},
		}
		if i == 1 { // an address that is one, but no IRI
			m.Article.URL = "https://a.example/{x}?<y>^`z\"|'\\"
		}
		if i == 0 {
			m.Source.Parent, m.Traced.Root, m.Traced.RootP = "unseen", true, .75
		}
		v.Members = append(v.Members, m)
	}
	return v
}

// Cluster returns a cluster of n members for benchmarks: a wire and its copies.
func Cluster(n int) *report.ClusterView {
	origin, agency := "wire-0", "TIDEWIRE"
	v := &report.ClusterView{Cluster: report.Cluster{ID: "c0123456789abcdef", Size: n, Outlets: n, First: &origin, Last: &origin, Keep: origin}, Traced: true}
	v.Cluster.SetSources(report.Origin{Article: &origin, P: .9, Agency: &agency, AgencyP: .9}, []report.IndependentReport{{Roots: []string{origin}, Articles: n}})
	for i := range n {
		id := "wire-" + strconv.Itoa(i)
		v.Cluster.Members = append(v.Cluster.Members, id)
		at := int64(1714543800 + 600*i)
		v.Members = append(v.Members, report.MemberView{
			Article: article.Article{
				ID: id, Source: "paper" + strconv.Itoa(i) + ".example", Title: "Old ferry of Norhaven to be replaced by two smaller boats",
				URL: "https://paper.example/ferry/" + id, Lang: "en", Published: article.Time{Unix: at, Precision: article.PrecisionSecond, Zone: true},
			},
			Similarity: .9, Agency: agency, AgencyP: .9,
			Source: &report.Copy{Child: id, Parent: origin, P: .8, Evidence: []report.Evidence{{Kind: "text", Text: "all of its text is there", Weight: 2.5}, {Kind: "time", Text: "published 10 min after it", Weight: 1.25}}},
			Traced: &report.SourceView{
				Class: report.ClassWhole, Copied: .97, FromParent: &report.Delta{Of: origin, Kept: report.Extent{Words: 80}},
				Clock: report.ClockView{Known: true, Clock: "published", Precision: "second", Zone: true, Earliest: at, Latest: at, Best: at, Bounded: true, Precise: true},
			},
		})
	}
	v.Members[0].Source.Parent, v.Members[0].Traced.Root = "unseen", true
	return v
}
