package ingest

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/article"
)

const (
	// maxFurniture is the most bytes of a line that is examined. Copyright lines of agencies have up to
	// 180, and most paragraphs are longer.
	maxFurniture = 200
	// maxPhrase is how many bytes of a line an opening phrase may have.
	maxPhrase = 100
	// After the heading of a comment form, lines of at most maxTailLine bytes, together at most maxTail
	// bytes, belong to it. Longer ones are text.
	maxTail     = 1500
	maxTailLine = 100
	// maxListed is how many headlines below a "related articles" heading count.
	maxListed = 12
	// minUnspaced is how many characters a listed headline has without spaces.
	minUnspaced = 10
)

// markFurniture adds to dst the lines of a.Text that are furniture by their wording, and returns dst
// sorted and without overlaps. dst may hold sorted ranges of a.Text. Whole lines are marked, without their
// line ends.
//
// Only lines of at most 200 bytes are examined. Precision matters more than recall: missed furniture costs
// a few shingles, but lost text costs a copy.
func markFurniture(dst []article.Furniture, a *article.Article) []article.Furniture {
	m := marker{a: a, text: a.Text, dst: dst, known: len(dst)}
	return m.run()
}

// run marks the lines of the text.
func (m *marker) run() []article.Furniture {
	for at := 0; at < len(m.text); {
		end := len(m.text)
		if i := strings.IndexByte(m.text[at:], '\n'); i >= 0 {
			end = at + i
		}
		next := end + 1
		switch {
		case end == at:
		case m.text[at] == 'F' && fileCaption(m.text[at:end]):
			m.add(at, end, article.KindCaption)
		case end-at <= maxFurniture:
			next = m.line(at, end)
		}
		at = next
	}
	if m.candidates > 0 && m.candidates < len(m.candidate) {
		m.relate()
	}
	if (m.known > 0 || m.candidates > 0) && len(m.dst) > m.known {
		slices.SortFunc(m.dst, func(a, b article.Furniture) int { return a.Start - b.Start })
	}
	return m.dst
}

// marker is one pass over a text.
type marker struct {
	a     *article.Article
	text  string
	dst   []article.Furniture
	known int // number of entries that dst had before

	// headings are the start positions of lines that the markup shows to be the article's own headings.
	// They are not taken for headlines of other articles. Sorted.
	headings []int

	// candidate holds lines that may be headlines of other articles. Their words are compared with the
	// text when its furniture is known. A text with more candidates is a list.
	candidate  [8]span
	candidates int

	buf [2 * maxFurniture]byte
}

// span is a line of the text.
type span struct{ start, end int }

// add marks a line unless it is marked already.
func (m *marker) add(start, end int, kind article.Kind) {
	for _, f := range m.dst[:m.known] {
		if f.Start < end && start < f.End {
			return
		}
	}
	m.dst = append(m.dst, article.Furniture{Start: start, End: end, Kind: kind})
}

// line examines one short line and returns where the next line to examine begins.
func (m *marker) line(start, end int) int {
	line := m.text[start:end]
	var p phrase
	ok := mayBePhrase(line)
	if ok {
		p, ok = matchPhrase(normLine(m.buf[:0], line))
	}
	if ok && m.continues(start, line) {
		return end + 1
	}
	if !ok && endsInCredit(line) {
		m.add(start, end, article.KindCaption)
		return end + 1
	}
	if !ok {
		if _, own := slices.BinarySearch(m.headings, start); !own && m.candidates < len(m.candidate) && m.standsAlone(start, end) {
			m.candidate[m.candidates] = span{start, end}
			m.candidates++
		}
		return end + 1
	}
	m.add(start, end, p.kind)
	switch {
	case p.heads == headsAll && len(m.text)-end <= maxTail:
		return m.rest(end+1, p.kind)
	case p.heads == headsList:
		return m.listed(end+1, p.kind)
	}
	return end + 1
}

