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
	// longGap is the mean length in bytes of paragraphs that are put back where
	// the text has few others of their place, or none below them.
	longGap = 150
	// minHeadingWords is how many words a crosshead that is put back has at least.
	minHeadingWords = 2
	// gapLinks is the largest share of such a paragraph within links.
	gapLinks = .7
	// minAlike is how many paragraphs in elements of the same names the text must have.
	minAlike = 3
)

// A paragraph is a p element of a page, or a heading below h1.
type paragraph struct {
	text, key string
	place     string // the names of the elements around it
	linked    bool   // most of it is links
	titled    bool   // it is below the headline
	heading   bool
}

// paragraphs returns the p elements and the headings of a page that can be text
// of the article.
func paragraphs(doc *html.Node) []paragraph {
	var c paragraphCollector
	c.walk(doc)
	return c.list
}

type paragraphCollector struct {
	list   []paragraph
	titled bool
	links  int // links around
}

func (c *paragraphCollector) walk(n *html.Node) {
	for d := n.FirstChild; d != nil && len(c.list) < maxParagraphs; d = d.NextSibling {
		switch {
		case d.Type == html.DocumentNode || d.DataAtom == atom.Body || d.DataAtom == atom.Html:
			c.walk(d)
		case d.Type != html.ElementNode || notShown(d) || outside(d):
		case d.DataAtom == atom.P, subheading(d):
			if p, ok := newParagraph(d); ok {
				p.titled, p.heading = c.titled, d.DataAtom != atom.P
				p.linked = p.linked || c.links > 0
				c.list = append(c.list, p)
			}
		case d.DataAtom == atom.A:
			c.links++
			c.walk(d)
			c.links--
		default:
			c.titled = c.titled || d.DataAtom == atom.H1
			c.walk(d)
		}
	}
}

// subheading reports whether an element can be a crosshead of an article.
func subheading(n *html.Node) bool {
	return n.DataAtom == atom.H2 || n.DataAtom == atom.H3 || n.DataAtom == atom.H4
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
		class, _, _ := strings.Cut(strings.TrimSpace(attr(e, "class")), " ")
		place.WriteString(e.Data + "." + class + " ")
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
// several links, short ones in a division of their own. Below the text it is more
// careful. Crossheads are put back between paragraphs.
func (b *body) fillGaps(all []paragraph) {
	lines := make(map[string]span)
	for _, l := range textLines(b.text) {
		if key := nameKey(b.text[l.start:l.end]); key != "" {
			lines[key] = l
		}
	}
	whole := nameKey(b.text)
	alike, lost := make(map[string]int), make(map[string]lostText)
	var gaps, run []gap
	after, kept := span{}, false
	has := make([]bool, len(all)) // the text has it
	for i, p := range all {
		if at, ok := lines[p.key]; ok {
			has[i] = true
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
			run = append(run, gap{text: p.text, place: p.place, heading: p.heading, nth: i})
			lost[p.place] = lost[p.place].add(p.text)
		}
	}
	for k := range run {
		run[k].at, run[k].below = after.end, true
	}
	gaps = slices.DeleteFunc(append(gaps, run...), func(g gap) bool {
		has[g.nth] = !g.heading && lost[g.place].belongs(alike[g.place], g.below)
		return !g.heading && !has[g.nth]
	})
	b.insert(slices.DeleteFunc(gaps, func(g gap) bool {
		// A crosshead is one of several and heads a paragraph.
		return g.heading && (g.before || alike[g.place]+lost[g.place].paragraphs < 2 || g.nth+1 == len(all) || !has[g.nth+1] || all[g.nth+1].heading)
	}))
}

// lostText is what an extractor dropped of the paragraphs of one place.
type lostText struct{ paragraphs, size int }

func (l lostText) add(text string) lostText {
	return lostText{l.paragraphs + 1, l.size + len(text)}
}

// belongs reports whether dropped paragraphs are the article's. alike is how
// many paragraphs of the same place the text has. Long paragraphs between those
// of the text may be more than the text has; below the text, they must be fewer.
func (l lostText) belongs(alike int, below bool) bool {
	long := l.size >= longGap*l.paragraphs
	switch {
	case alike < minAlike:
		return false
	case below:
		return long && alike >= 2*l.paragraphs
	}
	return alike >= 2*l.paragraphs || long && 2*alike >= l.paragraphs
}

// complete reports whether a paragraph is one of a story, not a line of a menu.
func (p *paragraph) complete() bool {
	if p.heading {
		_, furniture := matchPhrase(normLine(nil, p.text))
		return !p.linked && !furniture && len(p.text) <= maxFurniture && wordCount(p.text) >= minHeadingWords
	}
	return len(p.text) >= minGap && endsSentence(p.text) && !p.linked && !consentLine(p.text)
}

// A gap is a paragraph to put into a text.
type gap struct {
	at     int  // where a line ends
	before bool // or begins
	below  bool // below the last line that the text has
	text   string
	place  string

	heading bool
	nth     int // of the paragraphs of the page
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
