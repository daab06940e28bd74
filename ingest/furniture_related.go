package ingest

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/article"
)

const (
	// A headline of another article has 5 to 20 words. Shorter lines are crossheads of the article itself
	// ("Thaw in ties").
	relatedMin, relatedMax = 5, 20
	// relatedContent is how many words of four letters or more it must have.
	relatedContent = 5
	// relatedShare is the most of these words, as a share, that may occur elsewhere in the article. A
	// crosshead takes its words from the paragraphs below it.
	relatedShare = 0.3
	// paragraphMin is the least bytes of a neighbouring line that is a paragraph. In verse and lists of
	// names no line is examined.
	paragraphMin = 120
)

// standsAlone reports whether a line has the form of a headline and is between two full paragraphs. It
// returns false for scripts without case.
func (m *marker) standsAlone(start, end int) bool {
	if !headlineLike(strings.TrimSpace(m.text[start:end])) {
		return false
	}
	prev := m.prevLine(start)
	if len(prev) < paragraphMin || !endsSentence(prev) {
		return false
	}
	s, e := m.nextLine(end)
	next := strings.TrimSpace(m.text[s:e])
	return len(next) >= paragraphMin && endsSentence(next)
}

// relate marks the candidates whose words the article does not use.
func (m *marker) relate() {
	rest := m.ownWords()
	for _, c := range m.candidate[:m.candidates] {
		if foreign(m.text[c.start:c.end], rest) {
			m.add(c.start, c.end, article.KindRelated)
		}
	}
}

// ownWords returns the title and the text in lower case, without furniture and candidates.
func (m *marker) ownWords() string {
	drop := make([]span, 0, len(m.dst)+m.candidates)
	for _, f := range m.dst {
		drop = append(drop, span{f.Start, f.End})
	}
	drop = append(drop, m.candidate[:m.candidates]...)
	slices.SortFunc(drop, func(a, b span) int { return a.start - b.start })
	var b strings.Builder
	b.Grow(len(m.a.Title) + 1 + len(m.text))
	b.WriteString(m.a.Title)
	b.WriteByte('\n')
	at := 0
	for _, d := range drop {
		if d.start > at {
			b.WriteString(m.text[at:d.start])
		}
		at = max(at, d.end)
	}
	b.WriteString(m.text[at:])
	return strings.ToLower(b.String())
}

// headlineLike reports whether a line has the form of a headline.
func headlineLike(line string) bool {
	if len(line) < 25 {
		return false
	}
	first, n := utf8.DecodeRuneInString(line)
	if strings.ContainsRune("'‘«", first) {
		first, _ = utf8.DecodeRuneInString(line[n:])
	}
	if !unicode.IsUpper(first) && !unicode.IsDigit(first) {
		return false
	}
	if last := line[len(line)-1]; last == ':' || last == ',' || last == ';' || last == ')' || last == '-' || endsSentence(line) {
		return false
	}
	if w := wordCount(line); w < relatedMin || w > relatedMax {
		return false
	}
	// Bylines, datelines, tables, dates.
	return !strings.HasPrefix(line, "By ") && !strings.ContainsAny(line, "\t|@(") && !strings.Contains(line, " -- ")
}

// foreign reports whether the words of a line hardly occur in rest, which is
// in lower case.
func foreign(line, rest string) bool {
	all, found := 0, 0
	for w := range strings.FieldsFuncSeq(strings.ToLower(line), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if utf8.RuneCountInString(w) < 4 {
			continue
		}
		all++
		if hasWord(rest, stemOf(w)) {
			found++
		}
	}
	return all >= relatedContent && float64(found) <= relatedShare*float64(all)
}

// stemOf removes up to two letters from a word of six or more, so that other endings of it match too.
func stemOf(w string) string {
	runes := []rune(w)
	if len(runes) < 6 {
		return w
	}
	return string(runes[:max(5, len(runes)-2)])
}

// hasWord reports whether a word of s begins with stem.
func hasWord(s, stem string) bool {
	for {
		i := strings.Index(s, stem)
		if i < 0 {
			return false
		}
		if r, _ := utf8.DecodeLastRuneInString(s[:i]); i == 0 || !unicode.IsLetter(r) {
			return true
		}
		s = s[i+len(stem):]
	}
}

// endsSentence reports whether a line ends like a sentence, quoted or not.
func endsSentence(line string) bool {
	for line != "" {
		r, n := rune(line[len(line)-1]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeLastRuneInString(line)
		}
		switch r {
		case ' ', '\t', '"', '\'', ')', ']', '*', '\u00a0', '”', '’', '»', '“':
			line = line[:len(line)-n]
		case '.', '!', '?', ':', ';', '…', '。', '！', '？', '؟', '۔', '।':
			return true
		default:
			return false
		}
	}
	return false
}

// wordCount returns the number of words divided by spaces.
func wordCount(line string) int {
	n := 0
	for range strings.FieldsSeq(line) {
		n++
	}
	return n
}
