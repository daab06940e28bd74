// Package nitf reads NITF, the News Industry Text Format of the IPTC, with or
// without a namespace: documents of their own, and those inside other formats.
package nitf

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

// A Reader reads NITF documents. It implements [format.Reader].
type Reader struct{}

// Name returns "nitf".
func (Reader) Name() string { return "nitf" }

// Detect reports whether the root element is nitf.
func (Reader) Detect(h *format.Head) bool { return strings.EqualFold(h.Root.Name, "nitf") }

// Read gives the article of a document to yield.
func (Reader) Read(ctx context.Context, in *format.Input, yield func(*format.Item) bool) error {
	return Read(ctx, charset.NewReader(in.Body), yield)
}

// Read gives the article of a document, which is UTF-8, to yield. Several
// documents may follow each other.
func Read(ctx context.Context, r io.Reader, yield func(*format.Item) bool) error {
	none := func(*xmltree.Node) bool { return false }
	return xmltree.NewReader(r, none, nil).Each(ctx, func(n *xmltree.Node) bool {
		if n.Name != "nitf" {
			return true
		}
		it := &item.Item{Line: n.Line, Offset: n.Offset}
		Fill(it, n)
		return yield(it.Format())
	}, yield)
}

// Fill sets the fields of an item that the element nitf states and that are not
// set yet.
func Fill(it *item.Item, n *xmltree.Node) {
	head, body := n.Child("head"), n.Child("body")
	if body == nil {
		body = n
	}
	top := body.Child("body.head")
	set(&it.Title, top.Path("hedline", "hl1").Text())
	set(&it.Title, top.Path("hedline").Text())
	set(&it.Title, head.Child("title").Text())
	if it.Byline == "" {
		for _, b := range children(top, "byline") {
			add(&it.Byline, byline(b))
		}
	}
	set(&it.Dateline, spaced(top.Child("dateline")))
	distributor := top.Child("distributor").Text()
	set(&it.Source, distributor)
	it.AddNote("distributor", distributor)
	set(&it.Lang, n.Attr("xml:lang", "baselang"))
	set(&it.Lang, body.Attr("xml:lang"))
	metadata(it, head)
	set(&it.Published, top.Path("dateline", "story.date").Attr("norm"))
	it.AddNote("tagline", body.Path("body.end", "tagline").Text())
	text(it, body)
}

// metadata reads the head of a document.
func metadata(it *item.Item, head *xmltree.Node) {
	doc := head.Child("docdata")
	if s, ok := article.ParseStatus(doc.Attr("management-status")); ok && it.Status == article.StatusUsable {
		it.Status = s
	}
	if id := doc.Child("doc-id"); id.Attr("id-string") != "" && it.ID == "" {
		it.ID = id.Attr("id-string")
		if src := id.Attr("regsrc"); src != "" {
			it.ID = src + ":" + it.ID
		}
	}
	pub := head.Child("pubdata")
	set(&it.Source, pub.Attr("name"))
	if ref := pub.Attr("ex-ref"); strings.HasPrefix(ref, "http") {
		set(&it.URL, ref)
	}
	set(&it.Published, doc.Child("date.issue").Attr("norm"))
	set(&it.Published, pub.Attr("date.publication"))
	for _, h := range children(head, "revision-history") {
		it.Updated = h.Attr("norm")
	}
	set(&it.Embargo, doc.Child("date.release").Attr("norm"))
	it.AddNote("ednote", doc.Child("ed-msg").Attr("info"))
	holder := doc.Child("doc.copyright").Attr("holder")
	it.AddNote("copyright_holder", holder)
	set(&it.Source, doc.Child("doc-id").Attr("regsrc"))
	set(&it.Source, holder)
	it.AddNote("du_key", doc.Child("du-key").Attr("key"))
	set(&it.Version, doc.Child("du-key").Attr("version"))
	for _, from := range doc.FindAll("from-src") {
		it.AddNote("delivered_by", from.Attr("src-name"))
	}
}

// text sets the text of an item; the abstract is one if there is no other.
func text(it *item.Item, body *xmltree.Node) {
	if it.HasText() {
		return
	}
	content := body.Child("body.content")
	if content == nil {
		content = &xmltree.Node{Name: "body.content"}
		for _, c := range body.Nodes {
			if c.Name != "body.head" && c.Name != "body.end" && c.Name != "head" {
				content.Nodes = append(content.Nodes, c)
			}
		}
	}
	it.Body, it.HTML = content.HTML(rename), true
	if it.HasText() {
		return
	}
	it.Body = body.Path("body.head", "abstract").HTML(rename)
	it.Teaser = it.HasText()
}

// rename gives the element of HTML for one of NITF.
func rename(n *xmltree.Node) string {
	switch n.Name {
	case "hl1", "hl2", "hedline":
		return "h2"
	case "block", "nitf-table", "nitf-col", "nitf-colgroup", "note", "body.content":
		return "div"
	case "bq":
		return "blockquote"
	case "credit", "byline", "dateline", "abstract", "distributor":
		if n.Parent != nil && n.Parent.Name == "p" {
			return "span"
		}
		return "p"
	case "media":
		return "figure"
	case "media-caption", "media-producer":
		return "figcaption"
	case "media-reference", "media-metadata", "media-object", "nitf-table-metadata", "tobject", "datasource":
		return ""
	}
	return n.Name
}

// byline returns a byline with the title of its author after a comma.
func byline(n *xmltree.Node) string {
	var parts []string
	title := n.Child("byttl").Text()
	for _, c := range n.Nodes {
		if s := item.Squeeze(c.Raw()); s != "" && c.Name != "byttl" {
			parts = append(parts, s)
		}
	}
	name := strings.Join(parts, " ")
	switch {
	case title == "":
		return name
	case name == "":
		return title
	}
	return name + ", " + title
}

// spaced returns the texts of an element's parts with commas between those that
// the markup alone divides.
func spaced(n *xmltree.Node) string {
	if n == nil {
		return ""
	}
	var parts []string
	var walk func(*xmltree.Node)
	walk = func(n *xmltree.Node) {
		if s := item.Squeeze(n.Data); s != "" {
			parts = append(parts, s)
		}
		for _, c := range n.Nodes {
			walk(c)
		}
	}
	walk(n)
	return strings.Join(parts, ", ")
}

func children(n *xmltree.Node, name string) []*xmltree.Node {
	var found []*xmltree.Node
	if n != nil {
		for _, c := range n.Nodes {
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

func add(s *string, v string) {
	switch {
	case v == "":
	case *s == "":
		*s = v
	case !strings.Contains(*s, v):
		*s += ", " + v
	}
}
