package score

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestQuote bounds a quotation, in bytes. A mark that is not closed within that length is
// a mistake or an inch sign.
const longestQuote = 1500

// maxMarks bounds the number of marks that are tried as the closing mark of a quotation.
const maxMarks = 64

// A span is a part of a text, as byte offsets [start, end).
type span struct{ start, end int }

// A style is a kind of quotation marks.
type style uint8

const (
	styleDouble style = iota + 1 // “…”, „…“, ”…”, "…", ''…''
	styleAngle                   // «…» or »…«
	styleSingle                  // ‘…’, ‚…‘, '…', ‹…›
	styleCorner                  // 「…」, 『…』
)

// A quoteMark is a quotation mark, and whether it can open or close a quotation at its place.
type quoteMark struct {
	at, size     int
	style        style
	opens, shuts bool
	paragraph    bool // it is at the beginning of a line
}

// quotations returns the places between quotation marks, in order.
func quotations(text string) []span {
	marks := quoteMarks(text)
	var out []span
	for i := 0; i < len(marks); i++ {
		if !marks[i].opens {
			continue
		}
		if end, next, ok := closing(text, marks, i); ok {
			out = append(out, span{marks[i].at + marks[i].size, end})
			i = next
		}
	}
	return out
}

// closing returns the end of the quotation that mark i opens, and the last mark that belongs
// to it. An opening mark at the beginning of a later paragraph continues the quotation if the
// paragraph before has no closing mark.
func closing(text string, marks []quoteMark, i int) (end, next int, ok bool) {
	m := &marks[i]
	for k := i + 1; k < len(marks) && k <= i+maxMarks && marks[k].at-m.at <= longestQuote; k++ {
		o := &marks[k]
		switch {
		case o.style != m.style:
		case o.opens && o.paragraph && !o.shuts:
			return o.at, k - 1, true
		case o.shuts && (m.style != styleSingle || certain(text, m, o)):
			return o.at, k, true
		}
	}
	return 0, 0, false
}

// shortSingle is the greatest length of a quotation in single marks that ends without
// punctuation, in bytes. The closing mark of a longer one is an apostrophe.
const shortSingle = 120

// certain reports whether a single mark closes a quotation. Most single marks are apostrophes.
func certain(text string, m, o *quoteMark) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:o.at])
	return o.at-m.at <= shortSingle || strings.ContainsRune(",.!?…;", r)
}

// quoteMarks returns the quotation marks of a text.
func quoteMarks(text string) []quoteMark {
	angle := angles(text)
	low := strings.ContainsRune(text, '„')
	high := strings.ContainsRune(text, '“')
	var out []quoteMark
	for i := nextQuote(text, 0); i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		m := quoteMark{at: i, size: size}
		before, after := around(text, i, i+size)
		switch r {
		case '"', '＂':
			if strings.HasPrefix(text[i+size:], "\"") && r == '"' { // doubled by an export
				m.size = 2
				before, after = around(text, i, i+2)
			}
			m.style, m.opens, m.shuts = styleDouble, before && !after, after && !before
		case '\'':
			m.style, m.opens, m.shuts = styleSingle, before && !after, after && !before
			if strings.HasPrefix(text[i+1:], "'") {
				m.size = 2
				before, after = around(text, i, i+2)
				m.style, m.opens, m.shuts = styleDouble, before && !after, after && !before
			}
		case '„':
			m.style, m.opens = styleDouble, true
		case '“': // an opening mark in English, a closing mark in German
			m.style, m.opens, m.shuts = styleDouble, !low || before && !after, low && (!before || after)
		case '”': // Swedish and Finnish open with it too
			m.style, m.shuts = styleDouble, true
			if !low && !high && before && !after {
				m.opens, m.shuts = true, false
			}
		case '«', '»':
			m.style, m.opens, m.shuts = styleAngle, r == angle, r != angle
		case '‚', '‹':
			m.style, m.opens = styleSingle, r == '‹' || !after
		case '‘':
			m.style, m.opens, m.shuts = styleSingle, before && !after, after && !before
		case '’', '›':
			m.style, m.shuts = styleSingle, after
		case '「', '『':
			m.style, m.opens = styleCorner, true
		case '」', '』':
			m.style, m.shuts = styleCorner, true
		}
		if m.style != 0 {
			m.paragraph = i == 0 || text[i-1] == '\n'
			out = append(out, m)
		}
		i = nextQuote(text, i+m.size)
	}
	return out
}

// nextQuote returns the place of the next character that may be a quotation mark.
func nextQuote(text string, i int) int {
	for ; i < len(text); i++ {
		if !startsQuote[text[i]] {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(text[i:]); isQuote(r) {
			break
		}
	}
	return i
}

// quoteSigns are the characters that may be quotation marks.
const quoteSigns = "\"'“”„«»‘’‚‹›「」『』＂"

// startsQuote has the first bytes of quoteSigns.
var startsQuote = firstBytes(quoteSigns)

// isQuote reports whether r may be a quotation mark.
func isQuote(r rune) bool { return strings.ContainsRune(quoteSigns, r) }

// firstBytes returns which bytes the UTF-8 of any of the characters begins with.
func firstBytes(chars string) (t [256]bool) {
	for i := range chars {
		t[chars[i]] = true
	}
	return t
}

// around reports whether no word is directly before text[i:], and none directly after text[:j].
func around(text string, i, j int) (before, after bool) {
	p, _ := utf8.DecodeLastRuneInString(text[:i])
	n, _ := utf8.DecodeRuneInString(text[j:])
	opening := i == 0 || unicode.IsSpace(p) || strings.ContainsRune("([{—–-/:«„“", p)
	ending := j >= len(text) || unicode.IsSpace(n) || strings.ContainsRune(".,;:!?)]}—–-/…»“”、。，", n)
	return opening, ending
}

// angles returns the guillemet that opens quotations in a text. French, Spanish and Russian
// open with «, German and Danish with ». If both could open, the prose between two quotations
// would count as a quotation.
func angles(text string) rune {
	if !strings.Contains(text, "«") && !strings.Contains(text, "»") {
		return 0
	}
	votes := map[rune]int{}
	first := rune(0)
	for i, r := range text {
		if r != '«' && r != '»' {
			continue
		}
		if first == 0 {
			first = r
		}
		p, _ := utf8.DecodeLastRuneInString(text[:i])
		n, _ := utf8.DecodeRuneInString(text[i+2:])
		start := i == 0 || unicode.IsSpace(p) || p == '('
		switch wordAfter := unicode.IsLetter(n) || unicode.IsDigit(n); {
		case start && wordAfter:
			votes[r]++
		case !start && !wordAfter:
			votes[r]--
		}
	}
	switch left, right := votes['«'], votes['»']; {
	case left > right:
		return '«'
	case right > left:
		return '»'
	}
	return first
}
