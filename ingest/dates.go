package ingest

import (
	"golang.org/x/net/html"

	"github.com/wiretrace/wiretrace/article"
)

// The names of metas with dates, most reliable first.
func publishedMetas() []string {
	return []string{
		"article:published_time", "og:article:published_time", "http://ogp.me/ns/article#published_time",
		"datepublished", "og:published_time", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
		"parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "pub_date", "published_at",
		"publisheddate", "publication_date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
		"dc.date", "dcterms.date", "date", "date.created", "prism.publicationdate", "datecreated", "weibo:article:create_at",
	}
}

func updatedMetas() []string {
	return []string{
		"article:modified_time", "og:article:modified_time", "http://ogp.me/ns/article#modified_time",
		"datemodified", "og:updated_time", "dcterms.modified", "dc.date.modified", "date.modified", "updated-date",
		"cxenseparse:modified_time", "last-modified", "weibo:article:update_at",
	}
}

// clocks returns when the page appeared and changed. Each is the first that can be parsed, from JSON-LD,
// metas, address, scripts, <time> and visible text. The order is by measured precision: 95 % for the first
// three, while <time> elements often have the date of a linked story.
func (m *pageMeta) clocks(doc *html.Node, address string) (published, updated article.Time) {
	try := func(t *article.Time, raw, from string) {
		if t.Known() || raw == "" || len(raw) > 100 {
			return
		}
		got := article.ParseTime(raw, from)
		if got.Known() || t.Raw == "" {
			*t = got
		}
	}
	try(&published, m.ld.published, "json-ld")
	try(&published, m.ld.created, "json-ld")
	try(&updated, m.ld.modified, "json-ld")
	for _, name := range publishedMetas() {
		try(&published, m.first(name), "meta")
	}
	for _, name := range updatedMetas() {
		try(&updated, m.first(name), "meta")
	}
	day := urlDate(address)
	if len(day) == len("2006-01-02") {
		try(&published, day, "url")
	}
	if published.Precision >= article.PrecisionDay {
		return published, updated
	}
	better := func(t *article.Time, got article.Time) {
		relative := t.Raw == "" && got.Raw != "" // read when it is known when the page was fetched
		if relative || got.Precision > t.Precision && t.Precision < article.PrecisionDay {
			*t = got
		}
	}
	shown, changed := m.visibleClocks(doc, address)
	better(&published, scriptClock(doc))
	better(&published, shown)
	better(&published, article.ParseTime(m.timeValue(), "time"))
	better(&updated, changed)
	try(&published, day, "url") // a month is better than nothing
	better(&published, updated)
	return published, updated
}

// timeValue returns the best <time>: one marked as publication, else the first within the article, else
// the first of the page.
func (m *pageMeta) timeValue() string {
	best, rank := "", 0
	for _, t := range m.times {
		r := 1
		switch {
		case t.published:
			r = 3
		case t.inArticle:
			r = 2
		}
		if r > rank {
			best, rank = t.value, r
		}
	}
	return best
}

// urlDate returns the date in an address as 2006-01-02 or 2006-01, or "".
func urlDate(address string) string { return article.AddressDate(address).String() }

// digits reads exactly n digits of s, or as many as there are, up to 4, for
// n = 0; it returns -1 if there are none or fewer.
func digits(s string, n int) (value int, rest string) {
	i := 0
	for i < 4 && (n == 0 || i < n) && digitAt(s, i) {
		value = value*10 + int(s[i]-'0')
		i++
	}
	if i == 0 || i < n {
		return -1, s
	}
	return value, s[i:]
}

func digitAt(s string, i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }

// formatDate writes a date in ISO 8601; day 0: the month only.
func formatDate(year, month, day int) string {
	two := func(n int) string { return string([]byte{'0' + byte(n/10), '0' + byte(n%10)}) }
	s := two(year/100) + two(year%100) + "-" + two(month)
	if day == 0 {
		return s
	}
	return s + "-" + two(day)
}
