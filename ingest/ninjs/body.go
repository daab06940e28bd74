package ninjs

import (
	"context"
	"strings"

	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item"
	"github.com/wiretrace/wiretrace/ingest/nitf"
)

// fill sets the text of an item to that of p.
func (p part) fill(it *item.Item) {
	if p.rank() == 2 && strings.Contains(p.value, "<") {
		// The element may be cut or empty: then there is no text.
		_ = nitf.Read(context.Background(), strings.NewReader(p.value), func(doc *format.Item) bool {
			it.Body, it.HTML = doc.Markup, true
			return false
		})
		if it.HasText() {
			return
		}
	}
	it.Body, it.HTML = p.value, item.LooksLikeHTML(p.value)
	if !it.HTML {
		it.Body = item.Unwrap(p.value)
	}
}
