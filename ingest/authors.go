package ingest

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// maxName is the length in bytes of the longest byline.
	maxName = 120
	// maxNames is how many authors are joined to one byline.
	maxNames = 6
	// farTitle is how many bytes after the headline a line with only a name may be.
	farTitle = 3000
	// proseText is the length in bytes from which a text counts as prose. A label below the story counts
	// only if at most 1/maxAfter of the page's prose follows it.
	proseText = 120
	maxAfter  = 3
)

// The ranks of candidates for the byline, weakest first.
const (
	authorNone  = iota
	authorEnd   // a name at the right, as below a story
	authorText  // a line near the headline that begins with "By"
	authorLink  // a link to the page of a person, near the headline
	authorLabel // a line that begins with "Author:"
	authorClass // an element named for an author
	authorRel   // rel=author
	authorProp  // itemprop=author
)

// An authorFinder finds the byline that a page shows.
type authorFinder struct {
	names  []string
	rank   int
	parent *html.Node // an ancestor of the element with the first name
	titled bool
	since  int

	isOutlets func(names string) bool
	outlet    string // the outlet's name, found in place of a byline

	labelled   string // the name after a label far from the headline
	labelledAt int    // bytes of prose before the label
	prose      int    // bytes of prose so far
}

// findAuthor finds the byline that the page shows.
func (m *pageMeta) findAuthor(doc *html.Node) {
	f := authorFinder{titled: len(m.h1) == 0, isOutlets: m.isOutlets}
	f.walk(doc)
	// Within a story, "Author:" names the author of a book.
	if f.rank < authorLabel && f.labelled != "" && (f.prose-f.labelledAt)*maxAfter <= f.prose {
		f.names = []string{f.labelled}
	}
	m.shown = firstOf(strings.Join(f.names, ", "), f.outlet)
}

func (f *authorFinder) walk(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			f.text(c)
		case html.ElementNode:
			f.element(c)
		case html.DocumentNode:
			f.walk(c)
		}
	}
}

func (f *authorFinder) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Nav, atom.Select, atom.Textarea, atom.Svg, atom.Iframe, atom.Noscript, atom.Template, atom.Blockquote:
		return
	case atom.H1:
		f.titled, f.since = true, 0
	}
	class := strings.ToLower(attr(n, "class") + " " + attr(n, "id"))
	if ofOthers(n, class) {
		return
	}
	rank := authorRank(n, class)
	if rank == authorNone && n.DataAtom == atom.A && f.titled && f.since < farTitle && isPersonPage(attr(n, "href")) {
		rank = authorLink
	}
	if rank > authorNone && rank >= f.rank && f.keep(n, rank) {
		return
	}
	f.walk(n)
}

// isPersonPage reports whether an address is that of a writer: /staff/ana-roe/.
func isPersonPage(address string) bool {
	path := strings.ToLower(strings.TrimRight(address, "/"))
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return false
	}
	path = path[:i+1]
	for _, w := range [...]string{
		"/author/", "/authors/", "/autor/", "/autoren/", "/autores/", "/auteur/", "/auteurs/", "/autore/", "/autori/", "/creator/", "/staff/", "/newsteam/",
		"/editors/", "/writer/", "/writers/", "/contributor/", "/contributors/", "/reporter/", "/reporters/", "/journalist/", "/journalists/", "/redakteur/", "/redaktion/", "/yazar/", "/yazarlar/", "/penulis/",
	} {
		if strings.HasSuffix(path, w) {
			return true
		}
	}
	return false
}

// authorRank ranks an element as a byline. class is its class in lower case.
func authorRank(n *html.Node, class string) int {
	switch prop := attr(n, "itemprop"); {
	case prop == "author" || prop == "creator":
		return authorProp
	case oneOf("author", attr(n, "rel")):
		return authorRel
	case n.DataAtom == atom.P && (attr(n, "align") == "right" || strings.Contains(strings.ReplaceAll(attr(n, "style"), " ", ""), "text-align:right")):
		return authorEnd
	}
	for _, w := range [...]string{"author", "byline", "autor", "auteur", "writer", "redakteur", "contributor", "verfasser", "journalist", "yazar", "skribent"} {
		if strings.Contains(class, w) && !containsAny(class, "authority", "authoriz", "bio", "about", "desc", "avatar", "image", "img", "photo", "follow", "social", "date", "role", "title", "no-author") {
			return authorClass
		}
	}
	return authorNone
}

