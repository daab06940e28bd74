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
	// maxNames bounds the authors that are joined.
	maxNames = 6
	// farTitle is how many bytes after the headline a line of a name alone may stand.
	farTitle = 3000
	// proseText is the length in bytes of a text that is prose, maxAfter the part of
	// all prose of a page that may follow a label below the story.
	proseText = 120
	maxAfter  = 3
)

// Ranks of what may be a byline.
const (
	authorNone  = iota
	authorEnd   // a name alone at the right, as below a story
	authorText  // a line near the headline that begins with "By"
	authorLink  // a link to the page of a person, near the headline
	authorLabel // a line that begins with "Author:"
	authorClass // an element named for an author
	authorRel   // rel=author
	authorProp  // itemprop=author
)

// author returns the byline: of JSON-LD and metas, else as the page shows it,
// else what the extractor finds. The outlet's own name comes last.
func (m *pageMeta) author() string {
	declared := m.declaredAuthor()
	if nameKey(declared) == nameKey(m.shown) {
		declared = m.shown // the name of an account is spelt anew
	}
	if declared != "" && !m.isDesk(declared) {
		return declared
	}
	found := cleanByline(m.byline)
	if !looksLikeNames(found) {
		found = ""
	}
	for _, s := range [...]string{m.shown, found} {
		if s != "" && !m.isOutlets(s) {
			return s
		}
	}
	return firstOf(declared, m.shown)
}

// seekAuthor reports whether the page is to be searched for its byline: the
// metadata give none, the outlet, or what seems to be the name of an account.
func (m *pageMeta) seekAuthor() bool {
	declared := m.declaredAuthor()
	return declared == "" || m.isDesk(declared) || !strings.Contains(declared, " ") && strings.ToLower(declared) == declared
}

// isDesk reports whether the declared byline names no person, so that one that
// the page shows is better: the outlet, a company, a desk, an account.
func (m *pageMeta) isDesk(declared string) bool {
	if m.isOutlets(declared) || strings.Contains(declared, "@") {
		return true
	}
	words := strings.Fields(strings.ToLower(declared))
	switch words[len(words)-1] {
	case "e.v.", "gmbh", "ag", "ltd", "ltd.", "inc", "inc.", "llc", "s.a.", "s.p.a.", "b.v.", "redaktion", "onlineredaktion", "redacción", "rédaction", "redazione", "redactie", "redaksi", "newsroom", "staff", "desk", "admin":
		return true
	}
	return false
}

// isOutlets reports whether each of the names in a byline is the outlet's, or
// holds its domain.
func (m *pageMeta) isOutlets(names string) bool {
	domain := ""
	if u := absURL(firstOf(m.own, m.canonical), nil); u != nil {
		domain = registrable(u)
	}
	for name := range strings.SplitSeq(names, ", ") {
		if !m.isOutlet(name) && (domain == "" || !strings.Contains(strings.ToLower(name), domain)) {
			return false
		}
	}
	return true
}

// declaredAuthor returns the byline of the metadata.
func (m *pageMeta) declaredAuthor() string {
	names := m.ld.author
	for _, k := range [...]string{
		"author", "article:author", "article:author_name", "og:article:author", "og:author", "dc.creator", "dcterms.creator",
		"parsely-author", "sailthru.author", "byl", "authors", "article-author", "author-name", "cxenseparse:author", "rbauthors", "creator",
	} {
		if names == "" {
			names = strings.Join(slices.Compact(slices.Clone(m.meta[k])), ", ")
		}
		if strings.Contains(names, "://") || strings.HasPrefix(names, "/") || len(names) < 2 {
			names = "" // profile addresses, not names
		}
	}
	if names == "" {
		names = m.labelledAuthor()
	}
	if strings.IndexFunc(names, unicode.IsLetter) < 0 {
		return "" // the number of an account
	}
	return oneLine(html.UnescapeString(names))
}

