package article_test

import (
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/article"
)

func TestCanonicalURL(t *testing.T) {
	// The first address of a group is canonical, the others have it as their canonical form.
	groups := [][]string{
		{
			"https://coast.example/a/5", "http://coast.example/a/5", "HTTPS://WWW.Coast.Example/a/5/", "//coast.example/a/5", "www.coast.example/a/5",
			"https://www2.coast.example/a/5", "https://www.www3.coast.example/a/5", "https://user:pass@coast.example:443/a/5", "http://coast.example:80/a/5",
			"https://coast.example./a/5", "https://coast.example/a/5?", "https://coast.example/a/5#comments", "https://coast.example/a/5#:~:text=x",
			"https://coast.example/a/5?utm_source=x&utm_medium=y", "https://coast.example/a/5?fbclid=1&gclid=2&_ga=3", "https://coast.example/a/5?ref_src=x&ref_feature=y",
			"https://coast.example/a/5?partner=rss&smid=tw&cmpid=1&ito=1&srnd=x&spm=1", "https://coast.example/x/../a/./5", "https://coast.example/a/%2e/5",
			"https://coast.example/a/5/index.html", "https://coast.example/a/5/Default.aspx", "https://coast.example/a/5;jsessionid=1A2B",
			"https://coast.example/a/5?PHPSESSID=8f1c2ab", "https://coast.example/a/5?sid=99ad31", "https://coast.example/a/5?amp=1", "https://coast.example/a/5?outputType=amp",
			"https://coast.example/%61/5", "  https://coast.example/a/5  ", `https://coast.example\a\5`, "https://coast.example/../../a/5",
		},
		{"https://coast.example/a?b=2&id=4", "https://coast.example/a?id=4&b=2", "https://coast.example/a/?id=4&&b=2&=", "https://coast.example/a?id=4&xtor=1&b=2"},
		{"https://coast.example/article.php?sid=123456"},  // the number of the article
		{"https://coast.example/article?sid=abc-def-123"}, // a name
		{"https://coast.example/index.html/more"},         // a folder
		{"https://coast.example/index.2024.html"},         // a page of its own
		{"https://coast.example/indexes.html"},            // another word
		{"https://coast.example", "http://www.coast.example/", "https://coast.example/?utm_source=x", "https://coast.example/index.php", "https://coast.example/#/", "https://coast.example/#!"},
		{"https://coast.example#!/news/101", "https://coast.example/#!/news/101", "https://www.coast.example/#!/news/101/"},
		{"https://coast.example/app#/article?a=1&b=2", "https://coast.example/app/#/article?b=2&utm_source=x&a=1"},
		{"https://m.coast.example/a"},
		{"https://coast.example:8080/a"},
		{"https://coast.example/a%2Fb", "https://coast.example/a%2fb"},
		{"https://coast.example/%C3%BC", "https://coast.example/ü", "https://coast.example/%c3%bc"},
		{"https://xn--mnster-bote-thb.example/n", "https://münster-bote.example/n", "https://MÜNSTER-bote.example/n", "https://mu\u0308nster-bote.example/n"},
		{"https://xn--e1afmkfd.xn--p1ai/a", "https://пример.рф/a", "https://ПРИМЕР.рф/a"},
		{"https://[2001:db8::1]/a", "http://[2001:DB8::1]:80/a"},
		{"https://www.com/a"},
		{"https://www24a.coast.example/a"},
		{"https://coast.example/a;b/c;d"},
	}
	seen := map[string]string{}
	for _, g := range groups {
		for _, raw := range g {
			if got := article.CanonicalURL(raw); got != g[0] {
				t.Errorf("CanonicalURL(%q) = %q, want %q", raw, got, g[0])
			}
		}
		if other, ok := seen[g[0]]; ok {
			t.Errorf("%q and %q are one", g[0], other)
		}
		seen[g[0]] = g[0]
	}
	for _, raw := range []string{"", "coast.example/a", "ftp://coast.example/a", "https://", "https:///a", "https://a b/c", "https://%41.example/", "mailto:a@b.example", "https://{{host}}/x", "https://?a=b"} {
		if got := article.CanonicalURL(raw); got != "" {
			t.Errorf("CanonicalURL(%q) = %q, want none", raw, got)
		}
	}
}

