package ingest

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// prose is a text of n different paragraphs.
func prose(topic string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("<p>The council heard about the " + topic + " for the " + string(rune('a'+i)) + "th time on Monday, and its members argued at length over the cost of it, said the mayor, who wants the works to begin before the summer.</p>\n")
	}
	return b.String()
}

func TestPageBodies(t *testing.T) {
	const title = `<title>Council hears of tram</title><meta property="og:title" content="Council hears of tram">`
	consent := `<div id="cmp" class="consent-layer"><p>` + strings.Repeat("Wir und unsere Partner verwenden Cookies und verarbeiten personenbezogene Daten mit Ihrer Einwilligung. ", 12) + `</p></div>`
	live := `<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Council hears of tram","liveBlogUpdate":[` +
		`{"headline":"First vote","articleBody":"` + strings.Repeat("The tram line won its first vote in the council today. ", 5) + `"},` +
		`{"headline":"Second vote","articleBody":"` + strings.Repeat("The tram line won its second vote late at night. ", 5) + `"}]}</script>`
	next := `<div class="next"><article data-url="/diary"><h1>Diary of lighthouse keeper found</h1>` + prose("diary", 4) + `</article></div>`
	tests := []struct {
		name, page string
		has, hasnt []string
	}{
		{"shadow root", title + `<x-page><template shadowrootmode=open><x-story><template shadowrootmode=open><article>` + prose("tram", 4) + `</article></template></x-story></template></x-page>`, []string{"ath time", "dth time"}, nil},
		{"plain template", title + `<article>` + prose("tram", 4) + `</article><template><p>` + strings.Repeat("Loading. ", 60) + `</p></template>`, []string{"ath time"}, []string{"Loading"}},
		{"noscript", title + `<div id=app></div><noscript><article>` + prose("tram", 4) + `</article></noscript>`, []string{"ath time", "dth time"}, nil},
		{"noscript request", title + `<noscript>Please switch JavaScript on.</noscript><article>` + prose("tram", 4) + `</article>`, []string{"ath time"}, []string{"JavaScript"}},
		{"screen readers", title + `<article><p>It is a <a href="/t">tram<span class="sr-only"> (opens in a new window)</span></a> line.</p><p><span style="position: absolute; clip: rect(0 0 0 0)">External link</span>Shops asked for a bus.</p>` + prose("tram", 4) + `</article>`, []string{"It is a tram line", "Shops asked"}, []string{"new window", "External"}},
		{"consent before aside", title + consent + `<div><aside class=col><h1>Council hears of tram</h1>` + prose("tram", 5) + `</aside></div>`, []string{"ath time", "eth time"}, []string{"Partner"}},
		{"live blog", title + live + `<main><h1>Council hears of tram</h1><p>` + strings.Repeat("The tram line won its first vote in the council. ", 6) + `</p></main>`, []string{"First vote", "Second vote", "late at night"}, nil},
		{"next article", title + `<article><h1>Council hears of tram</h1>` + prose("tram", 4) + `</article>` + next, []string{"ath time"}, []string{"diary"}},
		{"headings of parts", title + `<article><h1>Council hears of tram</h1>` + prose("tram", 3) + `<section><h1>What the shops want to see</h1>` + prose("bus", 3) + `</section></article>`, []string{"tram", "bus for the cth"}, nil},
		{"summary in front", title + `<meta property="og:description" content="` + strings.Repeat("The tram is coming and the mayor is glad about it. ", 5) + `"><div><div class=lead><p>` + strings.Repeat("The tram is coming and the mayor is glad about it. ", 5) + `</p></div></div><div class="related-body"><div><div>` + prose("tram", 20) + `</div></div></div>`, []string{"ath time", "tth time"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := parsePage([]byte(tt.page), "")
			if err != nil {
				t.Fatal(err)
			}
			body := a.Body()
			for _, s := range tt.has {
				if !strings.Contains(body, s) {
					t.Errorf("no %q in %q", s, body)
				}
			}
			for _, s := range tt.hasnt {
				if strings.Contains(body, s) {
					t.Errorf("%q in %q", s, body)
				}
			}
		})
	}
}

