package ingest

import (
	"net/url"
	"strings"

	"github.com/wiretrace/wiretrace/article"
)

// A pageLink is an address as written in the page.
type pageLink struct{ rel, ref string }

// maxPageLinks is how many addresses of a page are kept.
const maxPageLinks = 40

// addLink keeps an address of the page's head.
func (m *pageMeta) addLink(rel, ref string) {
	if ref = strings.TrimSpace(ref); ref != "" && !strings.Contains(ref, " ") && len(m.links) < maxPageLinks {
		m.links = append(m.links, pageLink{rel, ref})
	}
}

// headLinks maps the relations of link elements to those of articles.
func headLinks() map[string]string {
	return map[string]string{
		"amphtml": article.RelAMP, "syndication-source": article.RelSyndication, "original-source": article.RelOriginal, "via": article.RelVia,
	}
}

// addLinks adds the addresses in the page to the article, except the article's own.
func (m *pageMeta) addLinks(a *article.Article) {
	base := absURL(a.URL, nil)
	if base == nil {
		base = absURL(m.base, nil)
	}
	m.addLink(article.RelCanonical, m.canonical)
	m.addLink(article.RelCanonical, m.first("og:url"))
	m.addLink(article.RelCanonical, m.ld.url)
	for _, name := range [...]string{article.RelSyndication, article.RelOriginal} {
		for _, ref := range m.meta[name] {
			m.addLink(name, ref)
		}
	}
	for _, l := range append(m.links, m.ld.links...) {
		u := absURL(l.ref, base)
		if u == nil || base != nil && sameAddress(u, base) {
			continue
		}
		a.AddLink(l.rel, cleanText(u.String()))
	}
	for _, name := range [...]string{"article:guid", "dc.identifier", "story_id", "apstoryid", "reuters-story-id", "news_id", "usn", "urn"} {
		if id := m.first(name); strings.HasPrefix(id, "urn:") || strings.HasPrefix(id, "tag:") {
			a.AddLink(article.RelSameAs, cleanText(id))
		}
	}
}

// sameAddress reports whether two addresses differ at most in their fragments.
func sameAddress(a, b *url.URL) bool {
	return strings.EqualFold(a.Host, b.Host) && strings.TrimSuffix(a.Path, "/") == strings.TrimSuffix(b.Path, "/") && a.RawQuery == b.RawQuery
}
