package ingest

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// otherText is the least bytes of paragraphs of a second article below the page's own.
const otherText = 300

// The least bytes of letters in its headline: shorter ones are names. In its own article element the
// headline may be shorter.
const (
	otherHeading = 15
	minHeading   = 8
)

// names reports whether the page's head has this address or headline.
func (m *pageMeta) names(address, headline string) bool {
	if here := absURL(firstOf(m.canonical, m.first("og:url")), nil); here != nil {
		if u := absURL(address, here); u != nil && samePath(u, here) {
			return true
		}
	}
	return m.titled(headline)
}

// samePath reports whether two addresses name one document of a site.
func samePath(a, b *url.URL) bool {
	return registrable(a) == registrable(b) && strings.Trim(a.Path, "/") == strings.Trim(b.Path, "/") && a.RawQuery == b.RawQuery
}

// titled reports whether a headline is that of the page's head, without the outlet's name.
func (m *pageMeta) titled(headline string) bool {
	key := nameKey(headline)
	if len(key) < 8 {
		return false
	}
	for _, t := range [...]string{m.first("og:title"), m.first("twitter:title"), m.title} {
		if k := nameKey(t); k != "" && (strings.HasPrefix(k, key) || strings.HasPrefix(key, k) && len(k) > 20) {
			return true
		}
	}
	return false
}

// titleKeys returns the letters and digits of the page's headlines.
func (m *pageMeta) titleKeys() (keys []string) {
	for _, t := range slices.Concat([]string{m.headline(), m.title, m.first("og:title"), m.ld.headline}, m.h1) {
		if k := nameKey(t); len(k) > 8 {
			keys = append(keys, k)
		}
	}
	return keys
}

// cutOthers removes the articles that a page loads below its own. Each has its own h1 and is outside the
// page's own article.
func (m *pageMeta) cutOthers() {
	main := m.mainHeading()
	if main == nil {
		return
	}
	above := make(map[*html.Node]bool)
	root := main
	for n := main; n != nil; n = n.Parent {
		above[n] = true
		root = n
	}
	left := paragraphBytes(root)
	apart := inArticle(root, main) // the page's own article is in an article element
	for i, h := range m.h1s {
		top := h
		for top.Parent != nil && !above[top.Parent] {
			top = top.Parent
		}
		key := nameKey(m.h1[i])
		element := apart && inArticle(top, h)
		if h == main || top == h || top.Parent == nil || len(key) < otherHeading && (!element || len(key) < minHeading) || m.titled(m.h1[i]) || !inArticle(top, h) && !ownArticle(top, h) {
			continue
		}
		size := paragraphBytes(top)
		if size >= otherText && left-size >= otherText && (element || size <= left-size) {
			left -= size
			top.Parent.RemoveChild(top)
		}
	}
}

// maxLoaded is how many articles a page loads below its own at most: more are a
// list.
const maxLoaded = 2

// cutLoaded removes the articles below the page's own that have a linked headline
// in place of an h1. The page's own one is the article element with the only h1.
func (m *pageMeta) cutLoaded(doc *html.Node) {
	if len(m.h1s) != 1 {
		return
	}
	own := m.h1s[0]
	for own != nil && own.DataAtom != atom.Article {
		own = own.Parent
	}
	if own == nil || paragraphBytes(own) < otherText {
		return
	}
	var loaded []*html.Node
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Article && n != own && !within(n, own) && !within(own, n) && linkedHeading(n) && paragraphBytes(n) >= otherText {
			loaded = append(loaded, n)
		}
	}
	if len(loaded) > maxLoaded {
		return
	}
	for _, n := range loaded {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}

// within reports whether n is below top.
func within(n, top *html.Node) bool {
	for n = n.Parent; n != nil; n = n.Parent {
		if n == top {
			return true
		}
	}
	return false
}

// linkedHeading reports whether the first heading below n is one link.
func linkedHeading(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.DataAtom == atom.H1 || subheading(d) {
			all, linked := textAndLinks(d, d.Parent.DataAtom == atom.A)
			return all >= minHeading && linked == all
		}
	}
	return false
}

// mainHeading returns the page's own h1 of several, or nil.
func (m *pageMeta) mainHeading() *html.Node {
	if len(m.h1s) < 2 {
		return nil
	}
	for i, h := range m.h1s {
		if m.titled(m.h1[i]) || m.ld.score >= ownScore && nameKey(m.h1[i]) == nameKey(m.ld.headline) {
			return h
		}
	}
	// Headlines for search engines and social networks may differ.
	if own := m.ownHeading(); own != "" {
		return m.h1s[slices.Index(m.h1, own)]
	}
	return nil
}

// inArticle reports whether h is in an article element at or below top.
func inArticle(top, h *html.Node) bool {
	for n := h; n != nil; n = n.Parent {
		if n.DataAtom == atom.Article {
			return true
		}
		if n == top {
			break
		}
	}
	return false
}

// ownArticle reports whether top contains a separate article with the headline h: it has an address or a
// linked headline.
func ownArticle(top, h *html.Node) bool {
	for n := h; n != nil; n = n.Parent {
		for _, a := range n.Attr {
			switch a.Key {
			case "data-url", "data-href", "data-link", "data-permalink", "itemid":
				return true
			}
		}
		if n == top {
			break
		}
	}
	for d := range h.Descendants() {
		if d.DataAtom == atom.A && attr(d, "href") != "" {
			return true
		}
	}
	return false
}
