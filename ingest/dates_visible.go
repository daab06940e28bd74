package ingest

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wiretrace/wiretrace/article"
)

const (
	// maxDateText is the most bytes of a text that is searched for a date. Longer texts are paragraphs,
	// whose dates belong to the story.
	maxDateText = 160
	// maxDateTries is how many texts of a page are parsed as dates.
	maxDateTries = 200
	// nearTitle is how many bytes of text after the headline are near it.
	nearTitle = 400
)

// Ranks of dates by their place; a date in a text that says "published" or
// "updated" has rankLabelled.
const (
	rankNone  = iota
	rankAlone // a text that is a date
	rankNear  // in a line near the headline
	rankOnly  // a text that is a date, near the headline
	rankTime  // a time element
	rankClass // an element named for a date
	rankLabelled
	rankURL = 10 // added if the address has the same month
)

// A dateFinder finds the dates that a page shows.
type dateFinder struct {
	lang, month string // month: of the address, 2006-01, or ""
	tries       int
	prev        string // the text before the current one
	untitled    bool   // the page has no h1
	titled      bool   // the headline was read, or there is none
	since       int    // bytes of text since the headline

	published, updated         article.Time
	publishedRank, updatedRank int
	shown, changed             article.Time // relative: not known yet
}

// visibleClocks returns when the page, by its visible text, appeared and changed. address is the page's
// own.
func (m *pageMeta) visibleClocks(doc *html.Node, address string) (published, updated article.Time) {
	f := dateFinder{lang: firstOf(m.lang, m.ld.lang, m.first("og:locale", "language")), titled: len(m.h1) == 0, untitled: len(m.h1) == 0}
	if month := urlDate(address); len(month) >= len("2006-01") {
		f.month = month[:len("2006-01")]
	}
	// Some outlets end the page's title with the day.
	if t, before, after := dateIn(m.title, f.lang); t.Precision >= article.PrecisionDay && after == "" && strings.ContainsAny(before, "|-–—") {
		t.From = "title"
		f.keep(&f.published, &f.publishedRank, t, rankTime)
	}
	f.walk(doc, rankNone, false)
	if f.publishedRank == rankNone {
		f.published = f.shown
	}
	if f.updatedRank == rankNone {
		f.updated = f.changed
	}
	return f.published, f.updated
}

// walk visits n and everything below. rank is that of the elements around n;
// inArticle says that one of them is an article or main element.
func (f *dateFinder) walk(n *html.Node, rank int, inArticle bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if f.tries > maxDateTries {
			return
		}
		switch c.Type {
		case html.TextNode:
			f.text(c.Data, rank, "text")
		case html.ElementNode:
			f.element(c, rank, inArticle)
		case html.DocumentNode:
			f.walk(c, rank, inArticle)
		}
	}
}

func (f *dateFinder) element(n *html.Node, rank int, inArticle bool) {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Nav, atom.Footer, atom.Select, atom.Textarea, atom.Svg, atom.Iframe, atom.Noscript, atom.Template:
		return
	case atom.H1:
		f.titled, f.since = true, 0
	case atom.Article, atom.Main:
		inArticle = true
	case atom.Aside:
		if f.titled {
			return
		}
	case atom.P:
		if textBytes(n) > maxDateText {
			f.paragraph(n)
			return
		}
	}
	class := strings.ToLower(attr(n, "class") + " " + attr(n, "id") + " " + attr(n, "itemprop"))
	if ofOthers(n, class) {
		return
	}
	switch {
	case n.DataAtom == atom.Time || hasAttr(n, "datetime"):
		rank = max(rank, rankTime)
	case dateClass(class) && textBytes(n) <= maxDateText:
		rank = max(rank, rankClass)
	}
	switch {
	case rank == rankNone || inArticle:
	case !f.titled:
		rank = rankAlone // today's date in the page's head
	case f.untitled:
		rank = min(rank, rankOnly)
	}
	if rank >= rankOnly && (strings.Contains(class, "publi") || hasAttr(n, "pubdate")) {
		rank = rankLabelled
	}
	f.attributes(n, rank)
	f.walk(n, rank, inArticle)
}

// paragraph searches the beginning of the first paragraph for a date.
func (f *dateFinder) paragraph(n *html.Node) {
	if f.titled && f.since < nearTitle {
		text := oneLine(nodeText(n))
		text = strings.ToValidUTF8(text[:min(len(text), 80)], "")
		if t, before, _ := dateIn(text, f.lang); t.Precision >= article.PrecisionDay && len(before) < 25 && hasYear(text) {
			t.From = "text"
			f.keep(&f.published, &f.publishedRank, t, rankNear)
		}
	}
	f.titled = true
	f.since += maxDateText
}

