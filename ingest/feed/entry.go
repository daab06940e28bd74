package feed

import (
	"html"
	"net/url"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest/item"
	"github.com/wiretrace/wiretrace/ingest/xmltree"
)

// entry reads one entry of a feed.
func (f *feed) entry(n *xmltree.Node) *item.Item {
	e := &entry{
		Item: item.Item{Line: n.Line, Offset: n.Offset, Lang: n.Attr("xml:lang")},
		node: n, base: n.Inherited("xml:base"),
	}
	if e.base == "" {
		e.base = f.link
	}
	for _, c := range n.Nodes {
		if c.Name != "" {
			e.child(c)
		}
	}
	if href := n.Attr("href", "rdf:about"); e.URL == "" && href != "" {
		e.URL = e.resolve(n, href)
	}
	e.identity(f)
	e.text()
	if e.Lang == "" {
		e.Lang = f.lang
	}
	if e.Byline == "" {
		e.Byline = f.author
	}
	e.AddNote("rights", e.rights)
	e.AddNote("feed", f.title)
	if e.post != nil {
		e.wordpress()
	}
	return &e.Item
}

// An entry is what is read of one entry.
type entry struct {
	item.Item
	node *xmltree.Node
	base string

	published int // rank of the element that Published is from
	guid      string
	permalink bool   // guid is an address
	original  string // address that a proxy of the feed has replaced
	rights    string
	bodies    [numBodies]*xmltree.Node
	post      map[string]string // fields of a WordPress export
}

// The elements that hold a text, the most complete first.
const (
	bodyEncoded = iota // content:encoded, Atom's content
	bodyXHTML
	bodyMedia // media:text
	bodySummary
	numBodies
)

// child reads one element of the entry.
func (e *entry) child(c *xmltree.Node) {
	switch c.Space {
	case "", "atom", "dc", "dcterms":
		e.plainChild(c)
	case "content", "xhtml", "media", "excerpt":
		e.mediaChild(c)
	case "wp":
		if e.post == nil {
			e.post = make(map[string]string)
		}
		if !c.HasElements() {
			e.post[c.Name] = c.Text()
		}
	case "feedburner", "pheedo":
		if c.Name == "origlink" {
			e.original = c.Text()
		}
	case "itunes":
		if c.Name == "author" && e.Byline == "" {
			e.Byline = plain(c)
		}
	}
}

// plainChild reads an element of RSS, Atom or Dublin Core.
func (e *entry) plainChild(c *xmltree.Node) {
	switch c.Name {
	case "title":
		if e.Title == "" {
			e.Title = plain(c)
		}
	case "link":
		e.link(c)
	case "guid", "id", "identifier":
		if e.guid == "" {
			e.guid = c.Text()
			e.permalink = c.Name == "guid" && !strings.EqualFold(c.Attr("ispermalink"), "false")
		}
	case "creator", "author", "contributor":
		e.author(c)
	case "pubdate", "date", "issued", "published", "created", "available":
		if r := publishedRank(c.Name); e.Published == "" || r > e.published {
			e.Published, e.published = c.Text(), r
		}
	case "updated", "modified":
		e.Updated = c.Text()
	case "language":
		e.Lang = c.Text()
	case "rights", "copyright":
		e.rights = plain(c)
	case "source":
		e.source(c)
	case "content":
		e.setBody(bodyEncoded, c)
	case "description", "summary", "abstract":
		e.setBody(bodySummary, c)
	}
}

// publishedRank orders the elements that say when an entry appeared.
func publishedRank(name string) int {
	switch name {
	case "pubdate", "published":
		return 3
	case "issued":
		return 2
	case "date":
		return 1
	}
	return 0
}

// mediaChild reads an element of an extension that holds texts.
func (e *entry) mediaChild(c *xmltree.Node) {
	switch {
	case c.Space == "content" && c.Name == "encoded":
		e.setBody(bodyEncoded, c)
	case c.Space == "xhtml" && (c.Name == "body" || c.Name == "div"):
		e.setBody(bodyXHTML, c)
	case c.Space == "excerpt" && c.Name == "encoded":
		e.setBody(bodySummary, c)
	case c.Space == "media" && (c.Name == "group" || c.Name == "content"):
		for _, inner := range c.Nodes {
			e.mediaChild(inner)
		}
	case c.Space == "media" && c.Name == "credit":
		e.AddNote("media_credit", c.Text())
	case c.Space == "media" && c.Name == "copyright":
		e.AddNote("media_copyright", c.Text())
	case c.Space == "media" && c.Name == "text" && c.Parent == e.node:
		e.setBody(bodyMedia, c)
	}
}

