package ingest

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/publicsuffix"

	"github.com/wiretrace/wiretrace/article"
)

// Limits of what is kept of a page's head.
const (
	maxMetas  = 500
	maxLDs    = 50
	maxTimes  = 50
	maxHeadH1 = 10
)

// pageMeta holds what the markup of a page says about its article.
type pageMeta struct {
	lang, base, canonical, title string

	meta  map[string][]string // by lower-cased name, property or itemprop; values in page order
	h1    []string
	h1s   []*html.Node // the elements of h1
	h2    []string
	links []pageLink
	times []timeTag
	ldRaw []string
	ld    ldArticle

	own    string // the page's own address
	byline string // from the extractor
	shown  string // as the page shows it
}

// timeTag is one <time> element.
type timeTag struct {
	value     string
	published bool // pubdate attribute or itemprop=datePublished
	inArticle bool
}

// readMeta collects the metadata of a parsed page.
func readMeta(doc *html.Node) *pageMeta {
	m := &pageMeta{meta: make(map[string][]string)}
	m.walk(doc, false)
	m.ld = readLD(m.ldRaw, m.names)
	return m
}

// walk visits n and everything below; the parser bounds the depth.
func (m *pageMeta) walk(n *html.Node, inArticle bool) {
	if n.Type == html.ElementNode {
		inArticle = inArticle || n.DataAtom == atom.Article || n.DataAtom == atom.Main
		m.element(n, inArticle)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		m.walk(c, inArticle)
	}
}

func (m *pageMeta) element(n *html.Node, inArticle bool) {
	switch n.DataAtom {
	case atom.Html:
		if m.lang = attr(n, "lang"); m.lang == "" {
			m.lang = attr(n, "xml:lang")
		}
	case atom.Base:
		if m.base == "" {
			m.base = attr(n, "href")
		}
	case atom.Link:
		href := strings.TrimSpace(attr(n, "href"))
		if m.canonical == "" && href != "" && oneOf("canonical", strings.ToLower(attr(n, "rel"))) {
			m.canonical = href
		}
		for rel := range strings.FieldsSeq(strings.ToLower(attr(n, "rel"))) {
			if kind := headLinks()[rel]; kind != "" {
				m.addLink(kind, href)
			}
		}
	case atom.Title:
		if m.title == "" && n.Namespace == "" {
			m.title = oneLine(nodeText(n))
		}
	case atom.H1:
		if len(m.h1) < maxHeadH1 {
			m.h1 = append(m.h1, oneLine(spacedText(n)))
			m.h1s = append(m.h1s, n)
		}
	case atom.H2:
		if len(m.h2) < maxHeadH1 {
			m.h2 = append(m.h2, oneLine(spacedText(n)))
		}
	case atom.Script:
		if len(m.ldRaw) < maxLDs && strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") {
			m.ldRaw = append(m.ldRaw, nodeText(n))
		}
	case atom.Time:
		m.addTime(n, inArticle)
	case atom.Meta:
		m.addMeta(n)
		return
	}
	p := firstOf(attr(n, "itemprop"), strings.TrimPrefix(attr(n, "property"), "schema:")) // microdata or RDFa
	if strings.HasPrefix(p, "date") && n.DataAtom != atom.Time {
		m.set(p, firstOf(attr(n, "content"), attr(n, "datetime")))
	}
}

func (m *pageMeta) addMeta(n *html.Node) {
	content := firstOf(attr(n, "content"), attr(n, "value"))
	for _, key := range [...]string{"property", "name", "itemprop"} {
		k := attr(n, key)
		if key == "itemprop" && (k == "author" || k == "creator") {
			k = itemAuthor // the authors of references are not the article's
		}
		if k != "" {
			m.set(k, content)
		}
	}
}

func (m *pageMeta) set(key, value string) {
	key, value = strings.ToLower(strings.TrimSpace(key)), oneLine(value)
	if value != "" && len(m.meta) < maxMetas && len(m.meta[key]) < 10 {
		m.meta[key] = append(m.meta[key], value)
	}
}

func (m *pageMeta) addTime(n *html.Node, inArticle bool) {
	if len(m.times) >= maxTimes {
		return
	}
	published := strings.Contains(attr(n, "itemprop"), "datePublished")
	for _, a := range n.Attr {
		published = published || a.Key == "pubdate"
	}
	if v := firstOf(attr(n, "datetime"), attr(n, "content")); v != "" {
		m.times = append(m.times, timeTag{value: v, published: published, inArticle: inArticle})
	}
}

