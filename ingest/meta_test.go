package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// metaOf reads the metadata of a page given as markup.
func metaOf(t *testing.T, page string) *pageMeta {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return readMeta(doc)
}

func TestAddress(t *testing.T) {
	canon := func(href string) string { return `<link rel=canonical href="` + href + `">` }
	tests := []struct {
		name, page, given, own, foreign, outlet string
	}{
		{"canonical", canon("https://www.outlet.example/a"), "https://outlet.example/a?x=1", "https://www.outlet.example/a", "", "outlet.example"},
		{"relative", canon("/a"), "https://outlet.example/b/c", "https://outlet.example/a", "", "outlet.example"},
		{"first not empty", canon("") + canon(" /a "), "https://outlet.example/", "https://outlet.example/a", "", "outlet.example"},
		{"other domain", canon("https://other.example/a"), "https://outlet.example/b", "https://outlet.example/b", "https://other.example/a", "outlet.example"},
		{"sub-domain is the same outlet", canon("https://ww2.outlet.example/a"), "https://amp.outlet.example/b", "https://ww2.outlet.example/a", "", "outlet.example"},
		{"two-part suffix", canon("https://news.outlet.co.uk/a"), "", "https://news.outlet.co.uk/a", "", "outlet.co.uk"},
		{"og:url without address", `<meta property="og:url" content="https://outlet.example/og">`, "", "https://outlet.example/og", "", "outlet.example"},
		{"no web address", canon("javascript:void(0)"), "file:///x.html", "file:///x.html", "", "Outlet Daily"},
		{"nothing", "", "", "", "", "Outlet Daily"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := metaOf(t, `<meta property="og:site_name" content="Outlet Daily">`+tt.page)
			own, foreign := m.address(tt.given)
			if own != tt.own || foreign != tt.foreign || m.outlet(own) != tt.outlet {
				t.Errorf("got %q, %q, %q; want %q, %q, %q", own, foreign, m.outlet(own), tt.own, tt.foreign, tt.outlet)
			}
		})
	}
}

func TestHeadline(t *testing.T) {
	tests := []struct{ page, want string }{
		{`<title>Bridge opens | Outlet Daily</title><meta property="og:site_name" content="Outlet Daily">`, "Bridge opens"},
		{`<title>Bridge opens - Sport - Outlet</title><h1>Bridge opens - Sport</h1>`, "Bridge opens - Sport"},
		{`<title>Bridge opens - at last</title>`, "Bridge opens - at last"},
		{`<title>Bridge | 3 June</title><h1>Bridge</h1><h1>Other</h1>`, "Bridge"},
		{`<meta property="og:title" content="A &amp; B"><title>x</title>`, "A & B"},
		{`<svg><title>icon</title></svg><h1>Bridge <b>opens</b></h1>`, "Bridge opens"},
		{`<meta property="og:title" content="You won't believe this bridge"><title>Bridge opens after years of works</title><h1>Bridge opens after years</h1>`, "Bridge opens after years"},
		{`<meta property="og:title" content="Bridge opens after years"><title>Bridge opens after years</title><h1>Outlet</h1>`, "Bridge opens after years"},
		{`<title>Outlet Daily » Bridge opens after years</title><h1>Outlet Daily</h1><h2>Bridge opens after years</h2>`, "Bridge opens after years"},
		{`<meta property="og:site_name" content="Outlet"><title>Outlet | Bridge opens</title>`, "Bridge opens"},
		{`<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge opens in June"}</script><meta property="og:title" content="Bridge of Lissem opens in June after years"><title>Bridge opens in June</title><h1>Bridge of Lissem opens in June after years</h1>`, "Bridge of Lissem opens in June after years"},
		{`<script type="application/ld+json">{"@type":"NewsArticle","headline":"Bridge opens in June"}</script><meta property="og:title" content="The ferry to the island is history"><title>Bridge opens in June</title><h1>The ferry to the island is history</h1>`, "Bridge opens in June"},
		{`<title>Harbor dues rise in autumn</title><h1>Original text</h1>`, "Harbor dues rise in autumn"},
		{`<meta property="og:title" content="Bridge: what now?"><title>Bridge: what now? - Life after years of works</title><h1>Bridge: what now?</h1><h1>Life after years of works abroad</h1>`, "Bridge: what now?"},
		{`<title>Bridge opens after years / Politics / Region / News - Outlet with pictures and videos</title><h1>Bridge opens after years</h1>`, "Bridge opens after years"},
		{`<meta property="og:url" content="https://bridge.example/a"><meta property="og:title" content="Bridgeworks: fast and cheap - News | bridge.example"><h1>Bridgeworks: fast and cheap - News</h1>`, "Bridgeworks: fast and cheap - News"},
		{`<title>Bridge opens after years | Outlet</title><h1>Outlet</h1>`, "Bridge opens after years | Outlet"},
		{``, ""},
	}
	for _, tt := range tests {
		if got := metaOf(t, tt.page).headline(); got != tt.want {
			t.Errorf("%s: headline %q, want %q", tt.page, got, tt.want)
		}
	}
}

