package report

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// scale sets the precision of numbers in records to four decimals. Two would be enough for a share of an
// article of 500 words; the others keep sums exact.
const scale = 1e4

// Round rounds x to four decimals, the precision of records. It returns 0 for NaN and infinities, which
// JSON cannot express.
func Round(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		return 0
	case math.Abs(x) >= 1<<52: // has no decimals
		return x
	}
	if x = math.Round(x*scale) / scale; x == 0 {
		return 0 // not -0
	}
	return x
}

// appendFloat appends Round(x). It is fast for shares, which are most of the numbers.
func appendFloat(dst []byte, x float64) []byte {
	if !(x >= 0 && x <= 1) {
		return strconv.AppendFloat(dst, Round(x), 'f', -1, 64)
	}
	n := uint64(math.Round(x * scale))
	if n == 0 || n == scale {
		return append(dst, '0'+byte(n/scale))
	}
	dst = append(dst, '0', '.')
	for unit := uint64(scale / 10); n > 0; unit /= 10 {
		dst = append(dst, '0'+byte(n/unit))
		n %= unit
	}
	return dst
}

func appendInt(dst []byte, n int) []byte { return strconv.AppendInt(dst, int64(n), 10) }

func appendOptional(dst []byte, s *string) []byte {
	if s == nil {
		return append(dst, "null"...)
	}
	return appendString(dst, *s)
}

// appendStrings appends a list. nil is the empty list.
func appendStrings(dst []byte, list []string) []byte {
	dst = append(dst, '[')
	for i, s := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, s)
	}
	return append(dst, ']')
}

// appendString appends s as a JSON string. It gives the same bytes as encoding/json without HTML escaping:
// invalid UTF-8 becomes U+FFFD, and U+2028 and U+2029 are escaped.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0 // the bytes before it are appended
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c < 0x20 || c == '"' || c == '\\' {
				dst = appendEscape(append(dst, s[from:i]...), c)
				from = i + 1
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			dst = append(append(dst, s[from:i]...), `\ufffd`...)
			from = i + 1
		case r == '\u2028' || r == '\u2029':
			dst = append(append(dst, s[from:i]...), `\u202`...)
			dst = append(dst, '0'+byte(r&0xF))
			from = i + size
		}
		i += size
	}
	return append(append(dst, s[from:]...), '"')
}

// appendEscape appends the escape of a control character, quote or backslash.
func appendEscape(dst []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, '\\', 'b')
	case '\f':
		return append(dst, '\\', 'f')
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xF])
}
