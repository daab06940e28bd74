// Package newsml reads the two generations of NewsML, the news formats of the
// IPTC: NewsML-G2 (newsItem, newsMessage) and NewsML 1.
//
// Items without a news text - pictures, packages, concepts, plans - are
// counted by their kind. A cancelled or withheld item is an article with that
// status, even if it has no text.
package newsml

import (
	"context"
	"html"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/charset"
	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item"
	"github.com/wiretrace/wiretrace/ingest/xmltree"
)

// A Reader reads NewsML of both generations. It implements [format.Reader].
type Reader struct{}

// Name returns "newsml".
func (Reader) Name() string { return "newsml" }

// Detect reports whether the root element is one of NewsML.
func (Reader) Detect(h *format.Head) bool {
	name := strings.ToLower(h.Root.Name)
	_, ok := g2Kind(name)
	return ok || name == "newsmessage" || name == "newsml"
}

// Read gives the items of a file to yield.
func (Reader) Read(ctx context.Context, in *format.Input, yield func(*format.Item) bool) error {
	return Read(ctx, charset.NewReader(in.Body), yield)
}

// Read gives the items of a document, which is UTF-8, to yield until that
// returns false.
func Read(ctx context.Context, r io.Reader, yield func(*format.Item) bool) error {
	var sender string
	return xmltree.NewReader(r, isContainer, nil).Each(ctx, func(n *xmltree.Node) bool {
		var items []*item.Item
		if kind, ok := g2Kind(n.Name); ok {
			if inNewsML1(n) {
				items = v1Items(n, sender)
			} else {
				items = []*item.Item{g2Item(n, kind)}
			}
		} else if n.Name == "newsenvelope" {
			sender = party(n.Child("sentfrom"))
		}
		for _, it := range items {
			if !yield(it.Format()) {
				return false
			}
		}
		return true
	}, yield)
}

func inNewsML1(n *xmltree.Node) bool { return n.Parent != nil && n.Parent.Name == "newsml" }

// isContainer reports whether the children of an element are read one by one.
func isContainer(n *xmltree.Node) bool {
	switch n.Name {
	case "newsmessage", "newsml":
		return n.Parent == nil
	case "itemset":
		return n.Parent != nil
	}
	return false
}

// plainBody returns a text that is written as a string, and whether it is HTML.
// Agencies put HTML into what they declare to be plain text.
func plainBody(s, contentType string) (body string, markup bool) {
	if !item.LooksLikeHTML(s) {
		return item.Unwrap(s), false
	}
	if strings.Contains(contentType, "plain") {
		return item.Unwrap(html.UnescapeString(item.StripTags(s))), false
	}
	return s, true
}

// label returns the name of a party or place: literal, name, or the code.
func label(n *xmltree.Node) string {
	if n == nil {
		return ""
	}
	if s := n.Attr("literal"); s != "" {
		return s
	}
	if s := code(n.Attr("qcode")); s != "" && strings.HasPrefix(n.Attr("qcode"), "nprov:") {
		return s
	}
	if s := n.Child("name").Text(); s != "" {
		return s
	}
	if s := code(n.Attr("qcode")); s != "" {
		return s
	}
	uri := n.Attr("uri")
	if host := article.Host(uri); host != "" {
		return host
	}
	return uri
}

// code returns the part of a QCode behind the name of its scheme, or the last
// part of an address.
func code(s string) string {
	if i := strings.LastIndexAny(s, ":/#"); i >= 0 {
		return s[i+1:]
	}
	return s
}

// children returns the child elements that have one of the names.
func children(n *xmltree.Node, names ...string) []*xmltree.Node {
	if n == nil {
		return nil
	}
	var found []*xmltree.Node
	for _, c := range n.Nodes {
		for _, name := range names {
			if c.Name == name {
				found = append(found, c)
			}
		}
	}
	return found
}

func set(s *string, v string) {
	if *s == "" {
		*s = v
	}
}
