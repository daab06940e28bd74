package timetext

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold returns s in the form of the words in the table: lower case, digits of all scripts as ASCII digits,
// no accents, vowel points and direction marks, and one form of letters that keyboards confuse.
func fold(s string) string {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] < 0x80
	}
	if ascii {
		return strings.ToLower(s)
	}
	mapped := strings.Map(foldRune, norm.NFKD.String(strings.ToLower(s)))
	return norm.NFC.String(mapped)
}

func foldRune(c rune) rune {
	switch {
	case c < 0x80:
		return c
	case 0x0300 <= c && c <= 0x036F, 0x064B <= c && c <= 0x0655, c == 0x0640, 0x200B <= c && c <= 0x200F,
		0x202A <= c && c <= 0x202E, 0x2066 <= c && c <= 0x2069, c == 0xFEFF:
		return -1
	case c == 'ı':
		return 'i'
	case c == 'ي' || c == 'ى':
		return 'ی'
	case c == 'ك':
		return 'ک'
	case c == '’':
		return '\''
	case unicode.Is(unicode.Nd, c):
		return '0' + digit(c)
	}
	return unicode.ToLower(c)
}

// digit converts a decimal digit to ASCII. The ranges of unicode.Nd begin with a zero and hold complete
// sets of digits.
func digit(c rune) rune {
	for _, r := range unicode.Nd.R16 {
		if lo, hi := rune(r.Lo), rune(r.Hi); lo <= c && c <= hi {
			return (c - lo) % 10
		}
	}
	for _, r := range unicode.Nd.R32 {
		if lo, hi := rune(r.Lo), rune(r.Hi); lo <= c && c <= hi {
			return (c - lo) % 10
		}
	}
	return 0
}
