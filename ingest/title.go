package ingest

import (
	"strings"

	"golang.org/x/net/html"
)

// headline returns the article's title: from JSON-LD, else the h1 that the page's head names, else from
// the metas, else the only h1, else the page's title. Metas often have another wording for social
// networks.
func (m *pageMeta) headline() string {
	declared := oneLine(html.UnescapeString(m.ld.headline))
	if full := m.fullHeading(declared); full != "" {
		declared = full
	}
	if declared == "" || m.isOutlet(declared) {
		declared = firstOf(m.ownHeading(), m.first("og:title"), m.first("twitter:title", "dc.title"))
	}
	if (declared == "" || m.isOutlet(declared)) && len(m.h1) == 1 && m.onSubject(m.h1[0]) {
		declared = m.h1[0]
	}
	return m.cutSite(firstOf(declared, m.title))
}

// fullHeading returns the h1 of which declared is a short form, or "". The metas must have it too, and it
// must have most of the words of declared.
func (m *pageMeta) fullHeading(declared string) string {
	shown := nameKey(m.first("og:title"))
	if declared == "" || len(shown)*100 < len(nameKey(declared))*(100+longerHeading) {
		return ""
	}
	for _, h := range m.h1 {
		if nameKey(h) != shown {
			continue
		}
		all, found := leadWords(declared), 0
		for _, w := range all {
			if strings.Contains(shown, nameKey(w)) {
				found++
			}
		}
		if found*2 >= len(all) {
			return h
		}
	}
	return ""
}

// longerHeading is how much longer than its short form a headline must be, in percent.
const longerHeading = 10

// onSubject reports whether an h1 may be the headline of the page: it is not the outlet's name, and it has
// a word of the page's title, if there is one. Widgets and logos have an h1 too.
func (m *pageMeta) onSubject(h string) bool {
	key, title := nameKey(h), nameKey(m.title)
	if key == "" || m.isOutlet(h) || m.smallPart(h) {
		return false
	}
	for _, w := range leadWords(h) {
		if strings.Contains(title, nameKey(w)) {
			return true
		}
	}
	return title == "" || strings.Contains(title, key) || strings.Contains(key, title)
}

// smallPart reports whether s is less than half of the page's title, as an outlet's name is.
func (m *pageMeta) smallPart(s string) bool {
	key, title := nameKey(s), nameKey(m.title)
	return strings.Contains(title, key) && len(key)*2 < len(title)
}

// ownHeading returns the h1 that shares most words with the page's title and description, or "". An h1 may
// also be the outlet's name or a logo.
func (m *pageMeta) ownHeading() string {
	known := make(map[string]bool)
	for _, w := range leadWords(m.title + " " + m.first("og:title") + " " + m.first("og:description", "description")) {
		known[w] = true
	}
	best, most := "", .4
	for _, h := range m.h1 {
		if m.isNamed(h) {
			return h
		}
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

// minNamed is how many letters and digits a heading needs to be found in the title. Names of sections are
// shorter.
const minNamed = 12

// isNamed reports whether the metas have h as the title, or the page's title starts with h, followed by a
// bar or dash and a shorter part. The outlet's name may also come first.
func (m *pageMeta) isNamed(h string) bool {
	key := nameKey(h)
	if len(key) < minNamed || m.isOutlet(h) {
		return false
	}
	if key == nameKey(m.first("og:title")) {
		return true
	}
	for _, sep := range titleSeparators() {
		if rest, ok := strings.CutPrefix(m.title, h+sep); ok {
			for _, sep := range titleSeparators() {
				rest, _, _ = strings.Cut(rest, sep)
			}
			return len(nameKey(rest)) < len(key)
		}
	}
	return false
}

// cutSite removes what a page adds to its title before or after a bar or dash: the outlet's name, or
// anything next to the text of a heading.
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
		case m.isOutlet(tail):
			title = head
		case m.isHeading(title):
			return title
		case m.isHeading(head) && !m.smallPart(head):
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

// isHeading reports whether s is an h1 of the page. If the title names no h1, because h1 is the outlet's
// name, s may be an h2.
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
