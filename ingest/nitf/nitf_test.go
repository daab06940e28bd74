package nitf

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
		return Read(context.Background(), strings.NewReader(doc), yield)
	})
}

func TestRead(t *testing.T) {
	tests := []struct{ name, doc, want string }{
		{"document", `<nitf><head><title>T</title></head><body><body.head><hedline><hl1>H</hl1></hedline></body.head><body.content><p>A</p><media><media-reference source="x"/><media-caption>C</media-caption></media></body.content></body></nitf>`, "usable H: <p>A</p><figure><figcaption>C</figcaption></figure>\n"},
		{"no body.content", `<nitf><body><body.head><byline>B</byline></body.head><p>A</p><body.end>E</body.end></body></nitf>`, "usable : <p>A</p>\n"},
		{"abstract alone", `<nitf><body><body.head><abstract><p>A</p></abstract></body.head><body.content/></body></nitf>`, "usable teaser : <p>A</p>\n"},
		{"no text", `<nitf><head><title>T</title></head><body><body.content/></body></nitf>`, "skip item without text\n"},
		{"withheld", `<nitf><head><docdata management-status="withheld"/></head><body><body.content>A</body.content></body></nitf>`, "withheld : A\n"},
		{"released later", `<nitf><head><docdata><date.issue norm="20240501T100000Z"/><date.release norm="20240502T100000Z"/></docdata></head><body><body.content>A</body.content></body></nitf>`, "withheld : A\n"},
		{"released at once", `<nitf><head><docdata><date.issue norm="20240501T100000Z"/><date.release norm="20240501T100000Z"/></docdata></head><body><body.content>A</body.content></body></nitf>`, "usable : A\n"},
		{"prefixed", `<n:nitf xmlns:n="http://iptc.org/std/NITF/2006-10-18/"><n:body><n:body.content><n:p>A</n:p></n:body.content></n:body></n:nitf>`, "usable : <p>A</p>\n"},
		{"cut", `<nitf><body><body.content><p>A`, "reject the element nitf is not complete: the file ends within it\n"},
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
	f.Add(`<!DOCTYPE nitf SYSTEM "x" [<!ENTITY a "b">]><nitf><head><docdata><doc-id id-string="1"/></docdata></head><body><body.content>&a;</body.content></body></nitf>`)
	f.Fuzz(func(t *testing.T, doc string) { readAll(t, doc) })
}