// keep adds the names in an element and reports whether there were any.
func (f *authorFinder) keep(n *html.Node, rank int) bool {
	if !noLonger(n, 2*maxName) {
		return false
	}
	name := cleanByline(oneLine(spacedText(n)))
	if names := nameElements(n); len(names) > 0 {
		name = strings.Join(names, ", ")
	}
	if name == "" || !looksLikeNames(name) || rank <= authorLink && (!capitalised(name) || len(strings.Fields(name)) > 4) {
		return false
	}
	if f.isOutlets(name) {
		f.outlet = name
		return true
	}
	above := n
	for range 3 {
		if above.Parent != nil && above.Parent.DataAtom != atom.Body {
			above = above.Parent
		}
	}
	switch {
	case rank > f.rank:
		f.names, f.rank, f.parent = []string{name}, rank, above
	case above == f.parent || isBelow(n, f.parent):
		if len(f.names) < maxNames && !slices.ContainsFunc(f.names, func(s string) bool {
			return strings.Contains(nameKey(s), nameKey(name)) || strings.Contains(nameKey(name), nameKey(s))
		}) {
			f.names = append(f.names, name)
		}
	}
	return true
}

// nameElements returns the texts of the elements for names within a byline.
func nameElements(n *html.Node) (names []string) {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && isNameElement(d) && len(names) < maxNames {
			if name := cleanByline(oneLine(firstOf(attr(d, "content"), nodeText(d)))); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// isNameElement reports whether an element within a byline holds the name: it is marked by hCard,
// schema.org or its class.
func isNameElement(n *html.Node) bool {
	class := strings.ToLower(attr(n, "class"))
	return attr(n, "itemprop") == "name" || oneOf("fn", class) || containsAny(class, "author__name", "author-name", "author_name", "authorname", "autor-name", "byline-name", "byline__name", "full-name")
}

// isBelow reports whether n is a descendant of top.
func isBelow(n, top *html.Node) bool {
	for p := n; p != nil; p = p.Parent {
		if p == top {
			return true
		}
	}
	return false
}

// text reads a short text near the headline that begins with "By".
func (f *authorFinder) text(n *html.Node) {
	s := strings.Trim(n.Data, " \t\r\n|•·–—-")
	near := f.titled && f.since < nearTitle
	f.since += len(s)
	if len(s) >= proseText {
		f.prose += len(s)
	}
	if f.rank >= authorLabel || len(s) < 2 || len(s) > maxName {
		return
	}
	rank, dated := authorText, ""
	if near {
		dated = datedByline(s)
	}
	switch {
	case bylineLabel(s):
		rank = authorLabel
	case f.rank >= authorText || dated == "" && (!near && (f.since > farTitle || len(strings.Fields(s)) > 5) || !bylineOpening(s)):
		return
	}
	if s = dated; s == "" {
		s = bylineText(n)
	}
	name := cleanByline(s)
	if i := strings.IndexAny(name, ",("); rank == authorLabel && i > 0 && !capitalised(name) {
		name = strings.TrimSpace(name[:i]) // the rest is a title or a role
	}
	switch {
	case name == s || !looksLikeNames(name) || !capitalised(name) && (rank != authorLabel || !caseless(name)) && (rank != authorText || !near || lowerFirst(name)):
	case rank == authorText || near:
		f.names, f.rank = []string{name}, rank
	case f.labelled == "" || f.prose > f.labelledAt+proseText:
		f.labelled, f.labelledAt = name, f.prose
	}
}

// bylineText returns the text of the smallest element around n that has more than a label, or its first
// short part.
func bylineText(n *html.Node) (s string) {
	s = strings.TrimSpace(n.Data)
	for p := n.Parent; p != nil && p.DataAtom != atom.A && noLonger(p, maxName); p = p.Parent {
		s = oneLine(spacedText(p))
		if !onlyLabel(cleanByline(s)) {
			break
		}
	}
	return s
}

// onlyLabel reports whether a byline is only its beginning, without a name.
func onlyLabel(s string) bool {
	low := strings.ToLower(s)
	for _, p := range bylinePrefixes() {
		if low == strings.TrimRight(p, " :：") {
			return true
		}
	}
	return s == ""
}

// caseless reports whether s begins with a letter of a script without case.
func caseless(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) && !unicode.IsUpper(r) && !unicode.IsLower(r)
}

// lowerFirst reports whether s begins with a small letter, and not with a
// particle of names.
func lowerFirst(s string) bool {
	word, _, _ := strings.Cut(s, " ")
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsLower(r) && len(word) > 4
}

// bylineLabel reports whether a line begins with a word that announces a name and that no sentence begins
// with.
func bylineLabel(s string) bool {
	low := strings.ToLower(s)
	for _, p := range [...]string{
		"author:", "authors:", "written by", "autor:", "autorin:", "autoren:", "autorin/autor", "autoren ", "text von", "text:", "auteur:", "auteur :", "autora:", "autore:",
		"автор:", "авторы:", "автор текста", "yazan:", "muhabir:", "συντάκτης:", "作者：", "作者:", "tác giả:", "penulis:",
	} {
		if strings.HasPrefix(low, p) {
			return true
		}
	}
	return false
}

// spacedText is nodeText with a space between elements.
func spacedText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.DataAtom != atom.Script && d.Parent.DataAtom != atom.Style && d.Parent.DataAtom != atom.Time {
			b.WriteString(d.Data)
			b.WriteByte(' ')
		}
	}
	return b.String()
}