// setBody keeps an element that holds a text, unless the one that is there has
// more.
func (e *entry) setBody(kind int, c *xmltree.Node) {
	if have := e.bodies[kind]; have == nil || len(have.Raw()) < len(c.Raw()) {
		e.bodies[kind] = c
	}
}

// link reads a link of RSS (an address as text) or of Atom.
func (e *entry) link(c *xmltree.Node) {
	address := e.resolve(c, linkAddress(c))
	if address == "" {
		return
	}
	switch rel := strings.ToLower(c.Attr("rel")); rel {
	case "", "alternate":
		if e.URL == "" || c.Space == "" && rel == "" {
			e.URL = address
		}
	case "canonical":
		e.AddLink(article.RelCanonical, address)
	case "via", "related":
		e.AddLink(rel, address)
	}
}

// source reads where an entry was taken from: RSS has the address of the other
// feed and its name, Atom its metadata, Dublin Core an address or a name.
func (e *entry) source(c *xmltree.Node) {
	if c.HasElements() {
		e.AddNote("source_title", plain(c.Child("title")))
		e.AddNote("source_id", c.Child("id").Text())
		for _, l := range c.Nodes {
			if l.Name == "link" && linkAddress(l) != "" {
				e.AddLink(article.RelSource, e.resolve(l, linkAddress(l)))
			}
		}
		if e.Byline == "" {
			e.Byline = person(c.Child("author"))
		}
		return
	}
	name := plain(c)
	if strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://") {
		e.AddLink(article.RelSource, name)
		name = ""
	}
	e.AddLink(article.RelSource, e.resolve(c, c.Attr("url", "src", "href")))
	e.AddNote("source_title", name)
}

// author adds one author.
func (e *entry) author(c *xmltree.Node) {
	name := person(c)
	switch {
	case name == "" || c.Name == "contributor" && e.Byline != "":
	case e.Byline == "":
		e.Byline = name
	case !strings.Contains(e.Byline, name):
		e.Byline += ", " + name
	}
}

// identity settles the address and the id. An entry that has an address is
// known by that. An id is used only if it is unique beyond the feed.
func (e *entry) identity(f *feed) {
	switch {
	case e.original != "":
		e.URL = e.original
	case e.URL == "" && e.permalink && isAddress(e.guid):
		e.URL = e.guid
	case e.URL == "" && isUnique(e.guid):
		e.ID = e.guid
	}
	if e.guid != e.URL && e.guid != e.ID {
		e.AddNote("guid", e.guid)
	}
	if e.URL == "" {
		e.Source = article.Host(f.link)
	}
}

func isAddress(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// isUnique reports whether an id is unique in the world by its form.
func isUnique(s string) bool {
	return isAddress(s) || strings.HasPrefix(s, "urn:") || strings.HasPrefix(s, "tag:")
}

// resolve returns an address of the entry as an absolute one, if a base is
// known.
func (e *entry) resolve(n *xmltree.Node, ref string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" || isAddress(ref) {
		return ref
	}
	base := n.Inherited("xml:base")
	if base == "" {
		base = e.base
	}
	b, err := url.Parse(base)
	if err != nil || !b.IsAbs() {
		return ref
	}
	u, err := b.Parse(ref)
	if err != nil {
		return ref
	}
	return u.String()
}

// linkAddress returns the address that a link element has.
func linkAddress(n *xmltree.Node) string {
	if href := n.Attr("href", "rdf:resource"); href != "" {
		return href
	}
	return n.Text()
}

// person returns the name of an author: of Atom's name element, or of RSS's
// "mail@example.org (Name)".
func person(n *xmltree.Node) string {
	if n == nil {
		return ""
	}
	if name := n.Child("name"); name != nil {
		return plain(name)
	}
	if n.HasElements() {
		return plain(n.Child("email"))
	}
	s := plain(n)
	if open := strings.IndexByte(s, '('); open > 0 && strings.Contains(s[:open], "@") {
		return item.Squeeze(strings.Trim(s[open:], "() "))
	}
	return s
}

// plain returns a text that may be written as HTML as one line.
func plain(n *xmltree.Node) string {
	if n == nil {
		return ""
	}
	s := n.Text()
	if n.HasElements() || !item.LooksLikeHTML(s) {
		return s
	}
	return item.Squeeze(item.StripTags(html.UnescapeString(s)))
}
