package ingest

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wiretrace/wiretrace/article"
)

// renderer writes the text below a node. Blocks are separated by a blank line; list items, table rows and
// line breaks by a line end; white space becomes one space.
type renderer struct {
	out   strings.Builder
	line  strings.Builder
	space bool // a space must precede the next word
	gap   int  // line ends before the next line

	inLink, inCaption, inItem, inHeading int
	all, linked                          int // bytes of the line, and those within links
	words                                int
	textAll, textLinked                  int
	caption, item, heading               bool // elements that the line began in
	role                                 article.Kind
	inRole, ruled                        int // number of surrounding elements with a role; bytes of the line within them
	marks                                []article.Furniture
	headings                             []int // start positions of unlinked headings
	skip                                 func(*html.Node) bool
}

// relatedWords is the least number of words of a linked line that is treated as the headline of another
// article.
const relatedWords = 4

// maxKind is the largest share of a text that one kind of furniture may have.
const maxKind = .35

// renderBody returns the text below n without the nodes for which skip returns true. skip may be nil.
func renderBody(n *html.Node, skip func(*html.Node) bool) body {
	r := renderer{skip: skip}
	r.node(n)
	r.endLine(0)
	b := body{text: r.out.String(), marks: r.marks, headings: r.headings}
	if r.textAll > 0 {
		b.links = float64(r.textLinked) / float64(r.textAll)
	}
	b.dropLargeKinds()
	return b
}

// dropLargeKinds removes the marks of a kind that covers much of the text: a song with a note at each line
// is not a list of headlines, and a picture gallery has its text in captions.
func (b *body) dropLargeKinds() {
	var size [article.KindCookies + 1]int
	for _, f := range b.marks {
		size[f.Kind] += f.End - f.Start
	}
	b.marks = slices.DeleteFunc(b.marks, func(f article.Furniture) bool {
		return f.Kind != article.KindOther && float64(size[f.Kind]) > maxKind*float64(len(b.text))
	})
}

func (r *renderer) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		r.text(n.Data)
		return
	case html.ElementNode:
		if neverText(n) || r.skip != nil && r.skip(n) {
			return
		}
	case html.DocumentNode:
	default:
		return
	}
	gap := blockGap(n)
	if n.DataAtom == atom.Br {
		r.endLine(1)
	} else if gap > 0 {
		r.endLine(gap)
	}
	depth := r.enter(n)
	ruled := false
	if n.Type == html.ElementNode && r.inRole == 0 {
		var what role
		if what, ruled = roleOf(n); ruled {
			r.role = what.kind
			r.inRole++
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.node(c)
	}
	if depth != nil {
		*depth--
	}
	if gap > 0 {
		r.endLine(gap)
	}
	if ruled {
		r.inRole--
	}
	if n.DataAtom == atom.Td || n.DataAtom == atom.Th {
		r.space = true
	}
}

// enter counts an element that gives its text a meaning. It returns the counter, or nil.
func (r *renderer) enter(n *html.Node) *int {
	var depth *int
	switch n.DataAtom {
	case atom.A:
		if attr(n, "href") == "" {
			return nil
		}
		depth = &r.inLink
	case atom.Figcaption:
		depth = &r.inCaption
	case atom.Figure:
		if !pictured(n) {
			return nil
		}
		depth = &r.inCaption
	case atom.Li, atom.Dd, atom.Dt, atom.Td, atom.Th:
		depth = &r.inItem
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		depth = &r.inHeading
	default:
		return nil
	}
	*depth++
	return depth
}

// pictured reports whether a figure has a picture and its own caption, and no other text of an article.
// Credits are often next to the caption.
func pictured(n *html.Node) bool {
	picture, caption := false, false
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.Img, atom.Picture, atom.Video, atom.Svg, atom.Iframe:
			picture = true
		case atom.Figcaption:
			caption = true
		case atom.P, atom.Table, atom.Blockquote, atom.Pre, atom.Ul, atom.Ol:
			if d.Parent.DataAtom != atom.Figcaption {
				return false
			}
		}
	}
	return picture && caption
}

// text adds the words of s to the line.
func (r *renderer) text(s string) {
	for s != "" {
		i := strings.IndexFunc(s, unicode.IsSpace)
		if i == 0 {
			r.space = true
			s = strings.TrimLeftFunc(s, unicode.IsSpace)
			continue
		}
		if i < 0 {
			i = len(s)
		}
		r.word(cleanText(s[:i]))
		s = s[i:]
	}
}

func (r *renderer) word(w string) {
	if w == "" {
		return
	}
	if r.line.Len() == 0 {
		r.caption, r.item, r.heading = r.inCaption > 0, r.inItem > 0, r.inHeading > 0
		r.words = 1
	} else if r.space {
		r.line.WriteByte(' ')
		r.words++
	}
	r.space = false
	r.line.WriteString(w)
	r.all += len(w)
	if r.inLink > 0 {
		r.linked += len(w)
	}
	if r.inRole > 0 {
		r.ruled += len(w)
	}
}

// endLine ends the line, if it has begun. At least gap line ends precede the next line.
func (r *renderer) endLine(gap int) {
	if r.line.Len() > 0 {
		if r.out.Len() > 0 {
			r.out.WriteString("\n\n"[:min(max(r.gap, 1), 2)])
		}
		start := r.out.Len()
		r.out.WriteString(r.line.String())
		r.mark(start, r.out.Len())
		r.textAll += r.all
		r.textLinked += r.linked
		r.line.Reset()
		r.gap, r.all, r.linked, r.words, r.ruled = 0, 0, 0, 0, 0
	}
	r.space = false
	r.gap = max(r.gap, gap)
}

// mark marks the line just written if its markup shows furniture.
func (r *renderer) mark(start, end int) {
	switch {
	case r.caption:
		r.marks = append(r.marks, article.Furniture{Start: start, End: end, Kind: article.KindCaption})
	case r.ruled*10 >= r.all*9:
		r.marks = append(r.marks, article.Furniture{Start: start, End: end, Kind: r.role})
	case r.heading && r.linked == 0:
		r.headings = append(r.headings, start)
	case r.linked == r.all && r.words >= relatedWords && !r.item:
		r.marks = append(r.marks, article.Furniture{Start: start, End: end, Kind: article.KindRelated})
	}
}

// neverText reports whether nothing below an element is text.
func neverText(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Noscript, atom.Template, atom.Iframe, atom.Svg, atom.Math,
		atom.Canvas, atom.Video, atom.Audio, atom.Object, atom.Select, atom.Textarea, atom.Button, atom.Map:
		return true
	}
	if n.Namespace != "" {
		return true
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "aria-hidden":
			if a.Val == "true" {
				return true
			}
		case "hidden":
			return true
		}
	}
	return false
}

// blockGap returns how many line ends separate an element from its neighbours: 0 for inline elements.
func blockGap(n *html.Node) int {
	switch n.DataAtom {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Ul, atom.Ol, atom.Dl,
		atom.Table, atom.Pre, atom.Hr, atom.Figure, atom.Figcaption, atom.Article, atom.Section, atom.Main,
		atom.Header, atom.Footer, atom.Aside, atom.Nav, atom.Form, atom.Div, atom.Address, atom.Details,
		atom.Summary, atom.Dialog, atom.Fieldset, atom.Center, atom.Body:
		return 2
	case atom.Li, atom.Dt, atom.Dd, atom.Tr, atom.Caption, atom.Thead, atom.Tbody, atom.Tfoot, atom.Option, atom.Legend:
		return 1
	}
	return 0
}
