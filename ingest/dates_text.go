package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/article"
)

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
		switch {
		case run > 0 && run <= 2 && i < len(s) && (s[i] == '.' || s[i] == '/'):
			dots++
		case run == 2 && dots >= 2:
			return true
		case run == 0 && i < len(s) && s[i] != ' ':
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
			// The hour follows the year, in up to four words.
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

// wordSpans returns the places of the words of s, without the marks around them.
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
