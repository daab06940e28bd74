package ingest

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/wiretrace/wiretrace/article"
)

func TestClocks(t *testing.T) {
	const ld = `<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2031-05-01T10:00:00+02:00","dateModified":"2031-05-02"}</script>`
	tests := []struct {
		name, page, address, published, updated string
	}{
		{"JSON-LD first", ld + `<meta name=date content="2030-01-01">`, "https://o.example/2029/01/01/x", "2031-05-01T08:00:00Z json-ld", "2031-05-02 json-ld"},
		{"unreadable JSON-LD", `<script type="application/ld+json">{"@type":"Article","datePublished":"soon"}</script><meta property="article:published_time" content="2031-05-01T10:00Z">`, "", "2031-05-01T10:00Z meta", " "},
		{"order of metas", `<meta name=date content="2030-01-01"><meta property="article:published_time" content="2031-05-01"><meta property="og:updated_time" content="2031-06-01T00:00:00Z">`, "", "2031-05-01 meta", "2031-06-01T00:00:00Z meta"},
		{"RDFa", `<span property="schema:dateCreated" content="2031-05-01">x</span>`, "", "2031-05-01 meta", " "},
		{"itemprop", `<span itemprop=datePublished content="2031-05-01">x</span>`, "", "2031-05-01 meta", " "},
		{"address", `<time datetime="2031-05-03T08:00:00Z">x</time>`, "https://o.example/2031/05/01/x", "2031-05-01 url", " "},
		{"time before a month in the address", `<time datetime="2031-05-03">x</time>`, "https://o.example/2031/05/x", "2031-05-03 time", " "},
		{"month alone", ``, "https://o.example/2031/05/x", "2031-05 url", " "},
		{"time of the article", `<time datetime="2020-01-01">x</time><article><time datetime="2031-05-03">x</time></article>`, "", "2031-05-03 time", " "},
		{"time marked as publication", `<article><time datetime="2020-01-01">x</time></article><time pubdate datetime="2031-05-03">x</time>`, "", "2031-05-03 time", " "},
		{"none", `<time>yesterday</time>`, "https://o.example/x", " ", " "},
		{"time without attribute", `<article><h1>H</h1><time>May 3, 2031</time><p>x</article>`, "", "2031-05-03 text", " "},
		{"class", `<h1>H</h1><span class="entry-date">3. Mai 2031, 09:15 Uhr</span>`, "", "2031-05-03T09:15 text", " "},
		{"said", `<h1>H</h1><p>Vom 1.2.2031</p><p>Veröffentlicht am 3.5.2031</p><div>Aktualisiert: 4.5.2031</div>`, "", "2031-05-03 text", "2031-05-04 text"},
		{"title of an abbreviation", `<h1>H</h1><abbr class="published" title="2031-05-03T21:11:00+02:00">21:11</abbr>`, "", "2031-05-03T19:11:00Z time", " "},
		{"in a sentence near the headline", `<h1>H</h1><p>NORHAVEN, 3 May 2031 | Harbour desk</p>`, "", "2031-05-03 text", " "},
		{"before the first paragraph", `<h1>H</h1><p>(03.05.2031) ` + strings.Repeat("The council voted to build a tram line. ", 10) + `</p>`, "", "2031-05-03 text", " "},
		{"end of the title", `<title>Tram line | Post | 03.05.2031</title><h1>Tram line</h1>`, "", "2031-05-03 title", " "},
		{"script", `<script>var page = {"publishDate": "2031-05-03T08:00:00Z"}</script>`, "", "2031-05-03T08:00:00Z script", " "},
		{"updated alone", `<h1>H</h1><div class="date">Updated 3 May 2031</div>`, "", "2031-05-03 text", "2031-05-03 text"},
		{"comments", `<h1>H</h1><div class="comment"><time datetime="2031-05-04">x</time></div><div>3 May 2031</div>`, "", "2031-05-03 text", " "},
		{"today", `<div class="date">5 May 2031</div><h1>H</h1><div>3 May 2031</div>`, "", "2031-05-03 text", " "},
		{"related", `<h1>H</h1><div class="meta">3 May 2031</div><aside><time datetime="2031-05-04">x</time></aside>`, "", "2031-05-03 text", " "},
		{"month of the address", `<h1>H</h1><div class="meta">7 June 2031</div><div>Harbour desk 3 May 2031</div>`, "https://o.example/2031/05/x", "2031-05-03 text", " "},
		{"story's dates", `<h1>H</h1>` + strings.Repeat("<p>"+strings.Repeat("The bridge was built. ", 12)+"</p>", 3) + `<p>It was opened on 3 May 1931 by the mayor of the town.</p>`, "", " ", " "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := html.Parse(strings.NewReader(tt.page))
			if err != nil {
				t.Fatal(err)
			}
			p, u := readMeta(doc).clocks(doc, tt.address)
			if got := p.String() + " " + p.From; p.Known() && got != tt.published || !p.Known() && tt.published != " " {
				t.Errorf("published %q, want %q", got, tt.published)
			}
			if got := u.String() + " " + u.From; u.Known() && got != tt.updated || !u.Known() && tt.updated != " " {
				t.Errorf("updated %q, want %q", got, tt.updated)
			}
		})
	}
}