func TestReadLD(t *testing.T) {
	tests := []struct {
		name, block string
		want        ldArticle
	}{
		{"plain", `{"@type":"NewsArticle","headline":"H","author":{"name":"A"}}`, ldArticle{headline: "H", author: "A", score: 3}},
		{"wrapped in a comment", "<!--\n{\"@type\":\"NewsArticle\",\"headline\":\"H\"}\n-->", ldArticle{headline: "H", score: 2}},
		{"CDATA", "//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"H\"};\n//]]>", ldArticle{headline: "H", score: 2}},
		{"control characters", "{\"@type\":\"Article\",\"headline\":\"H\nI\tJ\"}", ldArticle{headline: "H\nI J", score: 2}},
		{"graph, array, list of types", `[{"@graph":[{"@type":"WebPage"},{"@type":["X","schema:BlogPosting"],"headline":"H"}]}]`, ldArticle{headline: "H", score: 2}},
		{"type as address", `{"@type":"http://schema.org/NewsArticle","headline":"H"}`, ldArticle{headline: "H", score: 2}},
		{"credit", `{"@type":"NewsArticle","publisher":{"name":"P"},"creditText":"Norwave","inLanguage":{"name":"de"}}`, ldArticle{publisher: "P", credit: "Norwave", lang: "de", score: 2}},
		{"broken", `{"@type":"NewsArticle",`, ldArticle{}},
		{"wrong types", `{"@type":"NewsArticle","headline":{"a":1},"author":5,"datePublished":[1,2]}`, ldArticle{score: 1}},
		{"no article", `{"@type":"Person","name":"x"}`, ldArticle{}},
		{"deep", strings.Repeat(`{"@graph":`, 1000) + "1" + strings.Repeat("}", 1000), ldArticle{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := readLD([]string{"not json", tt.block}, func(string, string) bool { return false })
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(ldArticle{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCredit(t *testing.T) {
	tests := []struct{ page, want string }{
		{`<meta name=source content="来源：北方社">`, "来源：北方社"},
		{`<meta name=source content="Outlet Daily"><meta property="og:site_name" content="Outlet Daily">`, ""},
		{`<meta name=source content="OutletNews"><meta property="og:url" content="https://www.outletnews.example/x">`, ""},
		{`<meta name="syndication-source" content="https://other.example/x">`, ""},
	}
	for _, tt := range tests {
		if got := metaOf(t, tt.page).credit(); got != tt.want {
			t.Errorf("%s: credit %q, want %q", tt.page, got, tt.want)
		}
	}
}

func TestPickLang(t *testing.T) {
	const (
		english = "The minister has told the island council that it must keep the winter ferries running until spring."
		arabic  = "قال الوزير إن العبارات ستستمر في العمل خلال الشتاء المقبل دون توقف رغم الخسائر"
		kana    = "市長は金曜日、川に架かる新しい橋の開通式に出席した。"
	)
	tests := []struct {
		text     string
		declared []string
		want     string
	}{
		{english, []string{"en_gb"}, "en-GB"},
		{english, []string{"", "EN"}, "en"},
		{english, []string{"zh-Hant-TW", "en"}, "en"},
		{strings.Repeat(english+" ", 3), []string{"x", "und"}, "en"},
		{arabic, []string{"en"}, "ar"},
		{arabic, []string{"ur"}, "ur"},
		{kana, nil, "ja"},
		{"", nil, ""},
		{"12345", []string{"de"}, "de"},
	}
	for _, tt := range tests {
		if got := pickLang(tt.text, tt.declared...); got != tt.want {
			t.Errorf("pickLang(%.20q, %q) = %q, want %q", tt.text, tt.declared, got, tt.want)
		}
	}
}