// continues reports whether a line that looks like a phrase belongs to hard-wrapped text, such as "share."
// as the last line of a paragraph.
func (m *marker) continues(start int, line string) bool {
	line = strings.TrimSpace(line)
	if line == "" || line[0] < 'a' || line[0] > 'z' {
		return false
	}
	if strings.HasSuffix(line, ".") && wordCount(line) <= 3 {
		return true
	}
	above := m.text[strings.LastIndexByte(m.text[:max(start-1, 0)], '\n')+1 : max(start-1, 0)]
	return len(above) > 40 && !endsSentence(above)
}

// rest marks everything from at on, if it consists of short lines: they follow the heading of a comment
// form.
func (m *marker) rest(at int, kind article.Kind) int {
	for line := range strings.SplitSeq(m.text[min(at, len(m.text)):], "\n") {
		if len(line) <= maxTailLine {
			continue
		}
		if _, ok := matchPhrase(normLine(m.buf[:0], line)); !ok || len(line) > maxFurniture {
			return at
		}
	}
	for at < len(m.text) {
		start, end := m.nextLine(at)
		if start == end {
			break
		}
		m.add(start, end, kind)
		at = end + 1
	}
	return len(m.text)
}

// listed marks the headlines below a heading such as "Related articles": short lines that do not end like
// sentences. A single one may be text below a crosshead.
func (m *marker) listed(at int, kind article.Kind) int {
	for range maxListed {
		start, end := m.nextLine(at)
		line := strings.TrimSpace(m.text[start:end])
		if line == "" || len(line) > maxFurniture || endsSentence(line) || wordCount(line) < 3 && !longUnspaced(line) {
			break
		}
		if _, ok := matchPhrase(normLine(m.buf[:0], line)); ok {
			break
		}
		m.add(start, end, kind)
		at = end + 1
	}
	return at
}

// longUnspaced reports whether a line is long enough for a headline in a script
// that has no spaces between words.
func longUnspaced(line string) bool {
	first, _ := utf8.DecodeRuneInString(line)
	return unicode.In(first, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) && utf8.RuneCountInString(line) >= minUnspaced
}

// nextLine returns the first line from at on that is not blank; start == end
// at the end of the text.
func (m *marker) nextLine(at int) (start, end int) {
	for at < len(m.text) {
		end = len(m.text)
		if i := strings.IndexByte(m.text[at:], '\n'); i >= 0 {
			end = at + i
		}
		if strings.TrimSpace(m.text[at:end]) != "" {
			return at, end
		}
		at = end + 1
	}
	return len(m.text), len(m.text)
}

// prevLine returns the last line before at that is not blank.
func (m *marker) prevLine(at int) string {
	for at > 0 {
		at--
		start := strings.LastIndexByte(m.text[:at], '\n') + 1
		if line := strings.TrimSpace(m.text[start:at]); line != "" {
			return line
		}
		at = start
	}
	return ""
}

// fileCaption reports whether a long line is an agency's archive caption.
func fileCaption(line string) bool {
	rest, ok := strings.CutPrefix(line, "FILE")
	if !ok || len(line) > 600 {
		return false
	}
	rest = strings.TrimLeft(rest, " -–—:")
	return len(rest) > 8 && (strings.HasPrefix(rest, "In this ") || strings.Contains(rest, "file photo"))
}

