package page_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/page"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// pressArticle is the page of an article of testdata/press.
func pressArticle(t testing.TB, st *store.Store, id string) []byte {
	t.Helper()
	var b bytes.Buffer
	r := &page.Article{Out: &b}
	if err := errors.Join(view.Report(t.Context(), st, view.Query{Article: id}, "", r), r.End()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// renderedArticle is the page of an article; c may be nil.
func renderedArticle(t testing.TB, s report.Summary, c *report.ClusterView, v *report.ArticleView) []byte {
	t.Helper()
	var b bytes.Buffer
	r := &page.Article{Out: &b}
	err := r.Summary(s)
	if c != nil {
		err = errors.Join(err, r.Cluster(c))
	}
	if err := errors.Join(err, r.Article(v), r.End()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestArticlePages holds the pages of the press: a short copy with twins, one merged
// from two stories, one whose source was never crawled, Arabic, Chinese, an agency's own.
func TestArticlePages(t *testing.T) {
	st := press(t)
	for _, id := range []string{"p008", "p109", "p073", "p096", "p100", "p001"} {
		t.Run(id, func(t *testing.T) { golden(t, "article-"+id+".golden", pressArticle(t, st, id)) })
	}
}

// text returns the printed text of a page, white space collapsed.
func textOf(t *testing.T, data []byte) string {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "style" && n.Parent.Data != "script" {
			b.WriteString(n.Data)
		} else if n.Type == html.ElementNode {
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// boats is a member of a cluster of three, cut and moved, and the cluster.
func boats() (*report.ClusterView, *report.ArticleView) {
	origin := article.Article{
		ID: "wire", Source: "tidewire.example", Title: "Old ferry goes", Published: at("2024-05-01T06:10:00Z"),
		Text: "The ferry Gudrun, in service for forty-one years, goes next spring and is replaced by two smaller boats.\n\n" +
			"The museum of Fennick wants her bell for its new hall, the director said on the quay on Monday.\n\n" +
			"The farmers' union called the plan a mistake and announced a petition against the detour.",
	}
	parent := article.Article{
		ID: "coast", Source: "coast.example", Title: "Ferry goes", Published: at("2024-05-01T07:02:00Z"),
		Text: "The ferry Gudrun, in service for forty-one years, goes next spring and is replaced by two smaller boats.\n\n" +
			"The farmers' union called the plan a mistake and announced a petition against the detour.",
	}
	child := article.Article{
		ID: "moor", Source: "moor.example", Title: "Farewell to the ferry", Byline: "By Ole Tamm", URL: "https://moor.example/1", Lang: "en",
		Published: at("2024-05-01T09:30"), Fetched: at("2024-05-01T12:00:00Z"),
		Text: "The farmers' union called the plan a mistake and announced a petition against the detour.\n\n" +
			"The ferry Gudrun, in service for forty-two years, goes next spring and is replaced by two smaller boats. (Tidewire)\n\nWe shall miss her.\nShare this",
	}
	member := report.MemberView{
		Article: child, Agency: "TIDEWIRE", AgencyP: .97,
		Source: &report.Copy{Child: "moor", Parent: "coast", P: .82, RunnerUp: &report.RunnerUp{Parent: "wire", P: .12}, Evidence: []report.Evidence{
			{Kind: "time", Text: "published 2.5 h after it", Weight: 1.25}, {Kind: "title", Text: "has a similar title (67 %)", Weight: -.4},
		}},
		Traced: &report.SourceView{
			RootP: .06, Class: report.ClassWhole, Copied: .91, Twins: []string{"twin"}, TwinCount: 1,
			Credits: []report.CreditView{{Agency: "TIDEWIRE", Role: "credit", Place: "tail", Field: "text", Start: 197, End: 205, Text: "Tidewire", Weight: .95}},
			Clock: report.ClockView{
				Known: true, Clock: "published", Precision: "minute", Earliest: 1714555800, Latest: 1714555859, Bounded: true, Best: 1714555800, Precise: true,
				Offset: 7200, Flags: []string{"backdated"},
			},
			FromParent: &report.Delta{Of: "coast", Kept: report.Extent{Words: 32}, Added: report.Extent{Words: 5}, Moved: report.Extent{Words: 14}, Headline: "changed", Credit: "added"},
			FromOrigin: &report.Delta{Of: "wire", Kept: report.Extent{Words: 32}, Added: report.Extent{Words: 5}, Cut: report.Extent{Words: 18}, Headline: "changed", Credit: "kept"},
		},
	}
	traced := &report.SourceView{Class: report.ClassWhole, Copied: 1}
	cluster := &report.ClusterView{Traced: true, Cluster: report.Cluster{ID: "c-1", Size: 3, Outlets: 3, Keep: "wire"}, Members: []report.MemberView{
		{Article: origin, Source: &report.Copy{Child: "wire", Parent: "unseen", P: .9}, Traced: traced},
		{Article: parent, Source: &report.Copy{Child: "coast", Parent: "wire", P: .9}, Traced: traced},
		member,
	}}
	cluster.Cluster.SetSources(report.Origin{Article: new("wire"), P: .93, Agency: new("TIDEWIRE"), AgencyP: .99}, []report.IndependentReport{{Roots: []string{"wire"}, Articles: 3}})
	v := &report.ArticleView{MemberView: member, Cluster: "c-1", IsTraced: true, Passages: []report.PassageView{
		{Start: 0, End: 88, Words: 14, Owner: "cluster", Cluster: "c-1", From: &report.Place{ID: "coast", Start: 106, End: 194}, Outlet: "coast.example", P: .82},
		{Start: 91, End: 194, Words: 18, Owner: "cluster", Cluster: "c-1", From: &report.Place{ID: "coast", Start: 0, End: 103}, Outlet: "coast.example", P: .82},
		{Start: 208, End: 226, Words: 4, Owner: "outlet"},
		{Start: 227, End: 237, Owner: "furniture", Furniture: "share"},
	}, Undecided: []report.Doubt{{Kind: "twins", Text: "others with the very text of the parent, which text can't tell apart: 1"}}}
	v.Parent = &report.TextView{Article: parent, Shared: []report.Where{{Start: 0, End: 88, In: 106, InEnd: 194, Words: 14}, {Start: 91, End: 194, In: 0, InEnd: 103, Words: 18}}}
	v.Origin = &report.TextView{Article: origin, Shared: []report.Where{{Start: 0, End: 88, In: 203, InEnd: 291, Words: 14}, {Start: 91, End: 194, In: 0, InEnd: 103, Words: 18}}}
	return cluster, v
}

func at(s string) article.Time { return article.ParseTime(s, "field") }

func summary() report.Summary {
	return report.Summary{Generation: 7, Articles: 3, Clusters: 1, Shown: 1, Traced: true, Store: "my store"}
}

// TestArticleSays looks for what a reader must find on a page.
func TestArticleSays(t *testing.T) {
	c, v := boats()
	got := textOf(t, renderedArticle(t, summary(), c, v))
	for _, want := range []string{
		"A copy", "91% of its words are also in other articles.", "one of 2 articles with the same words", "very likely, 94% in all",
		"almost certain, 97%", "15 words were here", "moved up", "Moved here, 15 words", "It was published 2.5 h after the source.", "+1.2 odds × 3.5",
		"Its headline is like that of the source (67% alike).", "speaks against it", "The first is favoured 6.8 to 1.", "against the source",
		"Another article has the same words as the source, so the wording cannot tell which was used.", "+2 h", "not named", "it may be backdated",
		"Tidewire Names TIDEWIRE as the source of the text, at the end of the text. Characters 197–205 of the text; weight 95%.",
		"Its own text: no other article here has it.", "Furniture: share or follow bar.", "Similarity is not plagiarism.", "“Oldest we have” is not “origin”.",
		"Oldest copy we hold, not necessarily the source", "wiretrace report --store 'my store' --article moor --json", "14 words, characters 0–88.", "Stands at 106–194 of coast, coast.example",
		"forty- one two", "not counted", "wants her bell for its new hall, the director said on the quay on Monday.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
}

// TestArticleKinds sees that every kind of article has a page that says what it is.
func TestArticleKinds(t *testing.T) {
	text := "The council of Tal met on Monday.\nLeave a Reply"
	plain := func() *report.ArticleView {
		return &report.ArticleView{MemberView: report.MemberView{Article: article.Article{ID: "a", Source: "a.example", Text: text}}}
	}
	near := summary()
	near.Traced, near.Near = false, true
	for _, test := range []struct {
		name string
		sum  report.Summary
		c    bool
		edit func(*report.ArticleView)
		want []string
	}{
		{"not compared yet", report.Summary{}, false, func(*report.ArticleView) {}, []string{"Not compared yet", "The council of Tal"}},
		{"in no cluster", summary(), false, func(*report.ArticleView) {}, []string{"No copy found", "no article in the collection has enough of its text"}},
		{"in no cluster, near", near, false, func(*report.ArticleView) {}, []string{"No near-identical copy found", "--near"}},
		{"further clusters' text", summary(), false, func(v *report.ArticleView) {
			v.IsTraced, v.Traced = true, &report.SourceView{Report: -1, Copied: .4, Class: report.ClassPart, Also: []string{"c-9"}}
		}, []string{"In no story, with text of others", "40% of its words", "c-9", "None was found in its text"}},
		{"near", near, true, func(v *report.ArticleView) {
			v.Cluster, v.Similarity = "c-1", .83
			v.Article.Furniture = []article.Furniture{{Start: 34, End: 47, Kind: article.KindComments}}
		}, []string{"Alike, source not traced", "83% like the best copy", "Furniture: comment form"}},
		{"empty", summary(), false, func(v *report.ArticleView) { v.Article.Text = " \n" }, []string{"No text", "There is no text to show."}},
		{"furniture only", summary(), false, func(v *report.ArticleView) {
			v.IsTraced, v.Traced = true, &report.SourceView{Report: -1}
			v.Passages = []report.PassageView{{Start: 0, End: 47, Owner: "furniture", Furniture: "navigation"}}
		}, []string{"No text of its own", "navigation", "Nothing says when it appeared"}},
		{"an agency's own", summary(), true, func(v *report.ArticleView) {
			v.Cluster, v.IsTraced, v.Agency, v.AgencyP = "c-1", true, "TIDEWIRE", .99
			v.Source = &report.Copy{Child: "a", Parent: "unseen", P: .97}
			v.Traced = &report.SourceView{Class: report.ClassWhole, Copied: 1, Feed: true, Root: true}
			v.Passages = []report.PassageView{{Start: 0, End: 32, Words: 7, Owner: "cluster", Cluster: "c-1"}}
		}, []string{"An agency’s own text", "almost certain", "whose own outlet this is", "its outlet is the agency"}},
		{"unseen", summary(), true, func(v *report.ArticleView) {
			v.Cluster, v.IsTraced = "c-1", true
			v.Source = &report.Copy{Child: "a", Parent: "unseen", P: .7}
			v.Traced = &report.SourceView{Class: report.ClassWhole, Copied: 1, Root: true}
			v.Passages = []report.PassageView{{Start: 0, End: 32, Words: 7, Owner: "cluster", Cluster: "c-1"}}
		}, []string{"Also elsewhere, but taken from no article here", "likely, 70%", "others here have it too", "Nothing in particular spoke"}},
		{"own report", summary(), true, func(v *report.ArticleView) {
			v.Cluster, v.IsTraced = "c-1", true
			v.Source = &report.Copy{Child: "a", Parent: "unseen", P: .99}
			v.Traced = &report.SourceView{Class: report.ClassNone, Copied: .1, Root: true}
		}, []string{"Mostly its own text", "10% of its words"}},
		{"a parent that is gone", summary(), false, func(v *report.ArticleView) {
			v.Cluster, v.IsTraced = "c-1", true
			v.Source = &report.Copy{Child: "a", Parent: "gone-1", P: .5, RunnerUp: &report.RunnerUp{Parent: "unseen", P: .4}}
			v.Traced = &report.SourceView{Class: report.ClassPart, Copied: .5}
		}, []string{"In part a copy", "gone-1", "about as likely as not"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := plain()
			test.edit(v)
			var c *report.ClusterView
			if test.c {
				c, _ = boats()
			}
			got := textOf(t, renderedArticle(t, test.sum, c, v))
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("the page lacks %q:\n%s", want, got)
				}
			}
		})
	}
}

// spoiltArticle is an article of which everything that others write is one of the
// strings.
func spoiltArticle(i int) (*report.ClusterView, *report.ArticleView) {
	list, links := hostileStrings(), hostileAddresses()
	bad := func(k int) string { return list[(i+k)%len(list)] }
	c, v := boats()
	spoil := func(a *article.Article, k int) {
		a.Source, a.Title, a.Byline, a.Credit, a.Lang, a.URL = bad(k), bad(k+1), bad(k+2), bad(k+3), bad(k+4), links[(i+k)%len(links)]
		a.ID = fmt.Sprint(a.ID, bad(k+5))
		a.Published.Raw, a.Published.From = bad(k+6), bad(k+7)
		a.Text = bad(k+8) + "\n" + a.Text + "\n" + strings.Join(list, "\n")
	}
	for k := range c.Members {
		spoil(&c.Members[k].Article, k)
	}
	spoil(&v.Article, 2)
	spoil(&v.Parent.Article, 1)
	spoil(&v.Origin.Article, 0)
	c.Cluster.ID, v.Cluster = bad(3), bad(3)
	v.Agency, v.Source.Parent, v.Source.RunnerUp.Parent = bad(4), v.Parent.Article.ID, bad(5)
	v.Traced.Twins, v.Traced.Also = []string{bad(6)}, []string{bad(7)}
	for k := range v.Source.Evidence {
		v.Source.Evidence[k].Text, v.Source.Evidence[k].Kind = bad(8+k), bad(9+k)
	}
	for k := range v.Passages {
		v.Passages[k].Cluster, v.Passages[k].Outlet = bad(3), bad(k)
		v.Passages[k].Furniture = bad(k)
	}
	cr := &v.Traced.Credits[0]
	cr.Agency, cr.Role, cr.Place, cr.Text = bad(10), bad(11), bad(12), bad(13)
	v.Traced.Clock.Flags = []string{bad(14)}
	v.Undecided = []report.Doubt{{Kind: bad(15), Text: bad(16)}}
	return c, v
}

// TestArticleEscapes parses pages of hostile articles: no element, attribute or address of
// theirs gets in.
func TestArticleEscapes(t *testing.T) {
	for i := range hostileStrings() {
		c, v := spoiltArticle(i)
		doc, err := html.Parse(bytes.NewReader(renderedArticle(t, summary(), c, v)))
		if err != nil {
			t.Fatal(err)
		}
		scripts, styles := 0, 0
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			switch n.Data {
			case "script":
				scripts++
			case "style":
				styles++
			case "iframe", "form", "base", "object", "embed", "img":
				t.Errorf("%d: an element %s", i, n.Data)
			}
			for _, a := range n.Attr {
				switch {
				case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "src", a.Key == "srcdoc", a.Key == "action":
					t.Errorf("%d: %s has %s=%q", i, n.Data, a.Key, a.Val)
				case a.Key == "href" && !strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "https://"):
					t.Errorf("%d: a link to %q", i, a.Val)
				}
			}
		}
		if scripts != 1 || styles != 1 {
			t.Errorf("%d: %d scripts, %d styles", i, scripts, styles)
		}
	}
}

// TestArticleTextWhole prints texts with passages and credits anywhere: no letter is lost,
// none comes twice, and each passage has a number.
func TestArticleTextWhole(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "ferry ", "\n", "\n\n", "<b>", "港", "قال ", "&amp;", "."}), 1, 40).Draw(rt, "text"), "")
		n := utf8.RuneCountInString(text)
		v := &report.ArticleView{IsTraced: true, MemberView: report.MemberView{Article: article.Article{ID: "a", Text: text}, Traced: &report.SourceView{}}}
		at := 0
		for at < n && len(v.Passages) < 8 {
			from := rapid.IntRange(at, n-1).Draw(rt, "from")
			at = rapid.IntRange(from+1, n).Draw(rt, "to")
			v.Passages = append(v.Passages, report.PassageView{Start: from, End: at, Words: 1, Owner: "outlet"})
		}
		for range rapid.IntRange(0, 3).Draw(rt, "credits") {
			v.Traced.Credits = append(v.Traced.Credits, report.CreditView{Field: "text", Start: rapid.IntRange(-1, n).Draw(rt, "start"), End: rapid.IntRange(-1, n+1).Draw(rt, "end")})
		}
		doc, err := html.Parse(bytes.NewReader(renderedArticle(t, summary(), nil, v)))
		if err != nil {
			rt.Fatal(err)
		}
		var got strings.Builder
		for n := range doc.Descendants() {
			if n.Type == html.TextNode && within(n, "body") && !within(n, "sup") {
				got.WriteString(n.Data)
			}
		}
		if want := strings.Join(strings.Fields(text), ""); strings.Join(strings.Fields(got.String()), "") != want {
			rt.Errorf("%q became %q", text, got.String())
		}
	})
}

