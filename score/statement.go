package score

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of a statement and of the lines that announce and end it: words of an announcing
// clause, of a heading, of a greeting and of a signature; bytes of a statement that is printed
// in full, and of one in the same line as its announcement. They were chosen, not measured.
const (
	announceWords  = 25
	headingWords   = 10
	greetingWords  = 6 // of a line that opens or closes a letter
	signatureWords = 8
	longestFull    = 8000
	longestInline  = 1200
)

// A line is a line of a text that has letters.
type line struct {
	span
	words  int  // up to announceWords+1
	colon  bool // it ends with a colon
	ends   bool // it ends as a sentence does
	asks   bool // it ends with a question mark
	comma  bool // it ends with a comma
	first  bool // it has a word of the first person
	number int  // 1 to 99 for a numbered point of a list; 0 for other lines
}

// lines cuts a text into lines. The end of a line is found before marks that close a quotation
// or a bracket. Quoted words do not make a line first person.
func lines(text string, t *tongue, quoted []span) (out []line) {
	at := 0
	for s := range strings.Lines(text) {
		l := line{span: span{at, at + len(s)}}
		at += len(s)
		s = strings.TrimSpace(s)
		if !strings.ContainsFunc(s, unicode.IsLetter) {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(s, closes))
		switch last {
		case ':', '：':
			l.colon = true
		case '?', '？', '؟', '\u037e': // the last one is Greek, and mostly written as ';'
			l.asks, l.ends = true, true
		case ';':
			l.asks = t != nil && t.lang == "el"
			l.ends = l.asks
		case ',', '،', '，':
			l.comma = true
		case '.', '!', '…', '。', '！', '۔', '।':
			l.ends = true
		}
		l.words = countWords(s)
		l.number = point(s)
		for len(quoted) > 0 && quoted[0].end <= l.start {
			quoted = quoted[1:]
		}
		l.first = t != nil && t.firstPerson(outside(text, l.span, quoted))
		out = append(out, l)
	}
	return out
}

// outside returns the text of a line without what is in quotation marks.
func outside(text string, l span, quoted []span) string {
	if len(quoted) == 0 || quoted[0].start >= l.end {
		return text[l.start:l.end]
	}
	var b strings.Builder
	at := l.start
	for _, q := range quoted {
		if q.start >= l.end {
			break
		}
		if q.start > at {
			b.WriteString(text[at:q.start])
			b.WriteByte(' ')
		}
		at = max(at, q.end)
	}
	if at < l.end {
		b.WriteString(text[at:l.end])
	}
	return b.String()
}

// closes reports whether r may follow the mark that ends a sentence at the end of a line.
func closes(r rune) bool { return unicode.IsSpace(r) || r == ')' || r == ']' || isQuote(r) || r == '*' }

// point returns the number of a numbered line: "1. ", "2) ", "3 - ".
func point(s string) int {
	n, i := 0, 0
	for i < len(s) && i < 2 && s[i] >= '0' && s[i] <= '9' {
		n = 10*n + int(s[i]-'0')
		i++
	}
	if i == 0 || !strings.HasPrefix(s[i:], ". ") && !strings.HasPrefix(s[i:], ") ") && !strings.HasPrefix(s[i:], ".) ") &&
		!strings.HasPrefix(s[i:], " - ") && !strings.HasPrefix(s[i:], " – ") && !strings.HasPrefix(s[i:], "º ") {
		return 0
	}
	return n
}

// statements returns the places of statements that the structure of the lines shows: text
// after an announcing line, letters, numbered points, interviews.
func statements(text string, t *tongue, quoted []span) []span {
	ls := lines(text, t, quoted)
	out := announced(text, ls, t)
	out = append(out, letters(ls)...)
	out = append(out, points(text, ls, t)...)
	return append(out, interview(text, ls)...)
}

// announced returns the statements after announcing lines. There are three kinds:
//
//   - A line announces a statement in full. The statement goes up to a signature or the end.
//   - A line with a colon has a word for a statement. The statement is the next line and the
//     lines in the first person that follow.
//   - A short line with a colon, or a heading with a word for a statement, is before lines that
//     are mostly in the first person. These lines are the statement.
func announced(text string, ls []line, t *tongue) (out []span) {
	r := firstRuns(ls)
	for i := range ls {
		out = append(out, inline(text, &ls[i], t)...)
		clause, from := announcing(text, &ls[i])
		if clause == "" {
			continue
		}
		note, full := t.names(clause)
		switch {
		case note && full:
			if end := fullEnd(text, ls, i, from); end > from {
				out = append(out, span{from, end})
			}
		case note && ls[i].colon && i+1 < len(ls):
			out = append(out, span{from, max(ls[i+1].end, r[i+2].end)})
		case (note || ls[i].colon) && i+1 < len(ls):
			if first := r[i+1]; first.found >= leastFirst {
				out = append(out, span{from, first.end})
			}
		}
	}
	return out
}

// announcing returns the clause of a line that may announce a statement, and where the
// statement begins. The clause is "" if there is none. A line without a colon may be a
// heading: it is short and does not end as a sentence.
func announcing(text string, l *line) (clause string, from int) {
	s := text[l.start:l.end]
	if !l.colon {
		if l.words > headingWords || l.ends || l.comma {
			return "", 0
		}
		return s, l.end
	}
	trimmed := strings.TrimRight(s, " \t\r\n:：")
	if i := strings.LastIndexAny(trimmed, ".!?…。！？"); i >= 0 {
		_, size := utf8.DecodeRuneInString(trimmed[i:])
		trimmed = trimmed[i+size:]
	}
	if n := countWords(trimmed); n == 0 || n > announceWords {
		return "", 0
	}
	return trimmed, l.end
}

