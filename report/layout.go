package report

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
)

// maxMarks is how many combining marks may follow each other. Tibetan and Hebrew with accents need up to
// five; a hundred would cover the lines above.
const maxMarks = 6

// columns returns how many terminal columns s takes. It ignores the locale, so that reports are the same
// everywhere.
func columns(s string) int { return ruler().StringWidth(s) }

// cut shortens s to at most width columns. It puts an ellipsis at the end of a shortened text.
func cut(s string, width int) string { return ruler().Truncate(s, max(width, 1), "…") }

func ruler() *runewidth.Condition { return &runewidth.Condition{StrictEmojiNeutral: true} }

// column cuts or pads s to exactly width columns, and prevents the following text from joining a run of
// Arabic or Hebrew.
func column(s string, width int) string {
	s = cut(s, width)
	return s + mark(s) + strings.Repeat(" ", max(0, width-columns(s)))
}

// mark returns a left-to-right mark, which takes no column, if s has right-to-left letters. Without it, a
// terminal would draw the numbers and ids after s in another order.
func mark(s string) string {
	for _, r := range s {
		if rightToLeft(r) {
			return "\u200e"
		}
	}
	return ""
}

// rightToLeft reports whether r is in a block of a right-to-left script.
func rightToLeft(r rune) bool {
	return 0x0590 <= r && r <= 0x08FF || 0xFB1D <= r && r <= 0xFDFF || 0xFE70 <= r && r <= 0xFEFC ||
		0x10800 <= r && r <= 0x10FFF || 0x1E800 <= r && r <= 0x1EFFF
}

// clean makes s safe to print on one line, since articles may contain anything. Characters that could move
// the cursor, reverse the line or hide text become U+FFFD; line ends become spaces. Joiners are kept,
// because Persian, Hindi and emoji need them.
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
		case unicode.IsSpace(r): // includes tabs, line ends and U+2028
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

// words is like clean, and also collapses spaces. It removes invisible characters that are common in
// headlines: soft hyphens, direction marks, zero-width spaces, tags of flags.
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

// percent writes a share as a whole percentage. Only 1 becomes 100%, and only 0 becomes 0%.
func percent(x float64) string {
	switch {
	case x > 0 && x < .005:
		return "<1%"
	case x > .99 && x < 1:
		return "99%"
	}
	return strconv.FormatFloat(100*Round(x), 'f', 0, 64) + "%"
}

// Chance writes the probability of a conclusion as a percentage. Conclusions are not certain, so it is
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

// count returns n with its noun in the singular or plural.
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return Number(n) + " " + what + "s"
}

// Number formats n with commas: 1,176.
func Number[N int | int64 | uint64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