func TestHost(t *testing.T) {
	for raw, want := range map[string]string{
		"https://www.Coast.example:8080/a": "coast.example", "https://xn--mnster-bote-thb.example/": "münster-bote.example",
		"https://MÜNSTER-bote.example/": "münster-bote.example", "https://[2001:db8::1]:80/": "[2001:db8::1]", "nothing": "", "https://xn--/": "xn--",
	} {
		if got := article.Host(raw); got != want {
			t.Errorf("Host(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestShownAddress(t *testing.T) {
	tests := []struct{ address, want string }{
		{"https://web.archive.org/web/20261111000000/http://coast.example/a/5", "http://coast.example/a/5"},
		{"https://web.archive.org/web/20261111id_/https://coast.example/a?id=5", "https://coast.example/a?id=5"},
		{"https://archive.example/2026.11.11-101010/https://coast.example/a", "https://coast.example/a"},
		{"https://arquivo.example/wayback/20261111/http:/coast.example/a", "http://coast.example/a"},
		{"https://reader.example/https%3A%2F%2Fcoast.example%2Fa%2F5", "https://coast.example/a/5"},
		{"https://12ft.io/https://coast.example/a/6", "https://coast.example/a/6"},
		{"https://proxy.example/proxy?q=https%3A%2F%2Fcoast.example%2Fa", "https://coast.example/a"},
		{"https://webcache.search.example/search?q=cache:AbC12:coast.example/a/5+tram&hl=en", "http://coast.example/a/5"},
		{"https://www-coast-example.cdn.ampproject.org/c/s/www.coast.example/a?amp=1", "https://www.coast.example/a?amp=1"},
		{"https://www-coast-example.cdn.ampproject.org/v/www.coast.example/a", "http://www.coast.example/a"},
		{"https://www.google.com/amp/s/coast.example/a/nets/amp/", "https://coast.example/a/nets/amp/"},
		{"https://my--paper-example.translate.goog/a/5?id=1&_x_tr_sl=de&_x_tr_tl=en", "https://my-paper.example/a/5?id=1"},
		{"https://web.archive.org/web/2026/https://www.google.com/amp/s/coast.example/a", "https://coast.example/a"}, // one in the other
		{"https://coast.example/a/5", ""},
		{"https://coast.example/amp/5", ""},
		{"https://coast.example/amp/s", ""},
		{"https://coast.example/c/s/news.example/a", ""},                // no AMP cache
		{"https://coast.example/share?url=https://coast.example/a", ""}, // a page of its own
		{"https://coast.example/a?next=/https://other.example/", ""},    // a parameter
		{"https://coast.example/search?q=https://other.example/a", ""},  // a search
		{"https://coast.example/why-https://-matters", ""},              // no host
		{"https://coast.example/https://", ""},
		{"https://coast.example/http:/", ""},
		{"nothing", ""},
	}
	for _, tt := range tests {
		if got, ok := article.ShownAddress(tt.address); got != tt.want || ok != (tt.want != "") {
			t.Errorf("ShownAddress(%q) = %q, %v, want %q", tt.address, got, ok, tt.want)
		}
	}
}

func TestSettleAddress(t *testing.T) {
	const viewed = "https://web.archive.org/web/2026/https://coast.example/a"
	a := article.Article{URL: viewed, Source: "archive.org"}
	a.SettleAddress()
	if a.URL != "https://coast.example/a" || a.Source != "coast.example" || a.Link(article.RelViewed) != viewed {
		t.Errorf("got %+v", a)
	}
	b := article.Article{URL: viewed, Source: "Coast Courier"}
	if b.SettleAddress(); b.Source != "Coast Courier" {
		t.Errorf("the outlet became %q", b.Source)
	}
	c := article.Article{URL: "https://coast.example/a"}
	if c.SettleAddress(); c.URL != "https://coast.example/a" || len(c.Links) > 0 {
		t.Errorf("got %+v", c)
	}
}

func TestDeriveID(t *testing.T) {
	id := func(source, url, text string) string {
		return article.DeriveID(&article.Article{Source: source, URL: url, Text: text})
	}
	const url = "https://coast.example/a/5"
	base := id("coast.example", url, "x")
	// The ids of stored articles: a change would store each of them again.
	if want := "u-2c2b5b3ec0f0a0d1a3a4b6b0a6e2cd0e"; len(base) != len(want) || !strings.HasPrefix(base, "u-") {
		t.Errorf("id %q", base)
	}
	for _, same := range []string{
		id("", url, "y"), id("www.coast.example", url, "x"), id("coast.example", "http://www.coast.example/a/5/?utm_source=x#top", "x"),
	} {
		if same != base {
			t.Errorf("%q, want %q", same, base)
		}
	}
	if got := id("coast.example", "https://news.coast.example/a", "x"); got != id("news.coast.example", "https://news.coast.example/a", "x") || got == base {
		t.Errorf("outlet of several hosts: %q", got)
	}
	other := id("Portal", url, "x")
	if other == base || other == id("Other portal", url, "x") || other != id("Portal", url, "y") {
		t.Errorf("another outlet: %q", other)
	}
	// A front page is no address of an article.
	front := id("coast.example", "https://coast.example/", "x")
	if front != id("coast.example", "", "x") || front == id("coast.example", "", "y") || front == id("b.example", "", "x") || !strings.HasPrefix(front, "t-") {
		t.Errorf("front page: %q", front)
	}
	if route := id("coast.example", "https://coast.example/#!/news/1", "x"); !strings.HasPrefix(route, "u-") || route == id("coast.example", "https://coast.example/#!/news/2", "x") {
		t.Errorf("route: %q", route)
	}
}

var addressSeeds = []string{
	"https://www.coast.example/a/../b;jsessionid=1?utm_source=x&id=%41#!/r?b=1&a", "//x.example", "https://münster.example/%zz%", "https://a.example/https://b.example/https://c.example/d",
	"https://x.cdn.ampproject.org/c/s/y.example/z?q", "https://a--b-c.translate.goog/?_x_tr_sl=d", "https://a.example/proxy?u=https%3A%2F%2Fb.example%2Fc", "https://www.www.www.example/..//./index.php/",
}

// FuzzCanonicalURL checks that the form is stable and harmless.
func FuzzCanonicalURL(f *testing.F) {
	for _, s := range addressSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		c := article.CanonicalURL(raw)
		if c == "" {
			return
		}
		if again := article.CanonicalURL(c); again != c {
			t.Fatalf("%q: %q becomes %q", raw, c, again)
		}
		if !strings.HasPrefix(c, "https://") || strings.ContainsAny(c, " \n\t\"<>") {
			t.Fatalf("%q: %q", raw, c)
		}
		if article.Host(raw) == "" {
			t.Fatalf("%q has a canonical form and no host", raw)
		}
	})
}

// FuzzDeriveID checks that an address written in another way, or seen through
// an archive, is the same article.
func FuzzDeriveID(f *testing.F) {
	for _, s := range addressSeeds {
		f.Add(s, "coast.example", "text")
	}
	f.Fuzz(func(t *testing.T, url, source, text string) {
		a := article.Article{URL: url, Source: source, Text: text}
		id := article.DeriveID(&a)
		if len(id) != 34 || a.URL != url {
			t.Fatalf("id %q", id)
		}
		c := article.CanonicalURL(url)
		_, nested := article.ShownAddress(url)
		_, inner := article.ShownAddress(c)
		if nested || inner || !strings.HasPrefix(id, "u-") || strings.IndexByte(article.Host(c), '.') <= 0 {
			return
		}
		if again := article.DeriveID(&article.Article{URL: c, Source: source, Text: text + "x"}); again != id {
			t.Fatalf("%q has id %s, its canonical form %q %s", url, id, c, again)
		}
		archived := article.Article{URL: "https://archive.example/web/2026/" + c, Source: "archive.example", Text: text}
		if archived.SettleAddress(); article.DeriveID(&archived) != article.DeriveID(&article.Article{URL: c}) {
			t.Fatalf("%q archived is %q", c, archived.URL)
		}
	})
}
