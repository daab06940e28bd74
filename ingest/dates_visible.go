package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/wiretrace/wiretrace/article"
)

const (
	// maxDateText is the length in bytes of the longest text that is searched
	// for a date: longer ones are paragraphs, whose dates are of the story.
	maxDateText = 160
	// maxDateTries bounds the texts of a page that are parsed as dates.
	maxDateTries = 200
	// nearTitle is how many bytes of text after the headline count as its surroundings.
	nearTitle = 400
)

// Ranks of dates by where they stand; a date in a text that says "published" or
// "updated" has rankSaid.
const (
	rankNone  = iota
	rankAlone // a text that is a date
	rankNear  // in a line near the headline
	rankOnly  // a text that is a date, near the headline
	rankTime  // a time element
	rankClass // an element named for a date
	rankSaid
	rankURL = 10 // added if the address has the same month
)

// A dateFinder looks for the dates that a page shows to its readers.
type dateFinder struct {
	lang, month string // month: of the address, 2006-01, or ""
	tries       int
	prev        string // text before the one being read
	untitled    bool   // the page has no h1
	titled      bool   // the headline was read, if there is one
	since       int    // bytes of text since

	published, updated         article.Time
	publishedRank, updatedRank int
}

// visibleClocks returns when the page says to its readers that it appeared and
// changed. address is the page's own.
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
		rank = rankSaid
	}
	f.attributes(n, rank)
	f.walk(n, rank, inArticle)
}

// paragraph looks for a date that the first paragraph begins with.
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
	if len(s) > maxDateText || !hasYear(s) || strings.ContainsAny(s, "©") {
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
		rank = rankSaid
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
	return containsAny(label, "publish", "posted", "veröffentlicht", "erschienen", "erstellt", "publié", "mis en ligne", "publicad", "pubblicat",
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

// hasYear reports whether s has four digits in a row that may be a year, or
// the numbers of a date with a year of two.
func hasYear(s string) bool {
	run, dots := 0, 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] >= '0' && s[i] <= '9' {
			run++
			continue
		}
		if run == 4 || run == 8 || run >= 10 {
			return true
		}
		if run > 0 && run <= 2 && i < len(s) && (s[i] == '.' || s[i] == '/') {
			dots++
		} else if run == 2 && dots >= 2 {
			return true
		} else if run == 0 && i < len(s) && s[i] != ' ' {
			dots = 0
		}
		run = 0
	}
	return false
}

// dateIn returns the first date of the precision of a day in s, with the text
// before and after it.
func dateIn(s, lang string) (t article.Time, before, after string) {
	words := wordSpans(s)
	for j, w := range words {
		if !hasYear(s[w.start:w.end]) {
			continue
		}
		for a := j; a >= max(0, j-5); a-- {
			got := parseDate(s[words[a].start:w.end], lang)
			if got.Precision < article.PrecisionDay {
				continue
			}
			end := w.end
			// The hour stands after the year, in up to four words.
			for b := min(j+4, len(words)-1); b > j; b-- {
				if long := parseDate(s[words[a].start:words[b].end], lang); long.Precision > got.Precision {
					got, end = long, words[b].end
					break
				}
			}
			return got, s[:words[a].start], s[end:]
		}
	}
	return article.Time{}, s, ""
}

// wordSpans returns where the words of s stand, without the marks around them.
func wordSpans(s string) (list []span) {
	mark := func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.IsSpace(r) }
	for at := 0; at < len(s); {
		start := strings.IndexFunc(s[at:], func(r rune) bool { return !unicode.IsSpace(r) })
		if start < 0 {
			return list
		}
		start += at
		end := strings.IndexFunc(s[start:], unicode.IsSpace)
		if end < 0 {
			end = len(s) - start
		}
		end += start
		at = end
		word := s[start:end]
		left := strings.TrimLeftFunc(word, mark)
		right := strings.TrimRightFunc(left, mark)
		if right != "" {
			start += len(word) - len(left)
			list = append(list, span{start, start + len(right)})
		}
	}
	return list
}

// parseDate is [article.ParseTime] for a text of a page in a language, which
// says what 5/6/2024 means.
func parseDate(s, lang string) article.Time {
	if iso := localDate(s, lang); iso != "" {
		t := article.ParseTime(iso, "")
		t.Raw = s
		return t
	}
	return article.ParseTime(s, "")
}

// localDate writes a numeric date, with the day first unless lang says
// otherwise, in ISO 8601. It returns "" for anything else.
func localDate(s, lang string) string {
	a, rest := digits(s, 0)
	if a < 1 || a > 31 || len(s)-len(rest) > 2 || rest == "" || strings.IndexByte("/.-", rest[0]) < 0 {
		return ""
	}
	sep := rest[0]
	b, rest := digits(strings.TrimLeft(rest[1:], " "), 0)
	if b < 1 || b > 31 || rest == "" || rest[0] != sep {
		return ""
	}
	year, tail := digits(strings.TrimLeft(rest[1:], " "), 0)
	switch {
	case tail != "" && tail[0] != ' ' && tail[0] != ',' || digitAt(tail, 0):
		return ""
	case year >= 0 && year < 100 && len(rest)-1-len(tail) == 2 && sep != '-':
		year += 2000
	case year < 1990 || year > 2099:
		return ""
	}
	lang = strings.ToLower(lang)
	if monthFirst := lang == "en-us" || lang == "en_us"; monthFirst || b > 12 {
		a, b = b, a
	} else if (lang == "" || strings.HasPrefix(lang, "en")) && a != b && a <= 12 && sep == '/' {
		return "" // nobody can tell
	}
	if b > 12 || utf8.RuneCountInString(tail) > 12 {
		return ""
	}
	return formatDate(year, b, a) + timeTail(tail)
}

// timeTail returns an hour and minute after a date in ISO 8601, or "".
func timeTail(s string) string {
	h, rest := digits(strings.TrimLeft(s, " ,"), 2)
	if h < 0 || h > 23 || rest == "" || rest[0] != ':' {
		return ""
	}
	m, rest := digits(rest[1:], 2)
	if m < 0 || m > 59 || rest != "" {
		return ""
	}
	two := func(n int) string { return string([]byte{'0' + byte(n/10), '0' + byte(n%10)}) }
	return "T" + two(h) + ":" + two(m)
}
