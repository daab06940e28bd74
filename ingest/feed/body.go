package feed

import (
	"encoding/base64"
	"html"
	"strings"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/ingest/item"
	"github.com/wiretrace/wiretrace/ingest/xmltree"
)

// text settles which element is the text, and whether that is only a summary.
func (e *entry) text() {
	for kind, n := range e.bodies {
		if n == nil {
			continue
		}
		body, markup := content(n)
		e.Body, e.HTML = body, markup
		if !e.HasText() {
			continue
		}
		text := body
		if markup {
			text = html.UnescapeString(item.StripTags(body))
		}
		e.Teaser = item.IsCut(text) || kind == bodySummary && item.IsSummary(text)
		return
	}
	e.Body, e.HTML = "", false
}

// content returns the text of an element and whether it is HTML. Elements
// inside of it, escaped HTML and plain text are distinguished by Atom's type or,
// without one, by the text.
func content(n *xmltree.Node) (body string, markup bool) {
	if n.HasElements() {
		return n.HTML(nil), true
	}
	s := n.Raw()
	kind := strings.ToLower(n.Attr("type"))
	if strings.EqualFold(n.Attr("mode"), "base64") || binary(kind) {
		decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), ""))
		if err != nil || !utf8.Valid(decoded) {
			return "", false
		}
		s = string(decoded)
		return s, item.LooksLikeHTML(s)
	}
	if kind == "text" || kind == "text/plain" {
		return s, false
	}
	return s, item.LooksLikeHTML(s)
}

// binary reports whether Atom content of that type is written in base64.
func binary(kind string) bool {
	switch {
	case !strings.Contains(kind, "/"), strings.HasPrefix(kind, "text/"):
		return false
	case strings.HasSuffix(kind, "+xml"), strings.HasSuffix(kind, "/xml"):
		return false
	}
	return true
}
