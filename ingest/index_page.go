package ingest

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// cardTitle is the length in bytes from which a linked heading is the
	// headline of an article.
	cardTitle = 12
	// minCards is how many articles an index page lists at least, or minSiteCards if the page declares
	// itself a website.
	minCards, minSiteCards = 5, 3
	// cardShare is the share of the running text of an index page within cards.
	cardShare = .7
)

// cards counts the articles that a page lists.
type cards struct {
	site    *url.URL
	n, text int
}

// indexPage reports whether a page only lists articles: a section front, a home page. text is the length
// of the page's running text in bytes.
func (m *pageMeta) indexPage(doc *html.Node, text int) bool {
	if m.ld.score > 0 || m.first("article:published_time") != "" || strings.HasPrefix(m.first("og:type"), "article") {
		return false
	}
	c := cards{site: absURL(firstOf(m.canonical, m.first("og:url")), nil)}
	c.walk(doc)
	need := minCards
	if t := m.first("og:type"); t == "website" || t == "object" {
		need = minSiteCards
	}
	return c.n >= need && float64(c.text) >= cardShare*float64(text)
}

// walk counts the cards below n. A card is an element with a linked heading, a teaser and no other
// heading.
func (c *cards) walk(n *html.Node) {
	for d := n.FirstChild; d != nil; d = d.NextSibling {
		if d.Type != html.ElementNode || neverText(d) || sideline(d) {
			continue
		}
		if isHeading(d) && c.linked(d) {
			c.add(d)
			continue
		}
		c.walk(d)
	}
}

// add counts the card that holds a heading.
func (c *cards) add(h *html.Node) {
	c.n++
	top := h
	for range 4 {
		p := top.Parent
		if p == nil || p.DataAtom == atom.Body || p.DataAtom == atom.Main || headings(p) > 1 {
			break
		}
		top = p
	}
	if top != h {
		c.text += paragraphBytes(top)
		return
	}
	// A card without its own element: the teaser follows the heading.
	for s := h.NextSibling; s != nil && !isHeading(s); s = s.NextSibling {
		if s.DataAtom == atom.P {
			c.text += textBytes(s)
		}
	}
}

func isHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H2, atom.H3, atom.H4, atom.H5:
		return true
	}
	return false
}

// linked reports whether a heading is, or is in, a link to another page of the site.
func (c *cards) linked(n *html.Node) bool {
	link := n.Parent
	if link == nil || link.DataAtom != atom.A {
		link = nil
		for d := range n.Descendants() {
			if d.DataAtom == atom.A {
				link = d
				break
			}
		}
	}
	if link == nil {
		return false
	}
	href := attr(link, "href")
	if u := absURL(href, c.site); u != nil && (c.site == nil && strings.Contains(href, "://") || c.site != nil && registrable(u) != registrable(c.site)) {
		return false
	}
	all, linked := textAndLinks(n, link == n.Parent)
	return all >= cardTitle && linked*10 >= all*9
}

// headings counts the headings below n, up to 2.
func headings(n *html.Node) (count int) {
	for d := range n.Descendants() {
		if isHeading(d) {
			if count++; count > 1 {
				return count
			}
		}
	}
	return count
}
