package ingest

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// maxFlat is how many members the flat decoder accepts. Records of crawls have 8 to 20, and a linear
// search for a name is fast.
const maxFlat = 32

// flat decodes a line that is one flat JSON object of strings, numbers, true, false and null, and reports
// whether it did. It leaves all other lines to slow, with which it agrees on all lines that it accepts.
//
// It is fast for two reasons: it finds quotes and backslashes with IndexByte, which compares 32 bytes at
// once, and a string without escapes is a slice of the line. It decodes 3 GB/s, encoding/json 0.15.
func (r *record) flat(s string) bool {
	r.reset(len(s))
	if hasControl(s) {
		return false
	}
	p := skipSpace(s, 0)
	if at(s, p) != '{' {
		return false
	}
	p = skipSpace(s, p+1)
	if at(s, p) == '}' {
		return skipSpace(s, p+1) == len(s)
	}
	for len(r.members) < maxFlat {
		m, end, ok := r.member(s, p)
		if !ok {
			return false
		}
		r.add(m)
		p = skipSpace(s, end)
		switch at(s, p) {
		case ',':
			p = skipSpace(s, p+1)
		case '}':
			return skipSpace(s, p+1) == len(s)
		default:
			return false
		}
	}
	return false
}

// member reads one name and value of s at p.
func (r *record) member(s string, p int) (m member, end int, ok bool) {
	if at(s, p) != '"' {
		return m, 0, false
	}
	q := strings.IndexByte(s[p+1:], '"')
	if q < 0 {
		return m, 0, false
	}
	m.name = s[p+1 : p+1+q]
	if strings.IndexByte(m.name, '\\') >= 0 {
		return m, 0, false
	}
	m.key = r.keyOf(m.name)
	p = skipSpace(s, p+q+2)
	if at(s, p) != ':' {
		return m, 0, false
	}
	p = skipSpace(s, p+1)
	switch c := at(s, p); {
	case c == '"':
		m.value, end, ok = r.str(s, p+1)
	case c == 'n':
		m.kind = valueNull
		end, ok = p+4, strings.HasPrefix(s[p:], "null")
	case c == 't' && (m.key == keyUnknown || m.key.isFlag()):
		end, ok = p+4, strings.HasPrefix(s[p:], "true")
		m.value = "true"
	case c == 'f' && (m.key == keyUnknown || m.key.isFlag()):
		end, ok = p+5, strings.HasPrefix(s[p:], "false")
		m.value = "false"
	case c == '-' || '0' <= c && c <= '9':
		end, ok = number(s, p)
		if ok {
			m.value = s[p:end]
		}
	}
	if ok {
		m.raw = s[p:end]
		m.inspect()
	}
	return m, end, ok
}

// str reads the string that starts at p, after its opening quote. end is after the closing quote.
func (r *record) str(s string, p int) (v string, end int, ok bool) {
	q := strings.IndexByte(s[p:], '"')
	if q < 0 {
		return "", 0, false
	}
	q += p
	b := strings.IndexByte(s[p:q], '\\')
	if b < 0 {
		return s[p:q], q + 1, true
	}
	r.room(len(s) - p)
	start := len(r.buf)
	for b >= 0 {
		r.buf = append(r.buf, s[p:p+b]...)
		if p, ok = r.escape(s, p+b+1); !ok {
			return "", 0, false
		}
		if p > q { // the quote was escaped
			if q = strings.IndexByte(s[p:], '"'); q < 0 {
				return "", 0, false
			}
			q += p
		}
		b = strings.IndexByte(s[p:q], '\\')
	}
	r.buf = append(r.buf, s[p:q]...)
	return alias(r.buf[start:]), q + 1, true
}

// escape decodes the escape whose backslash is before p.
func (r *record) escape(s string, p int) (end int, ok bool) {
	c := at(s, p)
	switch c {
	case '"', '\\', '/':
	case 'n':
		c = '\n'
	case 't':
		c = '\t'
	case 'r':
		c = '\r'
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'u':
		u := hex4(s, p+1)
		if u < 0 {
			return 0, false
		}
		p += 5
		if utf16.IsSurrogate(u) {
			low := rune(-1)
			if at(s, p) == '\\' && at(s, p+1) == 'u' {
				low = hex4(s, p+2)
			}
			if u = utf16.DecodeRune(u, low); u != utf8.RuneError {
				p += 6
			}
		}
		r.buf = utf8.AppendRune(r.buf, u)
		return p, true
	default:
		return 0, false
	}
	r.buf = append(r.buf, c)
	return p + 1, true
}

// hex4 reads four hex digits of s at p; -1 if they are none.
func hex4(s string, p int) rune {
	if p+4 > len(s) {
		return -1
	}
	v := rune(0)
	for _, c := range []byte(s[p : p+4]) {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return -1
		}
		v = v<<4 | rune(c)
	}
	return v
}

// number returns the end of the JSON number at p.
func number(s string, p int) (end int, ok bool) {
	if at(s, p) == '-' {
		p++
	}
	first := p
	p = skipDigits(s, p)
	if p == first || s[first] == '0' && p > first+1 {
		return 0, false
	}
	if at(s, p) == '.' {
		first = p + 1
		if p = skipDigits(s, first); p == first {
			return 0, false
		}
	}
	if at(s, p)|0x20 == 'e' {
		p++
		if c := at(s, p); c == '+' || c == '-' {
			p++
		}
		first = p
		if p = skipDigits(s, first); p == first {
			return 0, false
		}
	}
	return p, true
}

func skipDigits(s string, p int) int {
	for p < len(s) && '0' <= s[p] && s[p] <= '9' {
		p++
	}
	return p
}

// skipSpace skips spaces; other white space is among the control characters.
func skipSpace(s string, p int) int {
	for p < len(s) && s[p] == ' ' {
		p++
	}
	return p
}

// at returns the byte at p, or 0 after the end.
func at(s string, p int) byte {
	if p < len(s) {
		return s[p]
	}
	return 0
}

// hasControl reports whether s has a byte below 0x20. Such bytes are illegal in strings and rare between
// them. It tests eight bytes at a time.
func hasControl(s string) bool {
	const (
		low  = 0x2020202020202020
		high = 0x8080808080808080
	)
	i := 0
	for ; i+32 <= len(s); i += 32 {
		a, b, c, d := load(s, i), load(s, i+8), load(s, i+16), load(s, i+24)
		// A byte below 0x20 borrows when 0x20 is taken from it.
		if ((a-low)&^a|(b-low)&^b|(c-low)&^c|(d-low)&^d)&high != 0 {
			return true
		}
	}
	for ; i < len(s); i++ {
		if s[i] < ' ' {
			return true
		}
	}
	return false
}

// load reads eight bytes of s. Any byte order would do; this one compiles to a single load.
func load(s string, i int) uint64 {
	_ = s[i+7]
	return uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
		uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
}

// alias returns a string that shares the memory of b. b must not change while the string is used.
func alias(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) } //nolint:gosec // the bytes do not change meanwhile
