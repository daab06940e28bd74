package ingest

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// Limits of a standfirst, in bytes of letters and digits.
	minStandfirst = 40
	maxStandfirst = 700
	// nearStandfirst is how many bytes of text after the headline are searched.
	nearStandfirst = 1500
	// comparedLead is how many letters and digits must be equal for two texts to be the same.
	comparedLead = 60
)

// A leadFinder finds the standfirst of a page: the summary between headline and story, which extractors
// omit with the surrounding header.
type leadFinder struct {
	described []string // the page's descriptions, reduced to letters and digits
	titled    bool
	since     int
	done      bool
	text      string
}

// standfirst returns the standfirst that the page shows, or "". It is equal to the page's description, or
// in an element with such a name.
func (m *pageMeta) standfirst(doc *html.Node) string {
	if len(m.h1) == 0 {
		return ""
	}
	f := leadFinder{}
	for _, d := range [...]string{m.first("og:description"), m.first("description"), m.first("twitter:description"), m.ld.description} {
		if key := nameKey(html.UnescapeString(d)); len(key) >= minStandfirst {
			f.described = append(f.described, key[:min(len(key), comparedLead)])
		}
	}
	f.walk(doc)
	return f.text
}

func (f *leadFinder) walk(n *html.Node) {
	for c := n.FirstChild; c != nil && !f.done; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			if f.titled {
				f.since += len(strings.TrimSpace(c.Data))
				f.done = f.since > nearStandfirst
			}
		case html.ElementNode:
			f.element(c)
		case html.DocumentNode:
			f.walk(c)
		}
	}
}

func (f *leadFinder) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Nav, atom.Footer, atom.Svg, atom.Iframe, atom.Noscript, atom.Template, atom.Figure, atom.Aside, atom.Form, atom.Button:
		return
	case atom.H1:
		f.titled, f.since = true, 0
		return
	}
	if ofOthers(n, strings.ToLower(attr(n, "class")+" "+attr(n, "id"))) {
		return
	}
	switch n.DataAtom {
	case atom.P, atom.Div, atom.H2, atom.H3, atom.H4, atom.Span, atom.Strong, atom.Header:
		if !f.titled {
			break
		}
		if short(n) {
			if s := oneLine(spacedText(n)); f.isLead(n, nameKey(s)) {
				f.text, f.done = s, true
				return
			}
		}
	}
	f.walk(n)
}

// short reports whether the text of an element is not longer than a standfirst. It stops as soon as it is.
func short(n *html.Node) bool {
	size, nodes := 0, 0
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			size += len(strings.TrimSpace(d.Data))
		}
		if nodes++; size > 2*maxStandfirst || nodes > 100 {
			return false
		}
	}
	return true
}

// isLead reports whether an element is the standfirst. key is its text, reduced to letters and digits.
func (f *leadFinder) isLead(n *html.Node, key string) bool {
	if len(key) < minStandfirst || len(key) > maxStandfirst {
		return false
	}
	for _, d := range f.described {
		if strings.HasPrefix(key, d) {
			return true
		}
	}
	class := strings.ToLower(attr(n, "class") + " " + attr(n, "itemprop"))
	return (containsAny(class, "standfirst", "subtitle", "sub-title", "subheadline", "sub-headline", "vorspann", "chapo", "entradilla", "summary", "alternativeheadline") || hasPart(class, "dek")) &&
		!containsAny(class, "caption", "media", "desktop", "image", "photo", "rating")
}

// hasPart reports whether word is one of the words that make up a class name: "article__dek", but not
// "redeker".
func hasPart(names, word string) bool {
	for part := range strings.FieldsFuncSeq(names, func(r rune) bool { return r < 'a' || r > 'z' }) {
		if part == word {
			return true
		}
	}
	return false
}

// prepend puts a standfirst before the text, unless the text has it.
func (b *body) prepend(lead string) {
	key := nameKey(lead)
	if key == "" || b.low || strings.Contains(nameKey(b.text[:min(len(b.text), 4*maxStandfirst+nearStandfirst)]), key[:min(len(key), comparedLead)]) {
		return
	}
	lead += "\n\n"
	b.text = lead + b.text
	for i := range b.marks {
		b.marks[i].Start += len(lead)
		b.marks[i].End += len(lead)
	}
	for i := range b.headings {
		b.headings[i] += len(lead)
	}
}
