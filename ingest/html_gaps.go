package ingest

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// maxParagraphs bounds the paragraphs of a page that are compared with its text.
	maxParagraphs = 2000
	// minGap is the length in bytes of the shortest paragraph that is put back.
	minGap = 40
	// gapLinks is the largest share of such a paragraph within links.
	gapLinks = .7
	// minAlike is how many paragraphs in elements of the same names the text must have.
	minAlike = 3
)

// A paragraph is a p element of a page.
type paragraph struct {
	text, key string
	place     string // the names of the elements around it
	linked    bool   // most of it is links
	titled    bool   // it is below the headline
}

// paragraphs returns the p elements of a page that can be text of the article.
func paragraphs(doc *html.Node) []paragraph {
	var c paragraphCollector
	c.walk(doc)
	return c.list
}

type paragraphCollector struct {
	list   []paragraph
	titled bool
}

func (c *paragraphCollector) walk(n *html.Node) {
	for d := n.FirstChild; d != nil && len(c.list) < maxParagraphs; d = d.NextSibling {
		switch {
		case d.Type == html.DocumentNode || d.DataAtom == atom.Body || d.DataAtom == atom.Html:
			c.walk(d)
		case d.Type != html.ElementNode || notShown(d) || outside(d):
		case d.DataAtom == atom.P:
			if p, ok := newParagraph(d); ok {
				p.titled = c.titled
				c.list = append(c.list, p)
			}
		default:
			c.titled = c.titled || d.DataAtom == atom.H1
			c.walk(d)
		}
	}
}

// outside reports whether the text of an element is not that of the article.
func outside(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Footer, atom.Aside, atom.Form, atom.Figure, atom.Dialog:
		return true
	}
	_, ruled := roleOf(n)
	return ruled
}

func newParagraph(n *html.Node) (p paragraph, ok bool) {
	var b strings.Builder
	shownText(&b, n)
	p.text = cleanText(oneLine(b.String()))
	if p.key = nameKey(p.text); p.key == "" {
		return p, false
	}
	all, linked := textAndLinks(n, false)
	p.linked = float64(linked) > gapLinks*float64(all)
	var place strings.Builder
	for e, level := n, 0; e != nil && level < 4; e, level = e.Parent, level+1 {
		place.WriteString(e.Data + "." + attr(e, "class") + " ")
	}
	p.place = place.String()
	return p, true
}

// shownText writes the text below n without scripts and what is hidden.
func shownText(b *strings.Builder, n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.DataAtom == atom.Br:
			b.WriteByte(' ')
		case c.Type == html.ElementNode && !notShown(c):
			shownText(b, c)
		}
	}
}

// notShown reports whether nothing below an element is text that a reader sees, its own style
// included: the extractor leaves out what a style hides, and rightly.
func notShown(n *html.Node) bool {
	style := strings.ToLower(strings.Join(strings.Fields(attr(n, "style")), ""))
	return neverText(n) || strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

// fillGaps puts back paragraphs that an extractor dropped between others of the
// same place in the page, or between the headline and those: paragraphs with
// several links, short ones in a division of their own.
func (b *body) fillGaps(all []paragraph) {
	lines := make(map[string]span)
	for _, l := range textLines(b.text) {
		if key := nameKey(b.text[l.start:l.end]); key != "" {
			lines[key] = l
		}
	}
	whole := nameKey(b.text)
	alike, lost := make(map[string]int), make(map[string]int)
	var gaps, run []gap
	after, kept := span{}, false
	for i, p := range all {
		if at, ok := lines[p.key]; ok {
			for k := range run {
				if run[k].at = after.end; !kept {
					run[k].at, run[k].before = at.start, true
				}
			}
			gaps, run = append(gaps, run...), run[:0]
			after, kept = at, true
			alike[p.place]++
			continue
		}
		if (kept || p.titled) && p.complete() && !strings.Contains(whole, p.key) {
			run = append(run, gap{text: p.text, place: all[i].place})
			lost[p.place]++
		}
	}
	// What is below the text, in the last run, is not put back.
	b.insert(slices.DeleteFunc(gaps, func(g gap) bool {
		return alike[g.place] < max(minAlike, 2*lost[g.place])
	}))
}

// complete reports whether a paragraph is one of a story, not a line of a menu.
func (p *paragraph) complete() bool {
	return len(p.text) >= minGap && endsSentence(p.text) && !p.linked && !consentLine(p.text)
}

// A gap is a paragraph to put into a text.
type gap struct {
	at     int  // where a line ends
	before bool // or begins
	text   string
	place  string
}

// insert puts paragraphs into the text, in the order of the page.
func (b *body) insert(gaps []gap) {
	if len(gaps) == 0 {
		return
	}
	slices.SortStableFunc(gaps, func(x, y gap) int { return cmp.Compare(x.at, y.at) })
	var text strings.Builder
	at := 0
	for _, g := range gaps {
		text.WriteString(b.text[at:g.at])
		if at = g.at; g.before {
			text.WriteString(g.text + "\n\n")
		} else {
			text.WriteString("\n\n" + g.text)
		}
	}
	text.WriteString(b.text[at:])
	shift := func(place int) (n int) { // what was put in before a place, or at it
		for _, g := range gaps {
			if g.at <= place {
				n += len(g.text) + 2
			}
		}
		return n
	}
	for i, f := range b.marks {
		b.marks[i].Start, b.marks[i].End = f.Start+shift(f.Start), f.End+shift(f.End-1)
	}
	for i, h := range b.headings {
		b.headings[i] = h + shift(h)
	}
	b.text = text.String()
}
