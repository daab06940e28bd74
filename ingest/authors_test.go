package ingest

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
)

func TestAuthor(t *testing.T) {
	const site = `<meta property="og:site_name" content="Harbour Post">`
	tests := []struct{ name, page, want string }{
		{"meta", `<meta name=author content="Ana Roe">`, "Ana Roe"},
		{"profile address", `<meta property="article:author" content="https://social.example/ana"><h1>H</h1><a rel="author" href="/ana">Ana Roe</a>`, "Ana Roe"},
		{"rel", `<h1>H</h1><p>x</p><a rel="author nofollow" href="/ana">Ana Roe</a>`, "Ana Roe"},
		{"itemprop", `<h1>H</h1><div itemprop="author"><img alt=x><span itemprop="name">Ana Roe</span>, harbour desk</div>`, "Ana Roe"},
		{"class", `<h1>H</h1><span class="article__byline">Von Ana Roe | 3.5.2031</span>`, "Ana Roe"},
		{"agency stays", `<h1>H</h1><p class="byline">By Jon Tarrow | AP</p>`, "Jon Tarrow | AP"},
		{"several", `<h1>H</h1><div class="authors"><span class="author-name">Ana Roe</span> <span class="author-name">Jon Tarrow</span></div>`, "Ana Roe, Jon Tarrow"},
		{"line", `<h1>H</h1><div>By Ana Roe and Jon Tarrow, May 3, 2031</div>`, "Ana Roe and Jon Tarrow"},
		{"line below the lead", `<h1>H</h1><p>` + strings.Repeat("The council voted to build a tram line. ", 20) + `</p><p>Von Ana Roe</p>`, "Ana Roe"},
		{"Chinese", `<h1>题目</h1><div>作者：李薇</div>`, "李薇"},
		{"outlet last", site + `<meta name=author content="Harbour Post"><h1>H</h1><span class="byline">By Ana Roe</span>`, "Ana Roe"},
		{"outlet alone", site + `<meta name=author content="Harbour Post"><h1>H</h1>`, "Harbour Post"},
		{"mail address", `<meta name=author content="a.roe@post.example"><h1>H</h1><span class="byline">Ana Roe</span>`, "Ana Roe"},
		{"comments", `<h1>H</h1><div class="comment"><span class="author">Troll</span></div>`, ""},
		{"sentence", `<h1>H</h1><p>By Monday the council will know what the bridge will cost them all</p>`, ""},
		{"label of a meta", `<meta name="twitter:label1" content="Verfasst von"><meta name="twitter:data1" content="Ana Roe">`, "Ana Roe"},
		{"another label", `<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="Five Minutes">`, ""},
		{"page of a person", `<h1>H</h1><div><a href="/staff/ana-roe/">Ana Roe</a></div>`, "Ana Roe"},
		{"label below the story", `<h1>H</h1><p>` + strings.Repeat("The council voted to build a tram line. ", 90) + `</p><p><b>Autorin: Ana Roe, head of the harbour desk</b></p>`, "Ana Roe"},
		{"label beside the name", `<h1>H</h1><ul><li><strong>Autorin/Autor</strong> Ana Roe</li></ul>`, "Ana Roe"},
		{"label within the story", `<h1>H</h1><p>` + strings.Repeat("The council voted to build a tram line. ", 30) + `</p><p>Written by Jon Tarrow</p><p>` + strings.Repeat("The play has two acts and nine songs. ", 30) + `</p>`, ""},
		{"holder of the copyright", `<meta name=copyright content="(c) Harbour Works 2031"><meta name=author content="Harbour Works"><h1>H</h1><span class="byline">By Ana Roe</span>`, "Ana Roe"},
		{"first name", `<meta name=author content="Ana"><h1>H</h1><span class="byline">By Ana Roe</span>`, "Ana Roe"},
		{"phrase", `<meta name=author content="friends of the harbour"><h1>H</h1><span class="byline">By Ana Roe</span>`, "Ana Roe"},
		{"second meta", site + `<meta name=author content="Harbour Post"><meta property="article:author" content="Ana Roe">`, "Ana Roe"},
		{"references", `<meta name="dc.creator" content="Ana Roe"><ol><li><meta itemprop=author content="J. Tarrow"></li></ol>`, "Ana Roe"},
		{"outlet first, label then", site + `<h1>H</h1><a rel=author href="/">Harbour Post</a><p>Written by: <a href="/x">Ana Roe</a></p>`, "Ana Roe"},
		{"outlet and its motto", site + `<meta name=author content="Harbour Post – news of the sea"><h1>H</h1><p>By Ana Roe</p>`, "Ana Roe"},
		{"after a date", `<h1>H</h1><p>Posted on 3 May 2031, 14:05 by Ana Roe</p>`, "Ana Roe"},
		{"after a bar", `<h1>H</h1><div><span>| By </span><span>Ana Roe</span></div>`, "Ana Roe"},
		{"number in a sentence", `<h1>H</h1><p>In 2031 the port was bought by Harbour Works</p>`, ""},
		{"duty editor", `<h1>题目</h1><div>责编：李薇</div>`, ""},
		{"author and duty editor", `<h1>题目</h1><div>作者：李薇　責任編輯：王强</div>`, "李薇"},
		{"edited by", `<h1>H</h1><p class="byline">By Ana Roe; editing by Jon Tarrow</p>`, "Ana Roe"},
		{"an editor alone", `<h1>H</h1><p class="byline">Editor: Jon Tarrow</p>`, ""},
		{"at the right, below the story", `<h1>H</h1><p>Text.</p><p class="x" style="text-align: right"><b>Ana Roe</b></p>`, "Ana Roe"},
		{"name in a card", `<h1>H</h1><a rel="author" href="/a"><h2 class="author__name">Ana Roe</h2><p>writes of harbours and the sea</p></a>`, "Ana Roe"},
		{"account and name", `<meta name=author content="anaroe"><h1>H</h1><span class="byline">Ana Roe</span>`, "Ana Roe"},
		{"company and name", `<meta name=author content="Harbour Works Ltd"><h1>H</h1><span class="byline">Ana Roe</span>`, "Ana Roe"},
		{"outlet and person", site + `<meta name=author content="Ana Roe, Harbour Post">`, "Ana Roe, Harbour Post"},
		{"credit of a picture", `<h1>H</h1><span class="byline">Foto: Jon Tarrow</span>`, ""},
		{"number", `<meta name=author content="105092"><h1>H</h1>`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := html.Parse(strings.NewReader(tt.page))
			if err != nil {
				t.Fatal(err)
			}
			m := readMeta(doc)
			m.findAuthor(doc)
			if got := m.author(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestLabelsOfHugePage sees that an element of many empty ones counts as long,
// so that labels within it take no time that grows with the square of their number.
func TestLabelsOfHugePage(t *testing.T) {
	doc, err := html.Parse(strings.NewReader("<h1>H</h1><div>" + strings.Repeat("By<i></i>", 40) + strings.Repeat("<i></i>", maxShort) + "</div>"))
	if err != nil {
		t.Fatal(err)
	}
	if noLonger(doc, 1000) {
		t.Errorf("an element of %d others is no longer than a name", maxShort)
	}
	m := readMeta(doc)
	m.findAuthor(doc)
	if m.shown != "" {
		t.Errorf("found %q", m.shown)
	}
}

func FuzzCleanByline(f *testing.F) {
	for _, s := range []string{"By Ana Roe | 3 May", "von", "ПО: автор:", "\xff@1", "作者：", "By By By By"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := cleanByline(s)
		if len(got) > len(s)+3*utf8.UTFMax {
			t.Errorf("cleanByline(%q) = %q", s, got)
		}
		looksLikeNames(got)
	})
}
