// Package itemtest checks in tests what the readers of formats give.
package itemtest

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/format"
)

// Collect returns the items that read yields. It fails t if one of them is none
// that package ingest can take.
func Collect(t testing.TB, read func(yield func(*format.Item) bool) error) []*format.Item {
	t.Helper()
	var items []*format.Item
	err := read(func(it *format.Item) bool {
		check(t, it)
		items = append(items, it)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// check fails t if an item breaks what all items keep to.
func check(t testing.TB, it *format.Item) {
	t.Helper()
	a := &it.Article
	switch {
	case it.Offset < 0 || it.Line < 0:
		t.Fatalf("offset %d, line %d", it.Offset, it.Line)
	case it.Skip != "" && it.Reject != "":
		t.Fatalf("an item is both %q and %q", it.Skip, it.Reject)
	case it.Skip != "" || it.Reject != "" || json.Valid(it.Object):
		return
	case a.Text == "" && it.Markup == "" && len(it.Page) == 0:
		t.Fatalf("an article without text: %+v", a)
	case a.Extra != nil && !json.Valid(a.Extra):
		t.Fatalf("extra is no JSON: %s", a.Extra)
	case len(a.Links) > article.MaxLinks:
		t.Fatalf("%d links", len(a.Links))
	}
	for _, l := range a.Links {
		if !utf8.ValidString(l.URL) || strings.ContainsRune(l.URL, 0) {
			t.Fatalf("the address of a link is not clean: %q", l.URL)
		}
	}
}

// Summary says in one line a item what the items are.
func Summary(items []*format.Item) string {
	var b strings.Builder
	for _, it := range items {
		switch {
		case it.Skip != "":
			b.WriteString("skip " + it.Skip)
		case it.Reject != "":
			b.WriteString("reject " + it.Reject)
		default:
			b.WriteString(it.Article.Status.String())
			if it.Article.Teaser {
				b.WriteString(" teaser")
			}
			b.WriteString(" " + it.Article.Title + ": " + strings.Join(strings.Fields(it.Article.Text+it.Markup), " "))
		}
		b.WriteByte('\n')
	}
	return b.String()
}
