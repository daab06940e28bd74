package ingest

import (
	"strings"

	"golang.org/x/net/html"
)

// headline returns the article's title: JSON-LD's, else the h1 that the page's
// head speaks of, else that of the metas, else the only h1, else the page's
// title. Metas often have another wording for social networks.
func (m *pageMeta) headline() string {
	declared := oneLine(html.UnescapeString(m.ld.headline))
	if declared == "" || m.isOutlet(declared) {
		declared = firstOf(m.ownHeading(), m.first("og:title"), m.first("twitter:title", "dc.title"))
	}
	if (declared == "" || m.isOutlet(declared)) && len(m.h1) == 1 && !m.isOutlet(m.h1[0]) && nameKey(m.h1[0]) != "" && !m.smallPart(m.h1[0]) {
		declared = m.h1[0]
	}
	return m.cutSite(firstOf(declared, m.title))
}

// smallPart reports whether s is less than half of the page's title, as the
// outlet's name is.
func (m *pageMeta) smallPart(s string) bool {
	key, title := nameKey(s), nameKey(m.title)
	return strings.Contains(title, key) && len(key)*2 < len(title)
}

// ownHeading returns the h1 that shares most words with the page's title and
// description, or "": h1 may also hold the outlet's name or a logo.
func (m *pageMeta) ownHeading() string {
	known := make(map[string]bool)
	for _, w := range leadWords(m.title + " " + m.first("og:title") + " " + m.first("og:description", "description")) {
		known[w] = true
	}
	best, most := "", .4
	for _, h := range m.h1 {
		all := leadWords(h)
		if len(all) < 2 || len(h) > 300 || m.isOutlet(h) || m.smallPart(h) {
			continue
		}
		found := 0
		for _, w := range all {
			if known[w] {
				found++
			}
		}
		if share := float64(found) / float64(len(all)); found >= 2 && share > most {
			best, most = h, share
		}
	}
	return best
}

// cutSite cuts what a page adds to its title before or after a bar or dash: the
// outlet's name, or whatever is next to the text of a heading.
func (m *pageMeta) cutSite(title string) string {
	for {
		i, sep := -1, ""
		for _, s := range titleSeparators() {
			if j := strings.LastIndex(title, s); j > i {
				i, sep = j, s
			}
		}
		if i <= 0 {
			return title
		}
		head, tail := strings.TrimSpace(title[:i]), strings.TrimSpace(title[i+len(sep):])
		switch {
		case m.isOutlet(tail) || m.isHeading(head) && !m.smallPart(head):
			title = head
		case m.isHeading(tail) && len(tail) > len(head) || m.isOutlet(head) && tail != "":
			title = tail
		default:
			return title
		}
	}
}

func titleSeparators() []string {
	return []string{" | ", " - ", " – ", " — ", " :: ", "_", "--", " • ", " · ", " » ", " « ", " › ", " ‹ ", " / "}
}

// isHeading reports whether s is an h1 of the page, or an h2 where the title
// names no h1: there h1 is the outlet's name.
func (m *pageMeta) isHeading(s string) bool {
	key, title := nameKey(s), nameKey(m.title)
	if key == "" {
		return false
	}
	named := false
	for _, h := range m.h1 {
		k := nameKey(h)
		if k == key {
			return true
		}
		named = named || k != "" && strings.Contains(title, k) && !m.isOutlet(h) && !m.smallPart(h)
	}
	for _, h := range m.h2 {
		if !named && nameKey(h) == key && len(key) > 12 {
			return true
		}
	}
	return false
}
