// Package feed reads news feeds: RSS 0.9 to 2.0 and 1.0 (RDF), Atom 0.3 and
// 1.0, CDF, JSON Feed, WordPress exports (WXR), and OPML lists of feeds.
//
// A feed often has only a summary of each article. An entry whose text is a
// summary, or looks like one, is marked as a teaser. An entry gets no id of its
// own if it has an address: the page at that address is the same article.
package feed

import (
	"context"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/ingest/charset"
	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item"
	"github.com/wiretrace/wiretrace/ingest/xmltree"
)

// A Reader reads feeds in XML. It implements [format.Reader].
type Reader struct{}

// Name returns "feed".
func (Reader) Name() string { return "feed" }

// Detect reports whether the root element is that of a feed.
func (Reader) Detect(h *format.Head) bool {
	switch strings.ToLower(h.Root.Name) {
	case "rss", "channel", "opml":
		return true
	case "feed":
		return h.Root.Space == "" || strings.Contains(strings.ToLower(h.Root.Space), "atom")
	case "rdf":
		return strings.Contains(h.Root.Tag, "purl.org/rss/") || strings.Contains(h.Root.Tag, "netscape.com/rdf/")
	}
	return false
}

// Read gives the entries of a feed to yield.
func (Reader) Read(ctx context.Context, in *format.Input, yield func(*format.Item) bool) error {
	return Read(ctx, charset.NewReader(in.Body), yield)
}

// Read gives the entries of a feed, which is UTF-8, to yield until that returns
// false.
func Read(ctx context.Context, r io.Reader, yield func(*format.Item) bool) error {
	f := feed{}
	x := xmltree.NewReader(r, isContainer, isEntry)
	return x.Each(ctx, func(n *xmltree.Node) bool {
		it := f.take(n)
		return it == nil || yield(it.Format())
	}, yield)
}

// isContainer reports whether the children of an element are read one by one.
func isContainer(n *xmltree.Node) bool {
	if n.Parent == nil {
		return true
	}
	switch n.Name {
	case "channel":
		return true
	case "body", "outline":
		return n.Parent.Name == "opml" || n.Parent.Name == "body" || n.Parent.Name == "outline"
	}
	return false
}

// isEntry reports whether an element with that name is one entry of a feed.
func isEntry(name string) bool { return name == "item" || name == "entry" }

// A feed holds what the feed as a whole says. An entry takes from it what it
// does not say itself.
type feed struct {
	title, link, lang, author, rights string
}

// take returns the entry that n is. It remembers what n says of the feed.
func (f *feed) take(n *xmltree.Node) *item.Item {
	switch {
	case isEntry(n.Name) && n.Parent != nil:
		return f.entry(n)
	case n.Name == "outline":
		if n.Attr("xmlurl") != "" {
			return &item.Item{Kind: "address of a feed", Line: n.Line, Offset: n.Offset}
		}
	case n.Parent != nil:
		f.describe(n)
	}
	if f.lang == "" {
		f.lang = n.Attr("xml:lang")
	}
	return nil
}

// describe keeps a child of the feed that is no entry.
func (f *feed) describe(n *xmltree.Node) {
	set := func(s *string, v string) {
		if *s == "" {
			*s = v
		}
	}
	switch n.Name {
	case "title":
		if n.Space == "" {
			set(&f.title, plain(n))
		}
	case "link":
		if rel := n.Attr("rel"); rel == "" || rel == "alternate" {
			set(&f.link, linkAddress(n))
		}
	case "language":
		set(&f.lang, n.Text())
	case "author":
		set(&f.author, person(n))
	case "copyright", "rights":
		set(&f.rights, plain(n))
	}
}
