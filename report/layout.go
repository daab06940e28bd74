package report

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
)

// maxMarks is how many combining marks may follow one another. Tibetan and
// Hebrew with accents need up to five; a hundred paint over the lines above.
const maxMarks = 6

// columns returns how many columns of a terminal s takes. The locale is not
// asked, so that a report is the same everywhere.
func columns(s string) int { return ruler().StringWidth(s) }

// cut shortens s to at most width columns, with an ellipsis if it is longer.
func cut(s string, width int) string { return ruler().Truncate(s, max(width, 1), "…") }

func ruler() *runewidth.Condition { return &runewidth.Condition{StrictEmojiNeutral: true} }

// column cuts or pads s to exactly width columns and keeps what follows from
// being drawn into a run of Arabic or Hebrew.
func column(s string, width int) string {
	s = cut(s, width)
	return s + mark(s) + strings.Repeat(" ", max(0, width-columns(s)))
}

// mark returns a left-to-right mark, which takes no column, if s has letters
// that run from right to left: else the numbers and ids after it would be drawn
// as a part of it, in another order.
func mark(s string) string {
	for _, r := range s {
		if rightToLeft(r) {
			return "\u200e"
		}
	}
	return ""
}

// rightToLeft reports whether r is in a block of a script written from right
// to left.
func rightToLeft(r rune) bool {
	return 0x0590 <= r && r <= 0x08FF || 0xFB1D <= r && r <= 0xFDFF || 0xFE70 <= r && r <= 0xFEFC ||
		0x10800 <= r && r <= 0x10FFF || 0x1E800 <= r && r <= 0x1EFFF
}

// clean makes s harmless to print on one line: the words of an article are not
// ours. What could move the cursor, reverse the line or hide text becomes
// U+FFFD, line ends become spaces. The joiners stay: Persian, Hindi and emoji
// are spelt with them.
func clean(s string) string {
	if printable(s) {
		return s
	}
	marks := 0
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) {
			if marks++; marks > maxMarks {
				return -1
			}
			return r
		}
		switch {
		case r == '\u200c' || r == '\u200d':
			return r
		case unicode.IsSpace(r): // with tabs, line ends and U+2028
			r = ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Noncharacter_Code_Point):
			r = unicode.ReplacementChar
		}
		marks = 0
		return r
	}, s)
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// words makes s harmless as clean does, in one line of single spaces. It drops
// what is invisible and usual in headlines: soft hyphens, direction marks,
// spaces of no width, the tags of flags.
func words(s string) string {
	if !printable(s) {
		s = strings.Map(func(r rune) rune {
			switch {
			case r == '\u00ad', r == '\u200b', r == '\u200e', r == '\u200f', r == '\u2060', r == '\ufeff', 0xE0020 <= r && r <= 0xE007F:
				return -1
			}
			return r
		}, s)
	}
	return strings.Join(strings.Fields(clean(s)), " ")
}

// percent writes a share in whole per cent. What is not all is never written
// 100%, and what is not nothing never 0%.
func percent(x float64) string {
	switch {
	case x > 0 && x < .005:
		return "<1%"
	case x > .99 && x < 1:
		return "99%"
	}
	return strconv.FormatFloat(100*Round(x), 'f', 0, 64) + "%"
}

// Chance writes the probability of a conclusion for readers. No conclusion is certain, so it is
// never 0% or 100%.
func Chance(p float64) string {
	switch {
	case p > .99:
		return "over 99%"
	case p < .01:
		return "under 1%"
	}
	return percent(p)
}

// count writes how many of something there are.
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return number(n) + " " + what + "s"
}

// number writes n with commas from 10,000 on.
func number[N int | int64 | uint64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	if n < 10_000 {
		return s
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
