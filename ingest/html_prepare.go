package ingest

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// scriptText is the length in bytes from which a noscript element is treated as the article. Requests
	// to enable scripts are shorter.
	scriptText = 400
	// maxPrepared is how many elements of a page prepare examines.
	maxPrepared = 200_000
)

// preparer changes a parsed page so that an extractor sees what a reader sees.
type preparer struct {
	left          int // number of elements that may still be examined
	text, inAside int // bytes of paragraphs in the page and in aside elements
	asides        []*html.Node
}

// prepare opens declarative shadow roots and articles in noscript elements, and removes text for screen
// readers and consent dialogs. If an aside has most of the page's text, it is treated as the body.
func prepare(doc *html.Node) {
	p := preparer{left: maxPrepared}
	p.children(doc, false)
	for _, n := range p.asides {
		if p.inAside*2 > p.text && paragraphBytes(n)*2 > p.text {
			n.DataAtom, n.Data = atom.Div, "div"
		}
	}
}

func (p *preparer) children(n *html.Node, inAside bool) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode && p.left > 0 {
			p.left--
			p.element(c, inAside)
		}
		c = next
	}
}

// element prepares one element and what is below it, and may remove it.
func (p *preparer) element(n *html.Node, inAside bool) {
	switch n.DataAtom {
	case atom.Template:
		if !hasAttr(n, "shadowrootmode") && !hasAttr(n, "shadowroot") {
			return
		}
		n.DataAtom, n.Data = atom.Div, "div"
	case atom.Noscript:
		openNoscript(n)
	case atom.Head, atom.Script, atom.Style, atom.Svg:
		return
	case atom.P:
		size := textBytes(n)
		p.text += size
		if inAside {
			p.inAside += size
		}
	case atom.Aside:
		p.asides = append(p.asides, n)
		inAside = true
	}
	if forScreenReaders(n) || isConsent(n) {
		n.Parent.RemoveChild(n)
		return
	}
	p.children(n, inAside)
}

// openNoscript turns a noscript element with paragraphs into a div.
func openNoscript(n *html.Node) {
	if n.FirstChild == nil || n.FirstChild.Type != html.TextNode || n.Parent == nil {
		return
	}
	raw := n.FirstChild.Data
	if len(raw) < scriptText || !strings.Contains(raw, "<p") || len(raw) > maxLDBytes || weighMarkup([]byte(raw)) != nil {
		return
	}
	nodes, err := html.ParseFragment(strings.NewReader(raw), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		return
	}
	div := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	for _, c := range nodes {
		div.AppendChild(c)
	}
	if paragraphBytes(div) < scriptText {
		return
	}
	n.DataAtom, n.Data, n.Attr = atom.Div, "div", nil
	n.RemoveChild(n.FirstChild)
	n.AppendChild(div)
}

// forScreenReaders reports whether an element is only read aloud. Headings are kept, since a hidden
// heading is often the page's title.
func forScreenReaders(n *html.Node) bool {
	if n.DataAtom == atom.H1 || n.DataAtom == atom.Body || n.DataAtom == atom.Html {
		return false
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "class":
			for c := range strings.FieldsSeq(a.Val) {
				if screenReaderClass(strings.ToLower(c)) {
					return true
				}
			}
		case "style":
			if len(a.Val) > 20 && clipped(strings.ToLower(strings.ReplaceAll(a.Val, " ", ""))) {
				return true
			}
		}
	}
	return false
}

// screenReaderClass reports whether a class is one of those by which common frameworks hide text visually,
// with or without a prefix: "u-sr-only".
func screenReaderClass(class string) bool {
	switch class {
	case "a11y", "a11y-hidden", "a11y-text", "assistive-text", "audible", "aural", "blind", "clip-text", "element-invisible", "hidden-accessible",
		"readers-only", "show-for-sr", "ui-helper-hidden-accessible", "visuallyhide":
		return true
	}
	if i := strings.LastIndexAny(class, ":/"); i >= 0 {
		return false // only on some screens: "sm:sr-only"
	}
	class = strings.TrimSuffix(class, "-focusable")
	for _, end := range [...]string{"sr-only", "visually-hidden", "visuallyhidden", "hidden-visually", "screen-reader-text", "screen-reader-only", "screen-reader", "screenreader", "screenreader-only", "screenreader-text", "off-screen", "offscreen"} {
		if rest, ok := strings.CutSuffix(class, end); ok && (rest == "" || strings.HasSuffix(rest, "-") || strings.HasSuffix(rest, "_")) {
			return !strings.Contains(rest, "not-")
		}
	}
	return false
}

// clipped reports whether a style, in lower case and without spaces, shrinks an element to nothing.
func clipped(style string) bool {
	if !strings.Contains(style, "position:absolute") && !strings.Contains(style, "position:fixed") {
		return false
	}
	for _, s := range [...]string{"clip:rect(0", "clip:rect(1px,1px", "clip-path:inset(50%", "clip-path:inset(100%", "left:-9999", "left:-10000", "left:-999em", "width:1px;height:1px", "height:1px;width:1px"} {
		if strings.Contains(style, s) {
			return true
		}
	}
	return false
}

// isConsent reports whether an element is a consent dialog by its name and its text.
func isConsent(n *html.Node) bool {
	if n.DataAtom != atom.Div && n.DataAtom != atom.Section && n.DataAtom != atom.Aside && n.DataAtom != atom.Dialog && n.DataAtom != atom.Form {
		return false
	}
	dialog := n.DataAtom == atom.Dialog
	for _, a := range n.Attr {
		switch a.Key {
		case "role":
			dialog = dialog || a.Val == "dialog" || a.Val == "alertdialog"
		case "class", "id", "aria-label":
			dialog = dialog || consentName(strings.ToLower(a.Val))
		}
	}
	return dialog && textBytes(n) < 20_000 && consent(nodeText(n))
}

// consentName reports whether a class, in lower case, is that of a consent dialog.
func consentName(name string) bool {
	for _, w := range [...]string{"cookie", "consent", "gdpr", "privacy", "onetrust", "didomi", "usercentrics", "cmpbox", "cmp-", "sp_message", "qc-cmp", "datenschutz"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}

// hasAttr reports whether an element has an attribute.
func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// textBytes returns the length of the text below n, white space at its ends apart.
func textBytes(n *html.Node) (size int) {
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.DataAtom != atom.Script && d.Parent.DataAtom != atom.Style {
			size += len(strings.TrimSpace(d.Data))
		}
	}
	return size
}

// maxShort is how many nodes a short text may have.
const maxShort = 500

// noLonger reports whether the text below n has at most most bytes, in few nodes. It stops as soon as
// there is more.
func noLonger(n *html.Node, most int) bool {
	nodes := 0
	for d := range n.Descendants() {
		if nodes++; nodes > maxShort {
			return false
		}
		if d.Type == html.TextNode && d.Parent.DataAtom != atom.Script && d.Parent.DataAtom != atom.Style {
			if most -= len(strings.TrimSpace(d.Data)); most < 0 {
				return false
			}
		}
	}
	return true
}

// paragraphBytes returns the length of the text in paragraphs below n.
func paragraphBytes(n *html.Node) (size int) {
	for d := range n.Descendants() {
		if d.DataAtom == atom.P {
			size += textBytes(d)
		}
	}
	return size
}
