package feed

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item/itemtest"
)

func readFeed(t testing.TB, doc string) []*format.Item {
	return itemtest.Collect(t, func(yield func(*format.Item) bool) error {
		return Read(context.Background(), strings.NewReader(doc), yield)
	})
}

func TestText(t *testing.T) {
	long := strings.Repeat("The pilots went back to work. ", 20)
	tests := []struct{ name, entry, want string }{
		{"summary", "<description>Short.</description>", "usable teaser : Short."},
		{"whole text as description", "<description>" + long + "</description>", "usable : " + strings.TrimSpace(long)},
		{"declared as content", "<content>Short.</content>", "usable : Short."},
		{"declared and cut", "<content>Short […]</content>", "usable teaser : Short […]"},
		{"content wins", "<summary>S</summary><content>C</content><description>D</description>", "usable : C"},
		{"empty content", "<content/><description>D</description>", "usable teaser : D"},
		{"markup of its own", "<description><p>A <b>b</b></p></description>", "usable teaser : <p>A <b>b</b></p>"},
		{"base64", `<content type="application/octet-stream">PHA+QTwvcD4=</content>`, "usable : <p>A</p>"},
		{"plain by its type", `<content type="text">a &lt;b&gt; c</content>`, "usable : a <b> c"},
		{"no text", `<title>T</title><description>&lt;img src="x"></description>`, "skip item without text"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := strings.TrimSpace(itemtest.Summary(readFeed(t, "<feed><entry>"+tt.entry+"</entry></feed>")))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestIdentity(t *testing.T) {
	tests := []struct{ name, entry, url, id string }{
		{"link", "<guid>x</guid><link>https://a.example/1</link>", "https://a.example/1", ""},
		{"permalink", "<guid>https://a.example/1</guid>", "https://a.example/1", ""},
		{"no permalink", `<guid isPermaLink="false">https://a.example/1</guid>`, "", "https://a.example/1"},
		{"urn", "<id>urn:uuid:1</id>", "", "urn:uuid:1"},
		{"number", "<guid>12</guid>", "", ""},
		{"proxy", `<link>https://proxy.example/1</link><f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">https://a.example/1</f:origLink>`, "https://a.example/1", ""},
		{"Atom", `<link rel="self" href="https://a.example/f"/><link rel="alternate" href="2"/>`, "https://a.example/2", ""},
		{"base of the entry", `<link xml:base="https://b.example/x/" href="2"/>`, "https://b.example/x/2", ""},
	}
	for _, tt := range tests {
		items := readFeed(t, "<rss><channel><link>https://a.example/</link><item>"+tt.entry+"<description>Text</description></item></channel></rss>")
		if a := &items[0].Article; a.URL != tt.url || a.ID != tt.id {
			t.Errorf("%s: address %q, id %q; want %q, %q", tt.name, a.URL, a.ID, tt.url, tt.id)
		}
	}
}

func TestDetect(t *testing.T) {
	for doc, want := range map[string]bool{
		"<rss/>":     true,
		"<CHANNEL/>": true,
		"<feed/>":    true,
		"<opml/>":    true,
		`<feed xmlns="http://www.w3.org/2005/Atom"/>`: true,
		`<feed xmlns="http://shop.example/"/>`:        false,
		`<rdf:RDF xmlns="http://purl.org/rss/1.0/"/>`: true,
		`<rdf:RDF xmlns="http://other.example/"/>`:    false,
		"<html/>": false,
	} {
		if got := (Reader{}).Detect(format.NewHead("x", []byte(doc))); got != want {
			t.Errorf("%s: %v, want %v", doc, got, want)
		}
	}
}

// FuzzRead checks that every feed is read to its end.
func FuzzRead(f *testing.F) {
	f.Add(`<rss><channel><title>t</title><item><link>a</link><description>&lt;p></description></item></channel></rss>`)
	f.Add(`<feed xml:base="x"><entry><content type="a/b">eA==</content><source><link href="y"/></source></entry>`)
	f.Add(`<rss xmlns:wp="http://wordpress.org/export/1.2/"><item><wp:status>draft</wp:status><content:encoded>[caption a="b"]x[/caption]</content:encoded></item>`)
	f.Fuzz(func(t *testing.T, doc string) { readFeed(t, doc) })
}

// FuzzReadJSON checks that every JSON Feed is read to its end.
func FuzzReadJSON(f *testing.F) {
	f.Add(`{"version":"x","items":[{"id":1,"content_html":"<p>a"},{"summary":"b"}]}`)
	f.Add(`{"items":[1,null,{"authors":[{"name":"a"}]}]}`)
	f.Fuzz(func(t *testing.T, doc string) {
		itemtest.Collect(t, func(yield func(*format.Item) bool) error {
			return ReadJSON(context.Background(), strings.NewReader(doc), 1<<20, yield)
		})
	})
}