// first returns the first non-empty value of the named metas, in their order.
func (m *pageMeta) first(names ...string) string {
	for _, n := range names {
		if v := m.meta[n]; len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

// address returns the page's own address. If rel=canonical points to another registrable domain, foreign
// is that address.
//
// The own address is rel=canonical only if that is on the page's own domain (that of the given address,
// else of og:url). A canonical address on another domain marks a syndicated copy; using it would make the
// copy a revision of its original.
//
// A canonical address is not used if it is the front page of a site, or if it lacks the route of a
// single-page site: many pages would get the same address.
func (m *pageMeta) address(given string) (own, foreign string) {
	if shown, ok := article.ShownAddress(given); ok {
		given = shown
	}
	base := absURL(given, nil)
	if base == nil {
		base = absURL(m.first("og:url"), nil)
	}
	if b := absURL(m.base, base); b != nil && base == nil {
		base = b
	}
	og, canon := absURL(m.first("og:url"), base), absURL(m.canonical, base)
	ld := absURL(m.ld.url, base)
	here := base
	for _, u := range [...]*url.URL{og, canon, ld} {
		if here == nil {
			here = u
		}
	}
	if here == nil {
		return given, ""
	}
	host := registrable(here)
	if canon != nil && registrable(canon) == host && !loses(canon, here) {
		return canon.String(), ""
	}
	if canon != nil && registrable(canon) != host {
		foreign = canon.String()
	}
	if og != nil && registrable(og) == host && given == "" {
		return og.String(), foreign
	}
	return here.String(), foreign
}

// loses reports whether a canonical address is less specific than the known one: a front page, or a page
// without its route.
func loses(canon, here *url.URL) bool {
	front := func(u *url.URL) bool { return strings.Trim(u.Path, "/") == "" && u.RawQuery == "" }
	route := func(u *url.URL) bool { return strings.HasPrefix(u.Fragment, "/") || strings.HasPrefix(u.Fragment, "!") }
	return route(here) && !route(canon) || front(canon) && !front(here)
}

// absURL resolves ref against base (which may be nil) and returns it if it is an absolute web address,
// else nil.
func absURL(ref string, base *url.URL) *url.URL {
	ref = strings.TrimSpace(ref)
	if ref == "" || len(ref) > 4096 {
		return nil
	}
	u, err := url.Parse(ref)
	if err != nil {
		return nil
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil
	}
	if shown, ok := article.ShownAddress(u.String()); ok { // web archives rewrite the addresses in a page
		if page, err := url.Parse(shown); err == nil && page.Hostname() != "" {
			return page
		}
	}
	return u
}

// registrable returns the registrable domain of u ("www.news.example.co.uk" → "example.co.uk"), or its
// host if there is none.
func registrable(u *url.URL) string {
	host := article.Host("https://" + u.Hostname())
	if d, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return d
	}
	return host
}

// outlet returns the outlet: the registrable domain of its address, since names vary from page to page,
// else the page's name for itself.
func (m *pageMeta) outlet(address string) string {
	if u := absURL(address, nil); u != nil {
		return registrable(u)
	}
	return firstOf(m.first("og:site_name", "application-name", "dc.publisher"), m.ld.publisher)
}

// isOutlet reports whether s is the outlet's name: the page's name for itself, or the label of its domain.
func (m *pageMeta) isOutlet(s string) bool {
	key := nameKey(s)
	if key == "" {
		return false
	}
	for _, name := range [...]string{m.first("og:site_name"), m.ld.publisher, m.first("application-name")} {
		if k := nameKey(name); k != "" && (k == key || len(k) > 5 && len(k)*3 >= len(key) && strings.Contains(key, k)) {
			return true
		}
	}
	for _, address := range [...]string{m.first("og:url"), m.canonical, m.own} {
		if u := absURL(address, nil); u != nil {
			label, _, _ := strings.Cut(registrable(u), ".")
			if k := nameKey(label); k != "" && (k == key || len(k) > 4 && len(k)*3 >= len(key) && strings.Contains(key, k)) {
				return true
			}
		}
	}
	return false
}

// nameKey returns the letters and digits of s in lower case.
func nameKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// credit returns the agency credit in the metadata, or "".
func (m *pageMeta) credit() string {
	c := firstOf(m.ld.credit, m.first("syndication-source", "source", "article:source", "dc.source"))
	if strings.Contains(c, "://") || m.isOutlet(c) {
		return ""
	}
	return oneLine(html.UnescapeString(c))
}

// attr returns the value of an attribute, or "".
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// nodeText returns the text below n unchanged.
func nodeText(n *html.Node) string {
	if c := n.FirstChild; c != nil && c == n.LastChild && c.Type == html.TextNode {
		return c.Data
	}
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// oneLine returns s with runs of white space as one space each.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// firstOf returns the first string that is not empty.
func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}