// normLine appends a line in the form in which phrases are written: lower case, straight quotes, single
// spaces, no marks around it.
func normLine(dst []byte, line string) []byte {
	space := false
	for i := 0; i < len(line) && len(dst) < maxFurniture; {
		r, n := rune(line[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(line[i:])
			r = foldPunct(unicode.ToLower(r))
		} else if 'A' <= r && r <= 'Z' {
			r |= 0x20
		}
		i += n
		switch {
		case r == ' ' || r == '\t':
			space = len(dst) > 0
			continue
		case r == 0:
			continue
		case len(dst) == 0 && leadMark(r):
			continue
		}
		if space {
			dst = append(dst, ' ')
			space = false
		}
		dst = utf8.AppendRune(dst, r)
	}
	return trimMarks(dst)
}

// trimMarks removes what ends a heading or a link: points, colons, arrows.
func trimMarks(b []byte) []byte {
	for len(b) > 0 {
		r, n := utf8.DecodeLastRune(b)
		if r != ' ' && !leadMark(r) && !strings.ContainsRune(".:!?,;。！？…)]）】］〕", r) {
			break
		}
		b = b[:len(b)-n]
	}
	return b
}

// leadMark reports whether r decorates the beginning of a furniture line.
func leadMark(r rune) bool {
	return strings.ContainsRune("*-–—>»›•·►▶▸→←«‹|+#[(<=_~★☆■●▼▲▪（【［〔", r)
}

// foldPunct maps typographic marks to those in the tables; 0 removes the rune.
func foldPunct(r rune) rune {
	switch r {
	case '’', '‘', 'ʼ', '´':
		return '\''
	case '“', '”', '„':
		return '"'
	case '\u00a0', '\u202f', '\u3000', '\u2009':
		return ' '
	case '：':
		return ':'
	case '＝':
		return '='
	case '\u200b', '\u200c', '\u200e', '\u200f', '\ufeff', '\u00ad', '\u0640':
		return 0
	}
	return r
}

// starts holds the first three letters of the ASCII phrases, five bits a letter.
type starts [1 << 15 / 64]uint64

// startOf returns the index in starts of the first letters of a line or phrase, after any marks. ok is
// false if they are not three ASCII letters.
func startOf(s string) (at int, ok bool) {
	i := 0
	for i < len(s) && s[i] < utf8.RuneSelf && (s[i] <= ' ' || leadMark(rune(s[i]))) {
		i++
	}
	if i+3 > len(s) || s[i]|s[i+1]|s[i+2] >= utf8.RuneSelf {
		return 0, false
	}
	return int(s[i]&31)<<10 | int(s[i+1]&31)<<5 | int(s[i+2]&31), true
}

// mayBePhrase is the fast test before the lookup. It takes about 5 ns, and one line of prose in 30 passes
// it.
func mayBePhrase(line string) bool {
	at, ok := startOf(line)
	return !ok || phraseStarts[at/64]>>(at%64)&1 != 0 || strings.Contains(line, "eserved")
}

// firstHan is the first byte of Chinese, Japanese and Korean letters and of their full stop.
const firstHan = 0xe3

// withinWord reports whether place i of a line is within a Korean word. Chinese and Japanese have no spaces
// between words: there a phrase may end at any character.
func withinWord(norm []byte, i int) bool {
	before, _ := utf8.DecodeLastRune(norm[:i])
	after, _ := utf8.DecodeRune(norm[i:])
	return unicode.Is(unicode.Hangul, before) && unicode.Is(unicode.Hangul, after)
}

// matchPhrase looks up a normalised line: first the whole line, then its opening words.
func matchPhrase(norm []byte) (phrase, bool) {
	if len(norm) == 0 {
		return phrase{}, false
	}
	if p, ok := phrases[string(norm)]; ok {
		return p, true
	}
	if p, ok := openings[string(norm)]; ok {
		return p, true
	}
	for i := 2; i < len(norm) && i <= maxPhrase; i++ {
		end := i
		switch norm[i] {
		case ' ', '.', ',':
		case ':':
			end = i + 1
		default:
			if !utf8.RuneStart(norm[i]) || norm[i] < firstHan || norm[0] < firstHan || withinWord(norm, i) {
				continue
			}
		}
		if p, ok := openings[string(norm[:end])]; ok {
			return p, true
		}
	}
	if norm[0] == 0xc2 && len(norm) > 1 && norm[1] == 0xa9 { // ©
		return phrase{kind: article.KindCopyright}, true
	}
	for _, c := range [...]string{"all rights reserved", "alle rechte vorbehalten", "tous droits réservés", "права защищены", "الحقوق محفوظة"} { // up to 32 bytes: no allocation
		if bytes.Contains(norm, []byte(c)) {
			return phrase{kind: article.KindCopyright}, true
		}
	}
	return phrase{}, false
}