// countWords returns the number of words of s, and at most announceWords+1.
func countWords(s string) (n int) {
	for start, end := nextWord(s, 0); start < end && n <= announceWords; start, end = nextWord(s, end) {
		n++
	}
	return n
}

// fullEnd returns where a statement that is printed in full ends: after a signature that
// follows the end of a sentence. Without one it is the end of the text or longestFull bytes.
func fullEnd(text string, ls []line, i, from int) int {
	limit := min(len(text), from+longestFull)
	end := from
	for k := i + 1; k < len(ls) && ls[k].start < limit; k++ {
		end = min(ls[k].end, limit)
		if k > i+1 && signature(&ls[k]) && ls[k-1].ends {
			return end
		}
	}
	return end
}

// signature reports whether a line may be a signature: it is short and does not end as a
// sentence.
func signature(l *line) bool {
	return l.words <= signatureWords && !l.ends && !l.colon && !l.comma && l.number == 0
}

// leastFirst is the least number of lines in the first person that are speech without an
// announcement in words.
const leastFirst = 2

// A run is a series of lines in the first person. At most one other line is between two of them.
type run struct {
	end   int // 0: there is none
	found int // lines in the first person
}

// firstRuns returns for each line the run that begins with it or with the next line. It works
// from the last line to the first, so that one pass is enough.
func firstRuns(ls []line) []run {
	out := make([]run, len(ls)+2)
	after := run{} // the run that begins with the next line itself
	for i := len(ls) - 1; i >= 0; i-- {
		if !ls[i].first {
			out[i], after = after, run{}
			continue
		}
		out[i] = run{max(ls[i].end, out[i+1].end), out[i+1].found + 1}
		after = out[i]
	}
	return out
}

// inline returns what follows an announcing clause within its line: the next sentence, or
// more if the statement follows in full.
func inline(text string, l *line, t *tongue) (out []span) {
	s := text[l.start:l.end]
	for at := 0; t != nil; {
		i := strings.Index(s[at:], ": ")
		if i < 0 {
			return out
		}
		clause := s[at : at+i]
		if k := strings.LastIndexAny(clause, ".!?…"); k >= 0 {
			clause = clause[k:]
		}
		at += i + 2
		if n := countWords(clause); n == 0 || n > announceWords {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(s[at:]); isQuote(r) {
			continue // the quotation marks show where it ends
		}
		switch note, full := t.names(clause); {
		case note && full:
			out = append(out, span{l.start + at, l.start + min(len(s), at+longestInline)})
		case note:
			out = append(out, span{l.start + at, l.start + at + sentenceEnd(s[at:])})
		}
	}
	return out
}

// sentenceEnd returns where the first sentence of a text ends.
func sentenceEnd(s string) int {
	for i, r := range s[:min(len(s), longestInline)] {
		if end := i + utf8.RuneLen(r); strings.ContainsRune(".!?…。！？؟۔।", r) && (end >= len(s) || r > utf8.RuneSelf || s[end] == ' ' || s[end] == '\n') {
			return end
		}
	}
	return min(len(s), longestInline)
}

// leastLetter is the least length of a letter, in bytes.
const leastLetter = 200

// letters returns the text between a greeting and a closing formula. Both are short lines that
// end with a comma.
func letters(ls []line) (out []span) {
	from := -1
	for i := range ls {
		if !ls[i].comma || ls[i].words > greetingWords {
			continue
		}
		if from >= 0 && ls[i].start-ls[from].end >= leastLetter && anyFirst(ls[from:i]) {
			out = append(out, span{ls[from].start, ls[min(i+1, len(ls)-1)].end})
			from = -1
			continue
		}
		from = i
	}
	return out
}

func anyFirst(ls []line) bool {
	for i := range ls {
		if ls[i].first {
			return true
		}
	}
	return false
}

// leastPoints is the least number of points of a list.
const leastPoints = 3

// points returns the numbered lines after a line that has a word for a statement and a colon.
func points(text string, ls []line, t *tongue) (out []span) {
	for i := range ls {
		clause, _ := announcing(text, &ls[i])
		if note, _ := t.names(clause); !note || !ls[i].colon {
			continue
		}
		n := 0
		for i+1+n < len(ls) && ls[i+1+n].number == n+1 {
			n++
		}
		if n >= leastPoints {
			out = append(out, span{ls[i+1].start, ls[i+n].end})
		}
	}
	return out
}

// Bounds of an interview: questions at the least, words of one at most.
const (
	leastQuestions = 3
	questionWords  = 25
)

// interview returns the lines from the first question of an interview to the end of the last
// answer. Most answers have a word of the first person. If the whole page is an interview, it
// returns nothing: the interview is the outlet's own reporting.
func interview(text string, ls []line) []span {
	asked, answered, from, end, open := 0, 0, -1, 0, false
	for i := range ls {
		switch l := &ls[i]; {
		case l.asks && l.words <= questionWords:
			if asked++; from < 0 {
				from = l.start
			}
			open = true
		case open:
			end = l.end
			if l.first {
				answered++
			}
			open = false
		case from >= 0 && l.first:
			end = l.end
		}
	}
	if asked < leastQuestions || 2*answered < asked || float64(end-from) > mostFirst*float64(len(text)) {
		return nil
	}
	return []span{{from, end}}
}
