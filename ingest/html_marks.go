package ingest

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/wiretrace/wiretrace/article"
)

const (
	// repeatedLine is the length in bytes from which a repeated line is a repeated paragraph, for phones
	// and desktops. Refrains are shorter.
	repeatedLine = 80
	// minAgain and maxAgain are the lengths in bytes of lines that are furniture because they are
	// repeated.
	minAgain, maxAgain = 40, 200
	// sentenceAgain is the length in bytes from which such a line may be a sentence.
	sentenceAgain = 100
	// headLines is how many lines of a text may be byline and date.
	headLines = 5
	// headText is the length in bytes from which a line is the first paragraph.
	headText = 120
)

// markPage marks furniture in the text of a page by its position: lines with a date or byline before the
// text, the headline, labels. If the body is printed twice, it keeps one.
//
// titles are the page's headlines, reduced to letters and digits.
func markPage(b *body, titles []string) {
	lines := textLines(b.text)
	if printedTwice(b.text, lines) {
		b.keepOnce(lines)
		lines = textLines(b.text)
	}
	again := repeatedLines(b.text, lines)
	head, seen := true, make(map[string]bool)
	var found []article.Furniture
	for n, l := range lines {
		line := b.text[l.start:l.end]
		kind, ok := lineKind(line)
		if times, printed := again[line]; printed {
			// A sentence that occurs twice may be a quotation of the text itself.
			ok = times > 2 || len(line) < sentenceAgain || seen[line]
			kind, seen[line] = article.KindOther, true
		}
		head = head && inHead(line)
		labels := head && n+1 < len(lines) && inHead(b.text[lines[n+1].start:lines[n+1].end])
		if head && (titleLine(line, titles) || labels && label(line)) || n < headLines && len(line) <= maxName && dateOrByline(line) {
			kind, ok = article.KindOther, true
		}
		if ok {
			found = append(found, article.Furniture{Start: l.start, End: l.end, Kind: kind})
		}
	}
	b.mark(found)
	b.dropLargeKinds()
}

// repeatedLines returns the lines that occur more than once, such as entries of an offer, with their
// counts. Short lines may be refrains, long ones repeated paragraphs. If a fifth of the text is repeated,
// it is verse.
func repeatedLines(text string, lines []span) map[string]int {
	count, size := make(map[string]int), 0
	for _, l := range lines {
		if n := l.end - l.start; n >= minAgain && n <= maxAgain {
			count[text[l.start:l.end]]++
		}
	}
	maps.DeleteFunc(count, func(_ string, n int) bool { return n < 2 })
	for line, n := range count {
		size += n * len(line)
	}
	if size*5 > len(text) {
		return nil
	}
	return count
}

// keepOnce removes lines that occurred before, with their marks.
func (b *body) keepOnce(lines []span) {
	seen := make(map[string]bool)
	moved := make(map[int]int) // start positions of kept lines: before -> now
	again, at := false, 0
	var text strings.Builder
	for _, l := range lines {
		line := b.text[l.start:l.end]
		key := nameKey(line)
		// A crosshead between two repeated paragraphs is repeated too.
		again = seen[key] && (again || len(line) >= repeatedLine)
		seen[key] = true
		if !again {
			if text.Len() > 0 {
				text.WriteString(b.text[at:l.start])
			}
			moved[l.start] = text.Len()
			text.WriteString(line)
		}
		at = l.end
	}
	marks, headings := b.marks[:0], b.headings[:0]
	for _, f := range b.marks {
		if start, ok := moved[f.Start]; ok {
			marks = append(marks, article.Furniture{Start: start, End: start + f.End - f.Start, Kind: f.Kind})
		}
	}
	for _, h := range b.headings {
		if start, ok := moved[h]; ok {
			headings = append(headings, start)
		}
	}
	b.text, b.marks, b.headings = text.String(), marks, headings
}

// inHead reports whether a line can come before the first paragraph.
func inHead(line string) bool {
	return len(line) < headText && (len(line) <= headText/2 || !endsSentence(line))
}

// titleLine reports whether a line is the headline.
func titleLine(line string, titles []string) bool {
	key := nameKey(line)
	for _, t := range titles {
		if t == key || len(key) > 20 && strings.Contains(t, key) || len(t) > 20 && strings.HasSuffix(key, t) {
			return true
		}
	}
	return key == ""
}

// label reports whether a line is the name of a section or an entry of a menu.
// Datelines have brackets or dashes.
func label(line string) bool {
	return wordCount(line) <= 3 && len(line) <= 30 && !endsSentence(line) && !strings.ContainsAny(line, "()[]–—,:") && !strings.Contains(line, " -")
}