// within reports whether a node is in an element of this name or class.
func within(n *html.Node, name string) bool {
	for p := range n.Ancestors() {
		if p.Data == name && name != "body" {
			return true
		}
		for _, a := range p.Attr {
			if a.Key == "class" && a.Val == name {
				return true
			}
		}
	}
	return false
}

// TestArticleCopies sees that the form has each other copy once, the chosen one however many there are,
// and that it is there where no source is known.
func TestArticleCopies(t *testing.T) {
	c := &report.ClusterView{Cluster: report.Cluster{ID: "c-1"}}
	for i := range 600 {
		c.Members = append(c.Members, report.MemberView{Article: article.Article{ID: fmt.Sprintf("a%03d", i/2), Source: "coast.example", Text: "The ferry goes."}})
	}
	for i := range 400 {
		c.Members = append(c.Members, report.MemberView{Article: article.Article{ID: fmt.Sprintf("b%03d", i), Source: "moor.example", Text: "The ferry goes."}})
	}
	links := func(kind, id string) string { return "/" + kind + "/" + id }
	for _, chosen := range []string{"", "b399"} {
		v := &report.ArticleView{MemberView: c.Members[0], Cluster: "c-1"}
		want := 500
		if chosen != "" {
			v.Chosen, want = &report.TextView{Article: article.Article{ID: chosen, Text: "The ferry went."}}, 501
		}
		var b bytes.Buffer
		r := &page.Article{Out: &b, Links: links, Choose: true}
		if err := errors.Join(r.Summary(report.Summary{}), r.Cluster(c), r.Article(v), r.End()); err != nil {
			t.Fatal(err)
		}
		out := b.String()
		if n := strings.Count(out, "<option "); n != want {
			t.Errorf("with %q: %d copies are offered, want %d", chosen, n, want)
		}
		if n := strings.Count(out, `<option value="a001"`); n != 1 {
			t.Errorf("with %q: a copy with two revisions is offered %d times", chosen, n)
		}
		if has := strings.Contains(out, `<option value="b399" selected>`); has != (chosen != "") {
			t.Errorf("with %q: the chosen one is selected: %t", chosen, has)
		}
	}
}
