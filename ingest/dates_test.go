package ingest

import "testing"

func TestClocks(t *testing.T) {
	const ld = `<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2031-05-01T10:00:00+02:00","dateModified":"2031-05-02"}</script>`
	tests := []struct {
		name, page, address, published, updated string
	}{
		{"JSON-LD first", ld + `<meta name=date content="2030-01-01">`, "https://o.example/2029/01/01/x", "2031-05-01T08:00:00Z json-ld", "2031-05-02 json-ld"},
		{"unreadable JSON-LD", `<script type="application/ld+json">{"@type":"Article","datePublished":"soon"}</script><meta property="article:published_time" content="2031-05-01T10:00Z">`, "", "2031-05-01T10:00Z meta", " "},
		{"order of metas", `<meta name=date content="2030-01-01"><meta property="article:published_time" content="2031-05-01"><meta property="og:updated_time" content="2031-06-01T00:00:00Z">`, "", "2031-05-01 meta", "2031-06-01T00:00:00Z meta"},
		{"itemprop", `<span itemprop=datePublished content="2031-05-01">x</span>`, "", "2031-05-01 meta", " "},
		{"address", `<time datetime="2031-05-03T08:00:00Z">x</time>`, "https://o.example/2031/05/01/x", "2031-05-01 url", " "},
		{"time before a month in the address", `<time datetime="2031-05-03">x</time>`, "https://o.example/2031/05/x", "2031-05-03 time", " "},
		{"month alone", ``, "https://o.example/2031/05/x", "2031-05 url", " "},
		{"time of the article", `<time datetime="2020-01-01">x</time><article><time datetime="2031-05-03">x</time></article>`, "", "2031-05-03 time", " "},
		{"time marked as publication", `<article><time datetime="2020-01-01">x</time></article><time pubdate datetime="2031-05-03">x</time>`, "", "2031-05-03 time", " "},
		{"none", `<time>yesterday</time>`, "https://o.example/x", " ", " "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, u := metaOf(t, tt.page).clocks(tt.address)
			if got := p.String() + " " + p.From; p.Known() && got != tt.published || !p.Known() && tt.published != " " {
				t.Errorf("published %q, want %q", got, tt.published)
			}
			if got := u.String() + " " + u.From; u.Known() && got != tt.updated || !u.Known() && tt.updated != " " {
				t.Errorf("updated %q, want %q", got, tt.updated)
			}
		})
	}
}

func TestURLDate(t *testing.T) {
	tests := []struct{ address, want string }{
		{"https://o.example/2031/05/01/x", "2031-05-01"},
		{"https://o.example/x/2031-05-01-title", "2031-05-01"},
		{"https://o.example/x/20310501/title", "2031-05-01"},
		{"https://o.example/x/2031/0501/c90000-1.html", "2031-05-01"},
		{"https://o.example/2031/5/1/x", "2031-05-01"},
		{"https://o.example/2031/may/01/x", "2031-05-01"},
		{"https://o.example/2031/05/x", "2031-05"},
		{"https://o.example/x/a-20310501123456.html", ""},
		{"https://o.example/x/123456789", ""},
		{"https://o.example/x/2031-13-01", ""},
		{"https://o.example/x/2031-05", ""},
		{"https://o.example/x?d=2031-05-01", ""},
		{"https://2031-05-01.example/", ""},
		{"https://o.example/1984-05-01", ""},
		{"2031/05/01", ""},
		{"", ""},
	}
	for _, tt := range tests {
		if got := urlDate(tt.address); got != tt.want {
			t.Errorf("urlDate(%q) = %q, want %q", tt.address, got, tt.want)
		}
	}
}
