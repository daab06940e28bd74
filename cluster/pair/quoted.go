package pair

import (
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/align"
)

// longestQuote bounds a quotation, in bytes: a mark that nobody closes is a
// mistake or an inch.
const longestQuote = 1500

// closing returns the mark that ends a quotation that r begins, 0 if it begins
// none. Single marks are left out: most are apostrophes.
func closing(r rune) rune {
	switch r {
	case '"':
		return '"'
	case '“', '”': // ” begins quotations in Swedish and Finnish, and in careless typing
		return '”'
	case '„':
		return '“'
	case '«':
		return '»'
	case '»':
		return '«'
	case '「':
		return '」'
	case '『':
		return '』'
	}
	return 0
}

// A byteSpan is a run of a text in bytes, half-open.
type byteSpan struct{ start, end int }

// quotations returns the places between quotation marks, in order.
func quotations(text string) (out []byteSpan) {
	start, want := 0, rune(0)
	for i, r := range text {
		if want != 0 && i-start > longestQuote {
			want = 0
		}
		switch {
		case want == 0:
			if want = closing(r); want != 0 {
				start = i + utf8.RuneLen(r)
			}
		case r == want || want == '“' && r == '”':
			out = append(out, byteSpan{start, i})
			want = 0
		}
	}
	return out
}

// quotedIn returns how many symbols of t in spans, which are sorted, are inside
// quotes.
func quotedIn(t *Text, quotes []byteSpan, spans []align.Span) (n int) {
	words := t.Stream.Words
	for _, s := range spans {
		for k := max(0, t.Stream.WordAt(s.Start)); k < len(words) && int(words[k].At) < s.End; k++ {
			for len(quotes) > 0 && quotes[0].end <= int(words[k].Start) {
				quotes = quotes[1:]
			}
			if len(quotes) == 0 {
				return n
			}
			if int(words[k].Start) >= quotes[0].start {
				end := len(t.Stream.Symbols)
				if k+1 < len(words) {
					end = int(words[k+1].At)
				}
				n += max(0, min(end, s.End)-max(int(words[k].At), s.Start))
			}
		}
	}
	return n
}
