package anpa

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
		{"IPTC 7901", "\x01abc012 4 i 60 abc 012\r\n\r\nKey/\r\n\x02Head=\r\n\r\nText.\r\n\x03061215 GMT May 24\x04", "usable Head: Text.\n"},
		{"version and byline", "\x01abc012 4 i 60 abc 012\r\n\r\nKey/\r\n\x021ST LEAD\r\nHead\r\nBy A Writer =\r\n\r\nText.\x03\x04", "usable Head: Text.\n"},
		{"two messages", "\x01a\x1fb\r\nr a\x13\x11 Key\r\n\x02^Slug<\r\n^Head<\r\n\tText<\r\n\x03\x04\x16\x16\x01a\x1fb\r\nr a\x13\x11 Key Kill\r\n\x02^Slug<\r\n\tKill it<\r\n\x03\x04", "usable Head: Text\ncancelled Slug: Kill it\n"},
		{"cut in the header", "\x01abc012 4 i", "reject the message has no text: it ends within its header\n"},
		{"cut in the text", "\x01abc012 4 i\r\n\x02Head=\r\n\r\nText", "reject the message is not complete: the file ends within its text\n"},
		{"too large", "\x01abc012\x02Head=\r\n" + strings.Repeat("x", maxMessage), "reject a message is larger than 1048576 bytes: the rest of the file is not read\n"},
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
	f.Add("\x16\x16\x01a\x1fb\r\nr a\x13\x11 Key\r\n\x02^Slug<\r\n^Head<\r\n\tText<\r\n\x03AP-05-06-24 1415GMT\x04")
	f.Add("\x01abc012 4 i 60\r\n\x02Head=\r\n\r\nText.\r\n# note\x03061215 GMT May 24\x04")
	f.Fuzz(func(t *testing.T, doc string) { readAll(t, doc) })
}
