package presswire

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
		{"Ritzau", `<XMLNewsQueuedResponse><XMLNewsQueuedResult><ListOfRBNews><RBNews><headline>H</headline><content>&lt;p>A&lt;/p></content></RBNews><RBNews><headline>I</headline><Annuleret>true</Annuleret></RBNews></ListOfRBNews></XMLNewsQueuedResult></XMLNewsQueuedResponse>`, "usable H: <p>A</p>\ncancelled I: I\n"},
		{"release", `<release><title>H</title><leadtext>L</leadtext><body>&lt;p>A&lt;/p></body></release>`, "usable H: <p>L</p> <p>A</p>\n"},
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
	f.Add(`<RBNews><headline>H</headline><content>&lt;p>A&lt;/p></content></RBNews>`)
	f.Add(`<release><leadtext>L</leadtext></release>`)
	f.Fuzz(func(t *testing.T, doc string) { readAll(t, doc) })
}