// attributes reads the dates in an element's attributes.
func (f *dateFinder) attributes(n *html.Node, rank int) {
	if rank == rankNone && n.DataAtom != atom.Abbr {
		return
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "datetime", "content", "title", "data-time", "data-date", "data-datetime", "data-timestamp", "data-published", "data-utime", "data-epoch":
			if len(a.Val) <= maxDateText && strings.ContainsAny(a.Val, "0123456789") {
				f.text(a.Val, max(rank, rankAlone)+1, "time")
			}
		}
	}
}

// text looks for a date in one text.
func (f *dateFinder) text(s string, rank int, from string) {
	s = strings.TrimSpace(s)
	if s == "" {
		return
	}
	prev := f.prev
	f.prev = s
	f.since += len(s)
	if len(s) > maxDateText || strings.ContainsAny(s, "©") {
		return
	}
	if !hasYear(s) {
		f.undated(s, prev, rank)
		return
	}
	f.tries++
	t, before, after := dateIn(s, f.lang)
	if t.Precision < article.PrecisionDay {
		return
	}
	t.From = from
	label := strings.ToLower(prev[max(0, len(prev)-40):] + " " + before)
	if rank == rankNone {
		rank = f.place(len(before) + len(after))
	}
	switch {
	case saysUpdated(label):
		f.keep(&f.updated, &f.updatedRank, t, max(rank, rankAlone))
		rank = min(rank, rankAlone)
	case saysPublished(label):
		rank = rankLabelled
	case rank == rankNone:
		return
	}
	f.keep(&f.published, &f.publishedRank, t, rank)
}

// place ranks a date by the text around it, of rest bytes, and by the headline.
func (f *dateFinder) place(rest int) int {
	near := f.titled && f.since < nearTitle
	switch {
	case rest <= 20 && near:
		return rankOnly
	case near:
		return rankNear
	case rest <= 12:
		return rankAlone
	}
	return rankNone
}

// keep keeps a date that is better than the one found before.
func (f *dateFinder) keep(dst *article.Time, best *int, t article.Time, rank int) {
	if f.month != "" && strings.HasPrefix(t.String(), f.month) {
		rank += rankURL
	}
	if rank > *best {
		*dst, *best = t, rank
	}
}

// ofOthers reports whether an element, named class in lower case, is about other
// articles or holds comments. What holds the headline is the article's own.
func ofOthers(n *html.Node, class string) bool {
	if n.DataAtom == atom.Body || n.DataAtom == atom.Article || n.DataAtom == atom.Main || !otherDates(class) {
		return false
	}
	for d := range n.Descendants() {
		if d.DataAtom == atom.H1 {
			return false
		}
	}
	return true
}

// otherDates reports whether an element, named class in lower case, holds the
// dates of others: comments, related articles, events.
func otherDates(class string) bool {
	for _, w := range [...]string{"comment", "related", "recommend", "sidebar", "copyright", "popular", "trending", "latest", "most-read", "mostread", "calendar", "event-list", "newslist", "teaser-list", "recent", "ticker", "disqus", "forecast", "more-news", "nav-"} {
		if strings.Contains(class, w) {
			return true
		}
	}
	return false
}

// dateClass reports whether an element, named class in lower case, is named for
// a date, in one of the languages that style sheets are written in.
func dateClass(class string) bool {
	for _, w := range [...]string{"date", "time", "published", "publication", "pubdate", "posted", "created", "submitted", "datum", "fecha", "meta", "byline", "dateline", "zeit", "data-p", "artikel-info", "article-info", "art-info", "tarih", "ngay", "veroeffentlicht"} {
		if strings.Contains(class, w) {
			return true
		}
	}
	return false
}

// saysPublished reports whether a label, in lower case, says that what follows
// is when the article appeared.
func saysPublished(label string) bool {
	return containsAny(label, "publish", "posted", "submitted on", "veröffentlicht", "erschienen", "erstellt", "publié", "mis en ligne", "publicad", "pubblicat",
		"gepubliceerd", "geplaatst", "опублик", "дата публикации", "dodano", "opublikowano", "data publikacji", "publicerad", "publisert",
		"publiceret", "julkaistu", "közzétéve", "yayın", "publikováno", "vydáno", "publikovan", "objavljeno", "δημοσ", "تاريخ النشر", "نشر",
		"发布", "發布", "发表", "公開", "掲載", "投稿", "配信", "입력", "등록", "게시", "đăng", "diterbitkan", "dipublikasikan", "प्रकाशित", "เผยแพร่", "פורסם", "منتشر")
}

// saysUpdated is saysPublished for when it changed.
func saysUpdated(label string) bool {
	return containsAny(label, "updated", "modified", "last edit", "aktualis", "geändert", "bearbeitet", "mis à jour", "modifié", "actualiza",
		"modificad", "aggiornat", "actualis", "atualiza", "bijgewerkt", "gewijzigd", "обновлен", "изменен", "zaktualizowano", "aktualizac", "uppdaterad",
		"oppdatert", "opdateret", "päivitetty", "frissítve", "güncel", "ažurirano", "ενημ", "تحديث", "更新", "수정", "cập nhật",
		"diperbarui", "अपडेट", "עודכן")
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
