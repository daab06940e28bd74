// Package presswire reads two small XML formats of Nordic agencies: the news of
// Ritzau (RBNews) and the press releases of Solita's platform (release).
package presswire

import (
	"context"
	"io"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/charset"
	"github.com/wiretrace/wiretrace/ingest/format"
	"github.com/wiretrace/wiretrace/ingest/item"
	"github.com/wiretrace/wiretrace/ingest/xmltree"
)

// A Reader reads these formats. It implements [format.Reader].
type Reader struct{}

// Name returns "presswire".
func (Reader) Name() string { return "presswire" }

// Detect reports whether the root element is one of these formats.
func (Reader) Detect(h *format.Head) bool {
	switch strings.ToLower(h.Root.Name) {
	case "rbnews", "xmlnewsqueuedresponse":
		return true
	case "release":
		return strings.Contains(string(h.Text), "<longurl") || strings.Contains(string(h.Text), "<leadtext")
	}
	return false
}

// Read gives the items of a file to yield.
func (Reader) Read(ctx context.Context, in *format.Input, yield func(*format.Item) bool) error {
	return Read(ctx, charset.NewReader(in.Body), yield)
}

// Read gives the items of a document, which is UTF-8, to yield until that
// returns false.
func Read(ctx context.Context, r io.Reader, yield func(*format.Item) bool) error {
	container := func(n *xmltree.Node) bool {
		switch n.Name {
		case "xmlnewsqueuedresponse", "xmlnewsqueuedresult", "listofrbnews":
			return true
		}
		return false
	}
	return xmltree.NewReader(r, container, nil).Each(ctx, func(n *xmltree.Node) bool {
		it := &item.Item{Line: n.Line, Offset: n.Offset}
		switch n.Name {
		case "rbnews":
			ritzau(it, n)
		case "release":
			release(it, n)
		default:
			return true
		}
		return yield(it.Format())
	}, yield)
}

// ritzau reads one item of Ritzau.
func ritzau(it *item.Item, n *xmltree.Node) {
	text := func(name string) string { return n.Child(name).Text() }
	it.ID = text("newsid")
	it.Version = text("version")
	it.Title = item.Squeeze(text("headline"))
	if it.Title == "" {
		it.Title = text("subtitle")
	}
	it.Published = text("publishdate")
	it.Byline, it.Dateline = text("byline"), text("town")
	it.Credit = strings.Trim(text("origin"), "/")
	it.Source = "ritzau"
	switch {
	case text("annuleret") == "true":
		it.Status = article.StatusCancelled
	case text("korrektion") == "true":
		it.Status = article.StatusCorrected
	}
	it.AddLink("replaces", text("replaces"))
	it.AddNote("strapline", text("strapline"))
	it.AddNote("ednote", item.Squeeze(item.StripTags(text("tilredaktionen"))))
	it.Body = n.Child("content").Raw()
	it.HTML = item.LooksLikeHTML(it.Body)
}

// release reads one press release.
func release(it *item.Item, n *xmltree.Node) {
	text := func(name string) string { return n.Child(name).Text() }
	it.URL, it.Lang = text("longurl"), n.Attr("lang")
	it.Title = text("title")
	it.Published, it.Embargo = text("publicationdate"), text("embargo")
	publisher := n.Path("publisher", "name").Text()
	it.Byline = publisher
	it.AddNote("publisher", publisher)
	it.Body, it.HTML = "<p>"+n.Child("leadtext").Text()+"</p>\n"+n.Child("body").Raw(), true
}
