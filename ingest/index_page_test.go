package ingest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
)

func TestIndexPage(t *testing.T) {
	card := func(i int, link string) string {
		return fmt.Sprintf(`<div class="card"><h2><a href="%s/%d">The council of Norhaven votes again</a></h2><p>%s</p></div>`, link, i,
			strings.Repeat("The council voted on Monday to build a tram line to the harbour. ", 3))
	}
	list := func(n int, link string) (s string) {
		for i := range n {
			s += card(i, link)
		}
		return s
	}
	const head = `<title>North news</title><link rel=canonical href="https://north.example/news">`
	tests := []struct {
		name, page string
		want       bool
	}{
		{"front", head + `<meta property="og:type" content="website"><main><h1>North</h1>` + list(4, "/n") + `</main>`, true},
		{"front without a type", head + `<main><h1>North</h1>` + list(6, "/n") + `</main>`, true},
		{"few cards", head + `<main><h1>North</h1>` + list(4, "/n") + `</main>`, false},
		{"article with a list below", head + `<article><h1>Council hears of tram</h1>` + prose("tram", 12) + `</article><div>` + list(5, "/n") + `</div>`, false},
		{"headings of the article", head + `<article>` + strings.Repeat(`<h2>A crosshead of the article</h2>`+prose("tram", 1), 6) + `</article>`, false},
		{"links to shops", head + `<article>` + list(6, "https://shop.example") + `</article>`, false},
		{"type article", head + `<meta property="og:type" content="article">` + list(6, "/n"), false},
		{"JSON-LD article", head + `<script type="application/ld+json">{"@type":"NewsArticle","headline":"x"}</script>` + list(6, "/n"), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := parsePage([]byte(tt.page), "")
			if err != nil {
				t.Fatal(err)
			}
			var extra struct {
				Index bool `json:"index_page"`
			}
			if a.Extra != nil {
				if err := json.Unmarshal(a.Extra, &extra); err != nil {
					t.Fatal(err)
				}
			}
			if extra.Index != tt.want || tt.want && !a.LowConfidence {
				t.Errorf("index %v, low confidence %v, want index %v", extra.Index, a.LowConfidence, tt.want)
			}
		})
	}
}

func TestPageLinks(t *testing.T) {
	page := `<base href="https://north.example/"><link rel=canonical href="https://agency.example/story/1"><link rel=amphtml href="/amp/a">` +
		`<meta property="og:url" content="https://north.example/a"><meta name="syndication-source" content="https://agency.example/story/1">` +
		`<meta name="original-source" content="https://first.example/x"><meta name="original-source" content="not an address">` +
		`<script type="application/ld+json">{"@type":"NewsArticle","url":"https://north.example/a","isBasedOn":{"@id":"https://agency.example/story/1"},` +
		`"sameAs":["https://north.example/a","https://mirror.example/a"],"sourceOrganization":{"name":"Norwave","url":"https://norwave.example/"}}</script>` +
		`<article>` + prose("tram", 4) + `</article>`
	a, err := parsePage([]byte(page), "https://north.example/a?x=1")
	if err != nil {
		t.Fatal(err)
	}
	want := []article.Link{
		{Rel: "amp", URL: "https://north.example/amp/a"},
		{Rel: "canonical", URL: "https://agency.example/story/1"},
		{Rel: "canonical", URL: "https://north.example/a"},
		{Rel: "syndication-source", URL: "https://agency.example/story/1"},
		{Rel: "original-source", URL: "https://first.example/x"},
		{Rel: "isBasedOn", URL: "https://agency.example/story/1"},
		{Rel: "sameAs", URL: "https://north.example/a"},
		{Rel: "sameAs", URL: "https://mirror.example/a"},
		{Rel: "sourceOrganization", URL: "https://norwave.example/"},
	}
	if diff := cmp.Diff(want, a.Links); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
}
