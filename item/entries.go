package item

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// manyEntries is the least number of entries of a live blog, and entryWords their least mean
	// number of words: a timetable has fewer.
	manyEntries = 4
	entryWords  = 15
)

// entries returns where the entries of a live blog or a ticker begin: at lines that begin with a
// time of day, up or down in time, or with plus signs. It returns nil for other texts.
func entries(text string) []int {
	var at []int
	last, up, down := -1, 0, 0
	for start, line := range lines(text) {
		minute, ok := head(line)
		if !ok {
			continue
		}
		at = append(at, start)
		if last >= 0 && minute > last {
			up++
		}
		if last >= 0 && minute >= 0 && minute < last {
			down++
		}
		last = minute
	}
	if len(at) < manyEntries || manyEntries*min(up, down) > up+down || countWords(text[at[0]:]) < float64(entryWords*len(at)) {
		return nil
	}
	if at[0] > 0 {
		at = append([]int{0}, at...)
	}
	return at
}

// lines returns the lines of a text and where they begin.
func lines(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for start := 0; start < len(text); {
			end := strings.IndexByte(text[start:], '\n')
			if end < 0 {
				end = len(text) - start
			}
			if !yield(start, text[start:start+end]) {
				return
			}
			start += end + 1
		}
	}
}

// head reports whether an entry begins with this line. minute is its minute of the day, or -1 if it
// has none.
func head(line string) (minute int, ok bool) {
	line = strings.TrimSpace(line)
	if strings.HasPrefix(line, "+++") {
		return -1, true
	}
	return timeOfDay(strings.TrimLeft(line, "[(|•*–—- \t"))
}

// timeOfDay reports whether a line begins with a time of day: 7:05, 07.05, 7h05. A number with a
// unit is not a time.
func timeOfDay(line string) (minute int, ok bool) {
	h, rest, ok := cutNumber(line)
	if !ok || h > 24 {
		return 0, false
	}
	sign, n := utf8.DecodeRuneInString(rest)
	if !strings.ContainsRune(":.h：٫", sign) {
		return 0, false
	}
	rest = rest[n:]
	digits := len(rest)
	m, rest, ok := cutNumber(rest)
	two := ok && m < 60 && (m > 9 || digits-len(rest) > 1)
	next, _ := utf8.DecodeRuneInString(rest)
	return 60*h + m, two && !strings.ContainsRune(".,:%‰/$€£°", next)
}

// cutNumber returns a number of one or two digits of any script.
func cutNumber(s string) (n int, rest string, ok bool) {
	digits := 0
	for i, r := range s {
		if !unicode.Is(unicode.Nd, r) {
			return n, s[i:], digits > 0
		}
		if digits++; digits > 2 {
			return 0, "", false
		}
		n = 10*n + digit(r)
	}
	return n, "", digits > 0
}

// digit returns the value of a decimal digit: those of a script follow each other.
func digit(r rune) int {
	n := 0
	for n < 9 && unicode.Is(unicode.Nd, r-rune(n)-1) {
		n++
	}
	return n
}