// TestShownTimes reads the times that pages of many languages print below the
// headline, once it is known when the page was fetched.
func TestShownTimes(t *testing.T) {
	tests := []struct{ lang, line, want string }{
		{"en", "9:05 a.m. ET, Monday, May 12, 2031", "2031-05-12T13:05Z"},
		{"en", "3 hrs ago", "2031-05-14T09:00Z"},
		{"en", "An hour ago", "2031-05-14T11:00Z"},
		{"de", "Gestern, 17:30 Uhr", "2031-05-13T17:30"},
		{"pt", "13/05/2031 - 09:12", "2031-05-13T09:12"},
		{"fi", "12.5.2031 klo 8.15", "2031-05-12T08:15"},
		{"hu", "2031. május 12. 10:33", "2031-05-12T10:33"},
		{"lv", "2031. gada 12. maijs, 10:15", "2031-05-12T10:15"},
		{"hy", "10:35, 12 Մայիսի, 2031", "2031-05-12T10:35"},
		{"ar", "١٢ مايو ٢٠٣١ ٠٩:١٥ م", "2031-05-12T21:15"},
		{"ar", "أمس 18:30", "2031-05-13T18:30"},
		{"fa", "تاریخ انتشار: ۱۴:۲۰ - ۲۲ اردیبهشت ۱۴۱۰", "2031-05-12T14:20"},
		{"he", "לפני שעתיים", "2031-05-14T10:00Z"},
		{"bn", "১২ মে ২০৩১, ১০:৩৫", "2031-05-12T10:35"},
		{"th", "12 พ.ค. 74 14:20", "2031-05-12T14:20"},
		{"ja", "令和13年5月12日", "2031-05-12"},
		{"zh", "二〇三一年五月十二日", "2031-05-12"},
		{"ko", "3시간 전", "2031-05-14T09:00Z"},
		{"en", "3 min", ""}, // how long it takes to read
		{"en", "Today", ""}, // a section
		{"ru", "5 мин", ""},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			a, err := parsePage([]byte("<html lang="+tt.lang+"><title>Tram line</title><article><h1>Tram line</h1><div>"+tt.line+"</div>"+prose("tram", 6)+"</article>"), "")
			if err != nil {
				t.Fatal(err)
			}
			a.Fetched = article.ParseTime("2031-05-14T12:00:00Z", "")
			a.ReadTimes()
			if got := a.Published.String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLocalDate(t *testing.T) {
	tests := []struct{ s, lang, want string }{
		{"3.5.2031", "", "2031-05-03"},
		{"03/05/2031", "fr", "2031-05-03"},
		{"05/03/2031", "en-US", "2031-05-03"},
		{"03/05/2031", "en", ""},
		{"23/05/2031", "en", "2031-05-23"},
		{"05/23/2031", "en", "2031-05-23"},
		{"03-05-2031 09:15", "nl", "2031-05-03T09:15"},
		{"3.5.31", "de", "2031-05-03"},
		{"3.5.1931", "de", ""},
		{"32.5.2031", "de", ""},
		{"3.5.2031.7", "de", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		if got := localDate(tt.s, tt.lang); got != tt.want {
			t.Errorf("localDate(%q, %q) = %q, want %q", tt.s, tt.lang, got, tt.want)
		}
	}
}

// FuzzDateIn holds that the parts around a date are parts of the text.
func FuzzDateIn(f *testing.F) {
	for _, s := range []string{"Posted on 12. March 2020, 17:05 Uhr by X", "1.2.20", "2024年5月1日 10:00", "20240501", "\xff 2020 \u0661", strings.Repeat("2020 ", 40)} {
		f.Add(s, "de")
	}
	f.Fuzz(func(t *testing.T, s, lang string) {
		_ = hasYear(s) // it must not panic
		_, before, after := dateIn(s, lang)
		if !strings.HasPrefix(s, before) || !strings.HasSuffix(s, after) || len(before)+len(after) > len(s) {
			t.Errorf("dateIn(%q): %q, %q", s, before, after)
		}
	})
}