// lineKind returns the kind of a line that is furniture anywhere on a page: an address, an age, a date
// with a label, a request for consent.
func lineKind(line string) (article.Kind, bool) {
	switch {
	case strings.HasPrefix(line, "http") && !strings.Contains(line, " "):
		return article.KindNavigation, true
	case strings.HasPrefix(line, ">>"):
		return article.KindRelated, true
	case len(line) <= 60 && ago(strings.ToLower(line)):
		return article.KindOther, true
	case len(line) <= 80 && hasYear(line) && labelledDate(line):
		return article.KindOther, true
	case len(line) >= 50 && len(line) <= 700 && consentLine(line):
		return article.KindCookies, true
	case len(line) <= 700 && notice(line):
		return article.KindOther, true
	case len(line) <= maxFurniture && strings.Contains(line, "©") && copyrightYear.MatchString(line):
		return article.KindCopyright, true
	case len(line) <= 30 && readingTime.MatchString(line):
		return article.KindOther, true
	}
	return widgetLine(line)
}

// maxDateLetters is how many letters a line with a date may have in addition to the date: "Do Uhr Von", "Mon PM
// EST".
const maxDateLetters = 12

// letters counts the letters of s. Letters of scripts with short words count twice.
func letters(s string) (n int) {
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			n += 2
		case unicode.IsLetter(r):
			n++
		}
	}
	return n
}

var (
	clockTime     = regexp.MustCompile(`\b[012]?\d[:.][0-5]\d\b`)
	copyrightYear = regexp.MustCompile(`©\s?(?:19|20)\d\d\b`)
	readingTime   = regexp.MustCompile(`(?i)^\W*(?:(?:reading time|lesezeit|lesedauer|temps de lecture|tiempo de lectura|tempo di lettura|tempo de leitura|leestijd|duration|dauer|durée|duración|durata|duração|czas czytania|lästid|время чтения)\b:?\s*(?:ca\.?\s*)?\d[\d:]*|` +
		`(?:ca\.?\s*)?\d{1,2}\s*[- ]?min(?:\.|\pL*)?\s+(?:read|lesezeit|lesedauer|de lecture|de lectura|di lettura|de leitura|leestijd|czytania|lästid|lesetid|чтения))`)
)

// notice reports whether a line says that the outlet earns by links, or whose opinion a text is. One
// phrase is not enough, since text may have it too.
func notice(line string) bool {
	low := strings.ReplaceAll(strings.ToLower(line), "’", "'")
	switch {
	case containsAny(low, "affiliate link", "affiliate-link", "affiliatelink"):
		return true
	case containsAny(low, "commission", "provision", "comisión", "comissão", "commissie"):
		return containsAny(low, "we may earn", "we may receive a commission", "we earn a commission", "wir eine provision", "eine provision erhalten wir", "touchons une commission", "percevoir une commission",
			"recibir una comisión", "recibimos una comisión", "riceviamo una commissione", "recebemos uma comissão", "ontvangen wij een commissie") &&
			containsAny(low, "link", "lien", "enlace", "buy", "bought", "purchas", "product", "kauf", "bestell", "produkt", "achat", "achet", "produit", "compra", "acquist", "prodott", "produto", "koop", "shop")
	case containsAny(low, "not necessarily reflect", "not necessarily represent", "ne reflètent pas nécessairement", "no reflejan necesariamente", "non riflettono necessariamente", "não refletem necessariamente"):
		return containsAny(low, "view", "opinion", "opinión", "opinione", "opiniã", "opiniõ")
	}
	return containsAny(low, "müssen nicht der meinung", "nicht die meinung der redaktion", "nicht unbedingt die meinung", "n'engagent que leur auteur", "n'engagent que leurs auteur", "n'engagent que l'auteur", "n'engagent que la responsabilité",
		"может не совпадать с мнением", "может не совпадать с позицией", "может не совпадать с точкой", "不代表本站", "不代表本网", "不代表本報")
}

// ago reports whether a line, in lower case, begins with how long ago something
// was: "14 hours ago", "published 1 day ago", "vor 3 stunden".
func ago(line string) bool {
	for _, p := range [...]string{"last updated ", "published ", "updated ", "posted ", "vor ", "il y a ", "hace ", "há "} {
		line = strings.TrimPrefix(line, p)
	}
	n, rest := digits(line, 0)
	if n < 0 {
		return false
	}
	unit, rest, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	switch strings.TrimSuffix(strings.TrimRight(unit, "."), "s") {
	case "second", "sec", "minute", "min", "hour", "hr", "day", "week", "month", "year":
		return strings.HasPrefix(rest, "ago")
	case "sekunden", "minuten", "stunden", "stunde", "tagen", "tag", "heure", "jour", "semaine", "hora", "día", "dia", "minuto":
		return rest == ""
	}
	return false
}

