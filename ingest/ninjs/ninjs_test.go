package ninjs

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
		return Read(context.Background(), strings.NewReader(doc), 1<<20, yield)
	})
}

func TestRead(t *testing.T) {
	tests := []struct{ name, doc, want string }{
		{"version 3", `{"uri":"a","headlines":[{"role":"slug","value":"S"},{"role":"main","value":"H"}],"bodies":[{"role":"text","value":"A"},{"role":"xhtml","value":"<p>B</p>"}]}`, "usable H: <p>B</p>\n"},
		{"version 1", `{"uri":"a","headline":"H","body_text":"A","pubstatus":"canceled"}`, "cancelled H: A\n"},
		{"NITF as a body", `{"uri":"a","bodies":[{"contentType":"text/vnd.IPTC.NITF","value":"<nitf><body><body.content><p>A</p></body.content></body></nitf>"}]}`, "usable : <p>A</p>\n"},
		{"kinds", `[{"uri":"a","type":"picture","body_text":"A"},{"uri":"b","type":"event"},{"uri":"c","eventDetails":{}},{"uri":"d","type":"composite","body_text":"D"},{"uri":"e","type":"composite"},{"uri":"f","type":"story","body_text":"F"}]`, "skip picture\nskip event\nskip event\nusable : D\nskip package\nusable : F\n"},
		{"embargo", `{"guid":"a","versioncreated":"2024-05-01T10:00:00Z","embargoed":"2024-05-02T10:00:00Z","body_html":"<p>A</p>"}`, "withheld : <p>A</p>\n"},
		{"embargo is over", `{"guid":"a","versioncreated":"2024-05-03T10:00:00Z","embargoed":"2024-05-02T10:00:00Z","body_html":"<p>A</p>"}`, "usable : <p>A</p>\n"},
		{"content API", `{"_items":[{"_id":"a","body_html":"A"}],"_meta":{"total":1}}`, "usable : A\n"},
		{"AP", `{"api_version":"1.1","data":{"item":{"uri":"a","type":"text","headline":"H","body_text":"A"}}}`, "usable H: A\n"},
		{"lines", "{\"uri\":\"a\",\"body_text\":\"A\"}\n{broken\n\n{\"uri\":\"b\",\"body_text\":\"B\"}\n", "usable : A\nreject not JSON: invalid character 'b' looking for beginning of object key string\nusable : B\n"},
		{"no object", `["a"]`, "reject not an item of ninjs: it is no JSON object\n"},
		{"cut", `[{"uri":"a","body_text":"A"},{"uri"`, "usable : A\nreject the JSON document ends too early\n"},
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
	f.Add(`[{"uri":"a","bodies":[{"role":"nitf","value":"<nitf>"}],"associations":[{"rel":"derivedFrom","uri":"b"}]}]`)
	f.Add(`{"data":{"items":[{"item":{"altids":{"itemid":"a"},"pubstatus":"usable","body_text":"A"}}]},"api_version":"1"}`)
	f.Add("{\"uri\":\"a\"}\n{\"uri\":\"b\"}")
	f.Fuzz(func(t *testing.T, doc string) { readAll(t, doc) })
}
