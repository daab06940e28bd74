package page

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"

	"github.com/wiretrace/wiretrace/report"
)

// maxMarks is how many combining marks may follow one another, as in texts for
// terminals: a hundred paint over the lines above.
const maxMarks = 6

// maxTitle bounds a printed headline in columns; the longest of real ones has some
// 250.
const maxTitle = 320

// legible makes what others wrote fit to be read among our own words: on one line,
// without what reverses the direction, hides text or paints over other lines. The
// joiners stay: Persian, Hindi and emoji are spelt with them.
func legible(s string) string {
	marks, space := 0, false
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "\ufffd") {
		switch {
		case unicode.IsSpace(r):
			space = true
			continue
		case unicode.Is(unicode.M, r):
			if marks++; marks > maxMarks {
				continue
			}
		case r == '\u00ad', r == '\u200b', r == '\u200e', r == '\u200f', r == '\u2060', r == '\ufeff':
			continue // invisible, and usual in headlines
		case r == '\u200c', r == '\u200d':
			marks = 0
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Noncharacter_Code_Point):
			r, marks = unicode.ReplacementChar, 0
		default:
			marks = 0
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// short cuts s to so many columns, with an ellipsis.
func short(s string, columns int) string {
	c := runewidth.Condition{StrictEmojiNeutral: true}
	return c.Truncate(s, columns, "…")
}

// isolated isolates the direction of foreign text from the text around it, where no bdi element is
// allowed: in drawings and attributes.
func isolated(s string) string { return "\u2068" + legible(s) + "\u2069" }

// percent writes a share in whole per cent. What is not all is never written 100%,
// and what is not nothing never 0%.
func percent(x float64) string {
	switch {
	case x > 0 && x < .005:
		return "<1%"
	case x > .99 && x < 1:
		return "99%"
	}
	return strconv.FormatFloat(100*report.Round(x), 'f', 0, 64) + "%"
}

// likely puts a probability into the words of doc/report.md, with the number.
func likely(p float64) string { return report.Likelihood(p) + ", " + report.Chance(p) }

// plural writes how many of something there are.
func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return report.Number(n) + " " + what + "s"
}

const (
	minute = 60
	hour   = 60 * minute
	day    = 24 * hour
)

// lasting writes a length of time in seconds, in its two largest units.
func lasting(seconds int64) string {
	if seconds < 0 {
		return "−" + lasting(-seconds)
	}
	two := func(n, large, small int64, a, b string) string {
		s := fmt.Sprintf("%d %s", n/large, a)
		if rest := n % large / small; rest > 0 {
			s += fmt.Sprintf(" %d %s", rest, b)
		}
		return s
	}
	switch {
	case seconds < minute:
		return fmt.Sprintf("%d s", seconds)
	case seconds < hour:
		return fmt.Sprintf("%d min", seconds/minute)
	case seconds < 2*day:
		return two(seconds, hour, minute, "h", "min")
	case seconds < 365*day:
		return two(seconds, day, hour, "d", "h")
	}
	return two(seconds, 365*day, day, "y", "d")
}

// argument writes s as one word of a POSIX shell. What can't be typed there is
// replaced: such a command finds nothing, and does no harm.
func argument(s string) string {
	plain := s != "" && s[0] != '-'
	for i := range len(s) {
		c := s[i]
		plain = plain && (alphanumeric(c) || strings.IndexByte("-._:/+@%", c) >= 0)
	}
	if plain {
		return s
	}
	return "'" + strings.ReplaceAll(legible(s), "'", `'\''`) + "'"
}

// fileName returns a name for the page of an id that is safe on every system.
func fileName(id string) string {
	if id == "" || len(id) > 64 || id[0] == '.' || id[0] == '-' {
		return "page.html"
	}
	for i := range len(id) {
		if c := id[i]; !alphanumeric(c) && c != '-' && c != '_' && c != '.' {
			return "page.html"
		}
	}
	return id + ".html"
}

func alphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// A likelihoodRow is a line of the table of words of probability.
type likelihoodRow struct{ Words, From string }

// likelihoodTable is the table that report.Likelihood follows.
func likelihoodTable() []likelihoodRow {
	return []likelihoodRow{
		{"almost certain", "above 95%"},
		{"very likely", "above 80%, to 95%"},
		{"likely", "above 55%, to 80%"},
		{"about as likely as not", "45% to 55%"},
		{"unlikely", "20% to below 45%"},
		{"very unlikely", "5% to below 20%"},
		{"almost no chance", "below 5%"},
	}
}
