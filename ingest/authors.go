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
)

// Ranks of what may be a byline.
const (
	authorNone  = iota
	authorText  // a line near the headline that begins with "By"
	authorClass // an element named for an author
	authorRel   // rel=author
	authorProp  // itemprop=author
)

// author returns the byline: of JSON-LD and metas, else as the page shows it,
// else what the extractor finds. The outlet's own name comes last.
func (m *pageMeta) author() string {
	declared := m.declaredAuthor()
	if declared != "" && !m.isOutlet(declared) && !strings.Contains(declared, "@") {
		return declared
	}
	for _, s := range [...]string{m.shown, cleanByline(m.byline)} {
		if s != "" && !m.isOutlet(s) {
			return s
		}
	}
	return firstOf(declared, m.shown)
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
	if strings.IndexFunc(names, unicode.IsLetter) < 0 {
		return "" // the number of an account
	}
	return oneLine(html.UnescapeString(names))
}

// An authorFinder looks for the byline that a page shows to its readers.
type authorFinder struct {
	names  []string
	rank   int
	parent *html.Node // of the element of the first name, some levels up
	titled bool
	since  int
}

// findAuthor keeps the byline that the page shows.
func (m *pageMeta) findAuthor(doc *html.Node) {
	f := authorFinder{titled: len(m.h1) == 0}
	f.walk(doc)
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
	if rank := authorRank(n, class); rank > authorNone && rank >= f.rank {
		if f.keep(n, rank) {
			return
		}
	}
	f.walk(n)
}

// authorRank ranks an element, named class in lower case, as a byline.
func authorRank(n *html.Node, class string) int {
	switch prop := attr(n, "itemprop"); {
	case prop == "author" || prop == "creator":
		return authorProp
	case oneOf("author", attr(n, "rel")):
		return authorRel
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
	if textBytes(n) > 2*maxName {
		return false
	}
	name := cleanByline(oneLine(spacedText(n)))
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && attr(d, "itemprop") == "name" {
			name = cleanByline(oneLine(firstOf(attr(d, "content"), nodeText(d))))
			break
		}
	}
	if name == "" || !looksLikeNames(name) {
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

// isBelow reports whether n is a descendant of top.
func isBelow(n, top *html.Node) bool {
	for p := n; p != nil; p = p.Parent {
		if p == top {
			return true
		}
	}
	return false
}

// text looks at a short text near the headline that begins with "By".
func (f *authorFinder) text(n *html.Node) {
	s := strings.TrimSpace(n.Data)
	near := f.titled && f.since < nearTitle
	f.since += len(s)
	if !near && (f.since > farTitle || len(strings.Fields(s)) > 5) || f.rank > authorNone || len(s) < 2 || len(s) > maxName || !bylineOpening(s) {
		return
	}
	if n.Parent != nil && n.Parent.DataAtom != atom.A && textBytes(n.Parent) <= maxName {
		s = oneLine(spacedText(n.Parent))
	}
	name := cleanByline(s)
	if name != s && looksLikeNames(name) && (near || capitalised(name)) {
		f.names, f.rank = []string{name}, authorText
	}
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

// bylinePrefixes are how bylines begin, in lower case, longest first.
func bylinePrefixes() []string {
	return []string{
		"reported by", "written by", "posted by", "published by", "article by", "story by", "by:", "by ", "author:", "authors:", "author ",
		"ein beitrag von", "ein artikel von", "geschrieben von", "veröffentlicht von", "interview:", "text:", "text von", "von:", "von ", "autor:", "autorin:", "autoren:", "verfasst von", "redaktion:",
		"écrit par", "publié par", "rédigé par", "article de", "par ", "auteur:", "auteur :", "propos recueillis par",
		"escrito por", "publicado por", "redacción:", "por:", "por ", "autora:", "texto:",
		"scritto da", "pubblicato da", "di ", "da ", "autore:", "geschreven door", "door ", "auteur ", "tekst:",
		"av ", "skrevet av", "skriven av", "af ", "tekijä:", "autor ", "napisał", "opracował", "автор:", "авторы:", "текст:", "автор ",
		"yazan:", "haber:", "muhabir:", "συντάκτης:", "του ", "της ", "بقلم", "كتب", "كتبت", "تحرير", "作者：", "作者:", "文／", "文/", "记者", "記者", "編集部", "筆者", "文：", "글",
		"tác giả:", "oleh ", "penulis:", "reporter:", "מאת", "נכתב על ידי",
	}
}

// bylineOpening reports whether a line begins like a byline.
func bylineOpening(s string) bool {
	low := strings.ToLower(s)
	for _, p := range bylinePrefixes() {
		if strings.HasPrefix(low, p) || low == strings.TrimSpace(p) {
			return true
		}
	}
	return false
}

// cleanByline cuts "By", dates and decoration off a byline.
func cleanByline(s string) string {
	s = strings.Trim(oneLine(s), " |•·,;:–—-/\"“”")
	for range 3 {
		low := strings.ToLower(s)
		if len(low) != len(s) {
			break
		}
		cut := false
		for _, p := range bylinePrefixes() {
			if strings.HasPrefix(low, p) && len(low) > len(p) {
				s, cut = strings.TrimLeft(s[len(p):], " :|,"), true
				break
			}
		}
		if !cut {
			break
		}
	}
	// What follows is a date, a number of comments, an address.
	if i := strings.IndexFunc(s, func(r rune) bool { return unicode.IsDigit(r) || r == '@' }); i > 0 {
		cut := strings.LastIndexAny(s[:i], ",|•·–—(/;")
		if cut <= 0 {
			cut = strings.LastIndexByte(s[:i], ' ')
		}
		s = s[:max(cut, 0)]
	}
	return strings.Trim(s, " |•·,;:–—-/(\"“”")
}

// looksLikeNames reports whether s can be the names of people or a desk.
func looksLikeNames(s string) bool {
	words := strings.Fields(s)
	if len(s) < 2 || len(s) > maxName || len(words) == 0 || len(words) > 14 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsLetter(first) || strings.ContainsAny(s, "<>{}=?!\\") || strings.Contains(s, "http") {
		return false
	}
	switch strings.ToLower(s) {
	case "author", "authors", "autor", "autoren", "auteur", "byline", "share", "follow", "comments", "about the author", "über den autor", "alle beiträge", "alle artikel", "all posts", "view all posts", "by", "von", "par", "por", "admin", "read more", "contributor":
		return false
	}
	// In scripts with case a name has capitals.
	return !unicode.In(first, unicode.Latin, unicode.Cyrillic, unicode.Greek) || len(words) <= 5 || capitals(words)*2 >= len(words)
}

// capitalised reports whether every word of s begins with a capital.
func capitalised(s string) bool {
	words := strings.Fields(s)
	return len(words) > 1 && capitals(words) == len(words)
}

// capitals counts the words that begin with a capital.
func capitals(words []string) (n int) {
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) {
			n++
		}
	}
	return n
}
