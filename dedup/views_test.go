package dedup_test

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	traces "github.com/wiretrace/wiretrace/trace/record"
	"github.com/wiretrace/wiretrace/view"
)

// A collector keeps what a renderer is given.
type collector struct {
	summary  report.Summary
	clusters []*report.ClusterView
	articles []*report.ArticleView
}

func (c *collector) Summary(s report.Summary) error { c.summary = s; return nil }
func (c *collector) Cluster(v *report.ClusterView) error {
	c.clusters = append(c.clusters, v)
	return nil
}

func (c *collector) Article(v *report.ArticleView) error {
	c.articles = append(c.articles, v)
	return nil
}
func (c *collector) End() error { return nil }
func collect(t *testing.T, st *store.Store, q view.Query) *collector {
	t.Helper()
	c := &collector{}
	if err := view.Report(t.Context(), st, q, "", c); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestViews sees that views of clusters, articles and the period agree with each other and with
// the texts, whichever way they are read.
func TestViews(t *testing.T) {
	st, _ := linked(t, filepath.Join("..", "testdata", "press"), dedup.Options{Newsroom: pressroom()})
	all, stored := collect(t, st, view.Query{}), texts(t, st)
	if !all.summary.Traced || all.summary.Shown != len(all.clusters) || len(all.clusters) == 0 {
		t.Fatalf("summary %+v of %d clusters", all.summary, len(all.clusters))
	}
	seen := map[string]bool{}
	for _, v := range all.clusters {
		one := collect(t, st, view.Query{Cluster: v.Cluster.ID})
		if diff := cmp.Diff(v, one.clusters[0]); diff != "" {
			t.Fatalf("cluster %s, among all and alone:\n%s", v.Cluster.ID, diff)
		}
		checkCluster(t, v, stored)
		for i := range v.Members {
			m := &v.Members[i]
			seen[m.Article.ID] = true
			a := collect(t, st, view.Query{Article: m.Article.ID}).articles[0]
			checkArticle(t, v, m, a, stored)
		}
	}
	for id := range stored {
		if seen[id] {
			continue
		}
		c := collect(t, st, view.Query{Article: id})
		if len(c.clusters) != 0 || len(c.articles) != 1 || c.articles[0].Cluster != "" || !c.articles[0].IsTraced || c.articles[0].Article.Text != stored[id] {
			t.Errorf("%s, in no cluster: %+v", id, c)
		}
	}
	checkDay(t, all.summary.Day, len(stored))
}

func checkCluster(t *testing.T, v *report.ClusterView, stored map[string]string) {
	t.Helper()
	if !v.Traced || v.Gone != 0 || v.Cluster.Independent == nil || v.Survival == nil {
		t.Fatalf("cluster %s is not whole: %+v", v.Cluster.ID, v)
	}
	s := v.Survival
	if s.Text != stored[s.Base] || s.Members != len(v.Members)-1 || s.Origin != (v.Cluster.Origin.Article != nil) {
		t.Errorf("cluster %s: survival of %s among %d", v.Cluster.ID, s.Base, s.Members)
	}
	end, most := 0, 0
	for _, r := range s.Runs {
		if r.Start < end || r.End <= r.Start || r.Members < r.Outlets || r.Outlets > s.Outlets || r.Members > s.Members {
			t.Errorf("cluster %s: run %+v after %d", v.Cluster.ID, r, end)
		}
		end, most = r.End, max(most, r.Members)
	}
	if end > utf8.RuneCountInString(s.Text) || most == 0 {
		t.Errorf("cluster %s: runs end at %d, at most %d have one", v.Cluster.ID, end, most)
	}
}

func checkArticle(t *testing.T, v *report.ClusterView, m *report.MemberView, a *report.ArticleView, stored map[string]string) {
	t.Helper()
	id := m.Article.ID
	if a.Article.Text != stored[id] || a.Cluster != v.Cluster.ID {
		t.Errorf("%s: text of %d bytes, cluster %s", id, len(a.Article.Text), a.Cluster)
	}
	if diff := cmp.Diff(m.Traced, a.Traced); diff != "" {
		t.Errorf("%s, in its cluster and alone:\n%s", id, diff)
	}
	words := 0
	for _, p := range a.Passages {
		words += p.Words
		if p.From != nil && (p.Outlet == "" || p.From.End > utf8.RuneCountInString(stored[p.From.ID])) {
			t.Errorf("%s: passage %+v", id, p)
		}
		if p.P > 0 && (p.From == nil || p.From.ID != m.Source.Parent) {
			t.Errorf("%s: passage %+v has the probability of another parent than %s", id, p, m.Source.Parent)
		}
	}
	for _, d := range []*report.Delta{m.Traced.FromParent, m.Traced.FromOrigin} {
		if d != nil && (d.Kept.Words+d.Added.Words != words || d.Moved.Words > d.Kept.Words || d.Kept.Runes < d.Kept.Words) {
			t.Errorf("%s: %+v of %d words", id, d, words)
		}
	}
	if (m.Traced.FromParent == nil) != (m.Source.Parent == "unseen") || (a.Parent == nil) != (m.Source.Parent == "unseen") {
		t.Errorf("%s: parent %s and %+v", id, m.Source.Parent, a.Parent)
	}
	for _, c := range m.Traced.Credits {
		if c.Field == "text" && string([]rune(stored[id])[c.Start:c.End]) != c.Text {
			t.Errorf("%s: credit %+v", id, c)
		}
	}
}

func checkDay(t *testing.T, d *report.DayView, articles int) {
	t.Helper()
	n, words := 0, 0
	for _, o := range d.Outlets {
		n += o.Articles
		words += o.Words
		if sum := o.Own + o.Agency + o.Outlets + o.Unseen; o.Words > 0 && (sum < .999 || sum > 1.001) {
			t.Errorf("%+v: shares of %v", o, sum)
		}
	}
	if n != articles || d.Articles != n || words != d.Words || len(d.Links) == 0 || d.From == "" || d.To < d.From {
		t.Errorf("%d articles in %d, %d words in %d, %d links, %s to %s", n, d.Articles, words, d.Words, len(d.Links), d.From, d.To)
	}
}

// What was stored before there were traces is reported as not traced, and the next run traces
// it, and nothing else.
func TestOldGeneration(t *testing.T) {
	st, _ := linked(t, filepath.Join("..", "testdata", "press", "articles.jsonl"), dedup.Options{})
	want := results(t, st, dedup.Options{})
	g, err := read(st, (*store.View).Conclusions)
	if err == nil {
		g.Number++
		err = st.SwapGeneration(g) // a generation without blocks
	}
	if err != nil {
		t.Fatal(err)
	}
	c := collect(t, st, view.Query{})
	if c.summary.Traced || c.summary.Near || c.summary.Day != nil || c.clusters[0].Traced || c.clusters[0].Members[0].Source != nil {
		t.Errorf("an old generation: %+v", c.summary)
	}
	alone := collect(t, st, view.Query{Article: c.clusters[0].Members[0].Article.ID})
	if len(alone.articles) != 1 || alone.articles[0].IsTraced || alone.articles[0].Article.Text == "" {
		t.Errorf("an article of it: %+v", alone.articles)
	}
	if old := results(t, st, dedup.Options{}); old["copies"] != "" || !strings.Contains(old["clusters"], `"independent":null`) {
		t.Error("an old generation has sources")
	}
	out, err := dedup.Link(t.Context(), st, dedup.Options{})
	if err != nil || out.Generation != 3 || out.Counted != 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	if diff := cmp.Diff(want, results(t, st, dedup.Options{})); diff != "" {
		t.Errorf("traced by the next run (-want +got):\n%s", diff)
	}
	if out, err = dedup.Link(t.Context(), st, dedup.Options{}); err != nil || out.Generation != 3 {
		t.Errorf("run again: %+v, %v", out, err)
	}
}

// Traces that can't be read are no reason not to trace anew.
func TestDamagedTracesAreReplaced(t *testing.T) {
	press := filepath.Join("..", "testdata", "press", "articles.jsonl")
	st, _ := linked(t, press, dedup.Options{})
	g, err := read(st, (*store.View).Conclusions)
	if err != nil {
		t.Fatal(err)
	}
	g.Number++
	g.Blocks = [][]byte{[]byte("x")}
	if err := st.SwapGeneration(g); err != nil {
		t.Fatal(err)
	}
	o := dedup.Options{Window: dedup.DefaultWindow} // another one: all is concluded anew
	if _, err := dedup.Link(t.Context(), st, o); err != nil {
		t.Fatal(err)
	}
	scratch, _ := linked(t, press, o)
	if diff := cmp.Diff(withoutClusterIDs(results(t, scratch, o)), withoutClusterIDs(results(t, st, o))); diff != "" {
		t.Errorf("(-from scratch +after damage):\n%s", diff)
	}
}

// What the user says of agencies changes no cluster: sources alone are traced anew.
func TestNewsroomTracesAnew(t *testing.T) {
	press := filepath.Join("..", "testdata", "press", "articles.jsonl")
	st, _ := linked(t, press, dedup.Options{})
	o := dedup.Options{Newsroom: pressroom()}
	out, err := dedup.Link(t.Context(), st, o)
	if err != nil || out.Generation != 2 || out.Counted != 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	scratch, _ := linked(t, press, o)
	if diff := cmp.Diff(results(t, scratch, o), results(t, st, o)); diff != "" {
		t.Errorf("from scratch and traced anew (-want +got):\n%s", diff)
	}
}

// A report leaves out what was deleted since the run, and says so.
func TestGone(t *testing.T) {
	st, _ := linked(t, filepath.Join("..", "testdata", "press", "articles.jsonl"), dedup.Options{})
	before := collect(t, st, view.Query{Article: "p003"}).clusters[0]
	if _, _, err := st.Delete([]string{"p001"}); err != nil {
		t.Fatal(err)
	}
	after := collect(t, st, view.Query{Article: "p003"})
	v := after.clusters[0]
	if v.Gone != 1 || len(v.Members) != len(before.Members)-1 || v.Cluster.Keep == "p001" || v.Keep < 0 {
		t.Errorf("%d gone, %d members of %d, %s to keep", v.Gone, len(v.Members), len(before.Members), v.Cluster.Keep)
	}
	n := 0
	for _, r := range v.Cluster.Reports {
		n += r.Articles
	}
	for _, m := range v.Members {
		if m.Source.Parent == "p001" {
			t.Errorf("%s is from what was deleted", m.Article.ID)
		}
	}
	if n != len(v.Members) {
		t.Errorf("reports of %d articles, %d members", n, len(v.Members))
	}
	all := collect(t, st, view.Query{})
	if all.summary.Articles != len(texts(t, st)) {
		t.Errorf("%+v", all.summary)
	}
}

// Traces that can't be decoded, or name what is not there, are reported.
func TestVerify(t *testing.T) {
	st, _ := linked(t, filepath.Join("..", "testdata", "press", "articles.jsonl"), dedup.Options{})
	problems := func() (list []string) {
		if err := verifyAll(st, func(p string) { list = append(list, p) }); err != nil {
			t.Fatal(err)
		}
		return list
	}
	if got := problems(); len(got) != 0 {
		t.Errorf("a new generation: %q", got)
	}
	b := traces.NewBuilder(1000, "", nil)
	b.Single(&traces.Article{Doc: 900, Parent: traces.Unseen, Report: -1, Passages: []traces.Passage{{End: 1, Owner: traces.OwnerCluster, Placed: true, From: 901}}})
	beyond, err := b.Blocks()
	if err != nil {
		t.Fatal(err)
	}
	for name, blocks := range map[string][][]byte{"no frame": {[]byte("x")}, "beyond the end": beyond, "none": nil} {
		g, err := read(st, (*store.View).Conclusions)
		if err != nil {
			t.Fatal(err)
		}
		g.Number++
		g.Blocks = blocks
		if err := st.SwapGeneration(g); err != nil {
			t.Fatal(err)
		}
		if got := problems(); len(got) != map[string]int{"no frame": 1, "beyond the end": 2}[name] {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// briefly collects views and does without what takes texts to tell.
type briefly struct {
	report.Renderer
	clusters []*report.ClusterView
}

func (b *briefly) Summary(report.Summary) error { return nil }
func (b *briefly) Cluster(v *report.ClusterView) error {
	b.clusters = append(b.clusters, v)
	return nil
}
func (b *briefly) Article(*report.ArticleView) error { return nil }
func (b *briefly) Brief() bool                       { return true }

// TestReportBrief sees that a renderer that does without deltas is spared them, and nothing else.
func TestReportBrief(t *testing.T) {
	st, _ := linked(t, filepath.Join("..", "testdata", "press"), dedup.Options{Newsroom: pressroom()})
	b := &briefly{}
	if err := view.Report(t.Context(), st, view.Query{}, "", b); err != nil {
		t.Fatal(err)
	}
	if len(b.clusters) == 0 {
		t.Fatal("no cluster")
	}
	for _, c := range b.clusters {
		if c.Survival != nil || len(c.Cluster.Reports) == 0 {
			t.Errorf("cluster %s: survival %v, %d reports", c.Cluster.ID, c.Survival != nil, len(c.Cluster.Reports))
		}
		for i := range c.Members {
			if m := &c.Members[i]; m.Source == nil || m.Traced == nil || m.Traced.FromParent != nil || m.Traced.FromOrigin != nil {
				t.Errorf("article %s: source %v, deltas %+v", m.Article.ID, m.Source != nil, m.Traced)
			}
		}
	}
}