// labelledDate reports whether a line is a date with a label.
func labelledDate(line string) bool {
	t, before, after := dateIn(line, "")
	label := strings.ToLower(before)
	return t.Precision >= article.PrecisionDay && len(before)+len(after) <= 50 && (saysPublished(label) || saysUpdated(label))
}

// consentLine reports whether a line asks for consent to cookies or to content
// of another site.
func consentLine(line string) bool {
	low := strings.ToLower(line)
	n := 0
	for _, w := range consentWords() {
		n += strings.Count(low, w)
	}
	if n == 0 {
		return false
	}
	for _, w := range [...]string{"embed", "eingebettet", "externe", "third part", "third-part", "drittplattform", "einverstanden", "contenu", "contenido", "contenut", "conteúdo", "innhold", "innehåll", "indhold", "zawartość", "контент", "accept"} {
		n += strings.Count(low, w)
	}
	return n >= 2 && n*120 > len(low)
}

// mark adds the marks of lines, sorted, except where there is one already. It sorts all marks.
func (b *body) mark(found []article.Furniture) {
	byStart := func(x, y article.Furniture) int { return x.Start - y.Start }
	slices.SortFunc(b.marks, byStart)
	known, at, end := b.marks, 0, 0
	for _, f := range found {
		for ; at < len(known) && known[at].Start < f.End; at++ {
			end = max(end, known[at].End)
		}
		if end <= f.Start {
			b.marks = append(b.marks, f)
		}
	}
	slices.SortFunc(b.marks, byStart)
}

// textLines returns the positions of the lines that are not empty.
func textLines(text string) (lines []span) {
	for at := 0; at < len(text); {
		end := len(text)
		if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
			end = at + i
		}
		if end > at {
			lines = append(lines, span{at, end})
		}
		at = end + 1
	}
	return lines
}

// printedTwice reports whether a text repeats most of its paragraphs, for phones and desktops, or for
// print.
func printedTwice(text string, lines []span) bool {
	seen := make(map[string]bool)
	again := 0
	for _, l := range lines {
		if l.end-l.start < repeatedLine {
			continue
		}
		key := nameKey(text[l.start:l.end])
		if seen[key] {
			again++
		}
		seen[key] = true
	}
	return len(seen) >= 3 && again*5 >= len(seen)*3
}

// dateOrByline reports whether a line consists of a date or names.
func dateOrByline(line string) bool {
	if hasYear(line) && !strings.HasSuffix(line, "。") {
		if t, before, after := dateIn(line, ""); t.Precision >= article.PrecisionDay {
			label, rest := strings.ToLower(before), len(before)+len(after)
			if letters(before+after) <= maxDateLetters && rest <= 40 || rest <= 60 && (saysPublished(label) || saysUpdated(label)) {
				return true
			}
		}
		if clockTime.MatchString(line) && letters(line) <= maxDateLetters {
			return true // a form that is not understood
		}
	}
	if !bylineOpening(line) {
		return false
	}
	name := cleanByline(line)
	return name != line && capitalised(name) && !endsSentence(line)
}

const (
	// declaredText is the length in bytes from which an articleBody is the whole text; shorter ones are
	// summaries.
	declaredText = 800
	// declaredShare is the share of the articleBody that the text must contain for that.
	declaredShare = .97
)

// markUndeclared marks the lines that are not in the page's articleBody, if all of articleBody is in the
// text.
func (b *body) markUndeclared(declared string) {
	key := nameKey(declared)
	if len(declared) < declaredText || len(key) < declaredText/2 {
		return
	}
	lines := textLines(b.text)
	var undeclared []span
	found := 0
	for _, l := range lines {
		k := nameKey(b.text[l.start:l.end])
		if strings.Contains(key, k) {
			found += len(k)
			continue
		}
		if found > 0 { // articleBody often lacks the summary at the start
			undeclared = append(undeclared, l)
		}
	}
	if float64(found) < declaredShare*float64(len(key)) {
		return
	}
	var marks []article.Furniture
	for _, l := range undeclared {
		if _, own := slices.BinarySearch(b.headings, l.start); !own {
			marks = append(marks, article.Furniture{Start: l.start, End: l.end, Kind: article.KindOther})
		}
	}
	b.mark(marks)
}
