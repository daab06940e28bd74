package ingest

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// itemAuthor is the key of an author in microdata.
const itemAuthor = "itemprop author"

// author returns the byline: from JSON-LD and metas, else as the page shows it, else from the extractor.
// The outlet's own name comes last.
func (m *pageMeta) author() string {
	declared := m.declaredAuthor()
	if key := nameKey(declared); key == nameKey(m.shown) || isShort(declared) && strings.HasPrefix(nameKey(m.shown), key) {
		declared = m.shown // replace the name of an account
	}
	if declared != "" && !m.isDesk(declared) {
		return declared
	}
	found := cleanByline(m.byline)
	if !looksLikeNames(found) || lowerFirst(found) && strings.Contains(found, " ") {
		found = ""
	}
	for _, s := range [...]string{m.shown, found} {
		if s != "" && !m.isOutlets(s) {
			return s
		}
	}
	return firstOf(declared, m.shown)
}

// seekAuthor reports whether the page must be searched for its byline: the metadata has none, or it seems
// to be the outlet, an account or only a first name.
func (m *pageMeta) seekAuthor() bool {
	declared := m.declaredAuthor()
	return declared == "" || isShort(declared) || m.isDesk(declared)
}

// isShort reports whether a byline is a single word of a script with blanks.
func isShort(s string) bool { return s != "" && !strings.Contains(s, " ") && !caseless(s) }

// isDesk reports whether the declared byline does not name a person, so that a byline on the page is
// better: it is the outlet, a company, a desk, an account, the copyright owner, or a phrase.
func (m *pageMeta) isDesk(declared string) bool {
	words := strings.Fields(strings.ToLower(declared))
	switch {
	case len(words) == 0:
		return false
	case m.isOutlets(declared), strings.Contains(declared, "@"), len(words) > 1 && lowerFirst(declared):
		return true
	case len(words) > 1 && strings.Contains(nameKey(m.first("copyright", "dc.rights")), nameKey(declared)):
		return true
	}
	switch words[len(words)-1] {
	case "e.v.", "gmbh", "ag", "ltd", "ltd.", "inc", "inc.", "llc", "s.a.", "s.p.a.", "b.v.", "redaktion", "onlineredaktion", "redacción", "rédaction", "redazione", "redactie", "redaksi", "newsroom", "staff", "desk", "admin":
		return true
	}
	return false
}

// isOutlets reports whether each name in a byline is the outlet's name or contains its domain.
func (m *pageMeta) isOutlets(names string) bool {
	domain := ""
	if u := absURL(firstOf(m.own, m.canonical), nil); u != nil {
		domain = registrable(u)
	}
	for name := range strings.SplitSeq(names, ", ") {
		first, _, _ := strings.Cut(strings.NewReplacer(" | ", " – ", " - ", " – ").Replace(name), " – ")
		if !m.isOutlet(name) && !m.isOutlet(first) && (domain == "" || !strings.Contains(strings.ToLower(name), domain)) {
			return false
		}
	}
	return true
}

// declaredAuthor returns the byline in the metadata: the first that is not a desk, else the first.
func (m *pageMeta) declaredAuthor() (declared string) {
	for _, names := range m.declaredAuthors() {
		if strings.Contains(names, "://") || strings.HasPrefix(names, "/") || len(names) < 2 || strings.IndexFunc(names, unicode.IsLetter) < 0 {
			continue // addresses and numbers of accounts, not names
		}
		if names = oneLine(html.UnescapeString(names)); !m.isDesk(names) {
			return names
		}
		declared = firstOf(declared, names)
	}
	return declared
}

// declaredAuthors returns the bylines of the metadata, the best first.
func (m *pageMeta) declaredAuthors() []string {
	all := []string{m.ld.author}
	for _, k := range [...]string{
		"author", "article:author", "article:author_name", "og:article:author", "og:author", "dc.creator", "dcterms.creator",
		"parsely-author", "sailthru.author", "byl", "authors", "article-author", "author-name", "cxenseparse:author", "rbauthors", "creator", itemAuthor,
	} {
		all = append(all, strings.Join(slices.Compact(slices.Clone(m.meta[k])), ", "))
	}
	return append(all, m.labelledAuthor())
}

// labelledAuthor returns the byline in the metas twitter:data1 and twitter:data2, if their label is
// "Written by" or similar.
func (m *pageMeta) labelledAuthor() string {
	for _, n := range [...]string{"1", "2"} {
		label, name := strings.ToLower(m.first("twitter:label"+n)), m.first("twitter:data"+n)
		if (bylineOpening(label) || bylineOpening(label+" ")) && looksLikeNames(name) {
			return name
		}
	}
	return ""
}
