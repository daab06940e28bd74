package sitemap

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item/itemtest"
)

func readAll(t testing.TB, doc string) []*format.Item {
	return itemtest.Collect(t, func(yield func(*format.Item) bool) error {
		return Reader{}.read(context.Background(), strings.NewReader(doc), yield)
	})
}

func TestRead(t *testing.T) {
	tests := []struct{ name, doc, want string }{
		{"pages", `<urlset><url><loc>https://a.example/1</loc></url><url><loc>https://a.example/2</loc></urlset>`, "skip page of a sitemap\nskip page of a sitemap\n"},
		{"index", `<sitemapindex><sitemap><loc>https://a.example/s</loc></sitemap></sitemapindex>`, "skip address of a sitemap\n"},
		{"cut", `<urlset><url><loc>https://a`, "reject the element url is not complete: the file ends within it\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := itemtest.Summary(readAll(t, tt.doc))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzRead checks that every file is read to its end.
func FuzzRead(f *testing.F) {
	f.Add(`<urlset><url><loc>a</loc><news:news><news:title>t</news:title></news:news></url></urlset>`)
	f.Fuzz(func(t *testing.T, doc string) { readAll(t, doc) })
}

func TestDetectList(t *testing.T) {
	for text, want := range map[string]bool{
		"https://a.example/1\nhttps://a.example/2\n":           true,
		"# my pages\nhttps://a.example/1\nhttps://a.example/2": true,
		"User-agent: *\nDisallow: /\n":                         true,
		"https://a.example/1\n":                                false,
		"A text with words.\n\nhttps://a.example/1\nMore.":     false,
		"See https://a.example/1\nand https://a.example/2":     false,
		"": false,
	} {
		if got := (ListReader{}).Detect(format.NewHead("x", []byte(text))); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