// TestOwnArticle checks that title, date and byline are of the article that the
// page's address names, not of a fuller one.
func TestOwnArticle(t *testing.T) {
	page := `<link rel=canonical href="https://post.example/tram"><title>Council hears of tram - Post</title>` +
		`<script type="application/ld+json">{"@type":"NewsArticle","headline":"Council hears of tram","url":"https://post.example/tram","datePublished":"2031-05-03"}</script>` +
		`<script type="application/ld+json">{"@type":"NewsArticle","headline":"Diary found","url":"https://post.example/diary","datePublished":"2031-05-01","author":{"name":"Jon Tarrow"},"publisher":{"name":"Post"}}</script>` +
		`<article><h1>Council hears of tram</h1>` + prose("tram", 4) + `</article>`
	a, err := parsePage([]byte(page), "")
	if err != nil {
		t.Fatal(err)
	}
	if a.Title != "Council hears of tram" || a.Published.String() != "2031-05-03" || a.Byline != "" {
		t.Errorf("title %q, published %v, byline %q", a.Title, a.Published, a.Byline)
	}
}

// TestSmallPart checks that a text of which the page has many times as much is marked.
// TestLoadedArticles: articles below the page's own that have a linked headline are
// no text of it. A list of many is kept.
func TestLoadedArticles(t *testing.T) {
	own := "<article><h1>Council hears of tram</h1>" + prose("tram", 4) + "</article>"
	other := "<section><article><h2><a href=/b>Choir wins the prize</a></h2>" + prose("choir", 5) + "</article></section>"
	unlinked := "<article><h2>Part two of the story</h2>" + prose("bridge", 5) + "</article>"
	for _, tt := range []struct {
		name, page string
		choir      bool
	}{{"one", own + other, false}, {"two", own + other + other, false}, {"many", own + strings.Repeat(other, 3), true}, {"a part of the story", own + unlinked, true}} {
		a, err := parsePage([]byte("<title>Council hears of tram</title><main>"+tt.page+"</main>"), "")
		if err != nil || !strings.Contains(a.Text, "tram") {
			t.Fatalf("%s: %v, %q", tt.name, err, a.Text)
		}
		if got := strings.Contains(a.Text, "choir") || strings.Contains(a.Text, "bridge"); got != tt.choir {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.choir)
		}
	}
}

func TestSmallPart(t *testing.T) {
	if b := (body{text: strings.Repeat("x", 500)}); !b.partOf(3000) || b.partOf(2000) || (body{}).partOf(700) {
		t.Error("partOf is wrong")
	}
}

func TestScreenReaderClass(t *testing.T) {
	for class, want := range map[string]bool{
		"sr-only": true, "h-offscreen": true, "c-box__visually-hidden": true, "u-sr-only-focusable": true,
		"not-sr-only": false, "sm:sr-only": false, "offscreen-story": false, "screenreaders": false,
	} {
		if got := screenReaderClass(class); got != want {
			t.Errorf("%s: %v", class, got)
		}
	}
}

func TestPlainMarkdown(t *testing.T) {
	const text = "+++dropcap\nThe *Coast Post*{: .small} wrote of [a ferry](https://post.example/a) and 3 * 4 boats.\n+++\nIt [sails](/b) **on Monday**."
	if got, want := ldBody(text).text, "The Coast Post wrote of a ferry and 3 * 4 boats.\n\nIt sails on Monday."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := ldBody("One [link](https://post.example/a) is a text.").text; !strings.Contains(got, "](") {
		t.Errorf("got %q", got)
	}
}

func FuzzPrepare(f *testing.F) {
	f.Add("<template shadowrootmode=open><template shadowrootmode=open><p>x")
	f.Add("<noscript>" + strings.Repeat("<p>text of the article</p>", 40) + "</noscript>")
	f.Add("<aside><p>" + strings.Repeat("x ", 300) + "<aside><p>y")
	f.Add(`<div class="cookie">cookie cookie cookie</div><span style="position:absolute;left:-9999px">x`)
	f.Add("<h1>Council hears of tram</h1><div><h1>Another headline here</h1><p>" + strings.Repeat("x ", 300))
	f.Fuzz(func(t *testing.T, page string) {
		var w markupWeight
		if w.add([]byte(page)); w.repeats > 30_000 {
			return
		}
		doc, err := html.Parse(strings.NewReader(page))
		if err != nil {
			return
		}
		prepare(doc)
		m := readMeta(doc)
		m.cutOthers()
		m.clocks(doc, "https://post.example/2031/05/x")
		m.findAuthor(doc)
		m.author()
	})
}