// labelledAuthor returns the byline of the metas twitter:data1 and twitter:data2,
// whose labels say what they hold: "Written by".
func (m *pageMeta) labelledAuthor() string {
	for _, n := range [...]string{"1", "2"} {
		label, name := strings.ToLower(m.first("twitter:label"+n)), m.first("twitter:data"+n)
		if (bylineOpening(label) || bylineOpening(label+" ")) && looksLikeNames(name) {
			return name
		}
	}
	return ""
}

// An authorFinder looks for the byline that a page shows to its readers.
type authorFinder struct {
	names  []string
	rank   int
	parent *html.Node // of the element of the first name, some levels up
	titled bool
	since  int

	labelled   string // what a label far from the headline names
	labelledAt int    // of prose
	prose      int    // bytes of long texts
}

// findAuthor keeps the byline that the page shows.
func (m *pageMeta) findAuthor(doc *html.Node) {
	f := authorFinder{titled: len(m.h1) == 0}
	f.walk(doc)
	// Within a story "Author:" names who wrote a book.
	if f.rank < authorLabel && f.labelled != "" && (f.prose-f.labelledAt)*maxAfter <= f.prose {
		f.names = []string{f.labelled}
	}
	m.shown = strings.Join(f.names, ", ")
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

// authorRank ranks an element, named class in lower case, as a byline.
func authorRank(n *html.Node, class string) int {
	switch prop := attr(n, "itemprop"); {
	case prop == "author" || prop == "creator":
		return authorProp
	case oneOf("author", attr(n, "rel")):
		return authorRel
	case n.DataAtom == atom.P && class == " " && (attr(n, "align") == "right" || strings.Contains(strings.ReplaceAll(attr(n, "style"), " ", ""), "text-align:right")):
		return authorEnd
	}
	for _, w := range [...]string{"author", "byline", "autor", "auteur", "writer", "redakteur", "contributor", "verfasser", "journalist", "yazar", "skribent"} {
		if strings.Contains(class, w) && !containsAny(class, "authority", "authoriz", "bio", "about", "desc", "avatar", "image", "img", "photo", "follow", "social", "date", "role", "title", "no-author") {
			return authorClass
		}
	}
	return authorNone
}

// keep keeps the names in an element and reports whether there were any.
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

// nameElements returns what the elements for names within a byline hold.
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

// isNameElement reports whether an element within a byline is the name: of an
// hCard, of schema.org, or by its class.
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
	s := strings.TrimSpace(n.Data)
	near := f.titled && f.since < nearTitle
	f.since += len(s)
	if len(s) >= proseText {
		f.prose += len(s)
	}
	if f.rank >= authorLabel || len(s) < 2 || len(s) > maxName {
		return
	}
	rank := authorText
	switch {
	case bylineLabel(s):
		rank = authorLabel
	case !near && (f.since > farTitle || len(strings.Fields(s)) > 5) || f.rank >= authorText || !bylineOpening(s):
		return
	}
	for p := n.Parent; p != nil && p.DataAtom != atom.A && noLonger(p, maxName); p = p.Parent {
		s = oneLine(spacedText(p))
		if !onlyLabel(cleanByline(s)) {
			break
		}
	}
	name := cleanByline(s)
	if i := strings.IndexAny(name, ",("); rank == authorLabel && i > 0 && !capitalised(name) {
		name = strings.TrimSpace(name[:i]) // the rest says what they are
	}
	switch {
	case name == s || !looksLikeNames(name) || !capitalised(name) && (rank != authorLabel || !caseless(name)) && (rank != authorText || !near || lowerFirst(name)):
	case rank == authorText || near:
		f.names, f.rank = []string{name}, rank
	case f.labelled == "" || f.prose > f.labelledAt+proseText:
		f.labelled, f.labelledAt = name, f.prose
	}
}

// onlyLabel reports whether a byline is nothing but its beginning.
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

// bylineLabel reports whether a line begins with a word that says that a name
// follows, and that no sentence begins with.
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
