package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/article"
)

// hasYear reports whether s has four digits that may be a year, a date with a two-digit year, or a year of
// an era.
func hasYear(s string) bool {
	run, dots := 0, 0
	for _, c := range s {
		if '0' <= c && c <= '9' || c > unicode.MaxLatin1 && unicode.IsDigit(c) {
			run++
			continue
		}
		if run == 4 || run == 8 || run >= 10 {
			return true
		}
		switch {
		case run > 0 && run <= 2 && (c == '.' || c == '/'):
			dots++
		case run == 2 && dots >= 2:
			return true
		case c == '年' && strings.Contains(s, "月"):
			return true
		case run == 0 && c != ' ':
			dots = 0
		}
		run = 0
	}
	return run == 4 || run == 8 || run >= 10 || run == 2 && dots >= 2
}

// hourWords is how many words before or after a date may be the time.
const hourWords = 4

// dateIn returns the first date in s with at least the precision of a day, and the text before and after
// it.
func dateIn(s, lang string) (t article.Time, before, after string) {
	words := wordSpans(s)
	for j, w := range words {
		if !hasYear(s[w.start:w.end]) {
			continue
		}
		first, last := j, j
		for ; first >= max(0, j-5); first-- {
			if t = parseDate(s[words[first].start:w.end], lang); t.Precision >= article.PrecisionDay {
				break
			}
		}
		if t.Precision < article.PrecisionDay { // the year comes first
			first = j
			for last = j + 1; last < min(j+6, len(words)); last++ {
				if t = parseDate(s[w.start:words[last].end], lang); t.Precision >= article.PrecisionDay {
					break
				}
			}
		}
		if t.Precision < article.PrecisionDay {
			continue
		}
		t, first, last = withHour(s, lang, words, t, first, last)
		return t, s[:words[first].start], s[words[last].end:]
	}
	return article.Time{}, s, ""
}

// withHour adds the time before or after a date. first and last are the indices of the date's words.
func withHour(s, lang string, words []span, t article.Time, first, last int) (article.Time, int, int) {
	for b := min(last+hourWords, len(words)-1); b > last; b-- {
		if long := parseDate(s[words[first].start:words[b].end], lang); long.Precision > t.Precision {
			return long, first, b
		}
	}
	for a := first - 1; a >= max(0, first-hourWords-1) && t.Precision < article.PrecisionMinute; a-- {
		if !digitIn(s[words[a].start:words[a].end]) {
			continue
		}
		if long := parseDate(s[words[a].start:words[last].end], lang); long.Precision > t.Precision {
			return long, a, last
		}
	}
	return t, first, last
}

func digitIn(s string) bool { return strings.IndexFunc(s, unicode.IsDigit) >= 0 }

// wordSpans returns the positions of the words of s, without punctuation around them.
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
	iso := localDate(s, lang)
	t := article.ParseTimeIn(s, "", lang)
	if iso == "" || t.Precision > article.PrecisionDay {
		return t
	}
	t = article.ParseTime(iso, "")
	t.Raw = s
	return t
}

// localDate returns a numeric date in ISO 8601, or "" for anything else. The day is first, unless lang
// decides otherwise.
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
		return "" // ambiguous
	}
	if b > 12 || utf8.RuneCountInString(tail) > 12 {
		return ""
	}
	return formatDate(year, b, a) + timeTail(tail)
}

// timeTail returns an hour and minute after a date in ISO 8601, or "".
func timeTail(s string) string {
	h, rest := digits(strings.TrimLeft(s, " ,-–|"), 2)
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
