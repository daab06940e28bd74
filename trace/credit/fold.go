package credit

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A token is a word of a text: letters and digits of one kind of script. Han
// characters are words of one each, since nothing separates their words.
type token struct {
	start, end int32 // bytes of the text
	from, to   int32 // bytes of folded
	item       int32 // index of the item that it belongs to plus one, or 0
	in         zone
}

// A zone is how the page's furniture affects a token.
type zone uint8

const (
	inBody zone = iota
	inCaption
	inCopyright
)

// tokens is a text cut into words, with their folded letters behind one another.
type tokens struct {
	text   string
	list   []token
	folded []byte
}

func (ts *tokens) key(i int) []byte {
	t := ts.list[i]
	return ts.folded[t.from:t.to]
}

// raw returns the token as it is written in the text.
func (ts *tokens) raw(i int) string {
	return ts.text[ts.list[i].start:ts.list[i].end]
}

// maxGap is the greatest distance between words that belong together, in bytes.
const maxGap = 64

// gap returns the text between the tokens i-1 and i; i may be len(list). A gap
// longer than maxGap counts as the end of a paragraph.
func (ts *tokens) gap(i int) string {
	from, to := 0, len(ts.text)
	if i > 0 {
		from = int(ts.list[i-1].end)
	}
	if i < len(ts.list) {
		to = int(ts.list[i].start)
	}
	if to-from > maxGap {
		return "\n\n"
	}
	return ts.text[from:to]
}

// add appends the words of text[start:end].
func (ts *tokens) add(start, end int, in zone) {
	for at := start; at < end; {
		r, size := decode(ts.text[at:end])
		class := classOf(r)
		if class == classNone || class == classMark || class == classFormat {
			at += size // no word begins with these
			continue
		}
		at = ts.word(at, end, class, in)
	}
}

// word appends the word that begins at start and returns where it ends.
func (ts *tokens) word(start, end int, class class, in zone) int {
	t := token{start: int32(start), from: int32(len(ts.folded)), in: in}
	at, last := start, start
	plain := class == classLetter || class == classDigit // a word that takes all letters and digits of ASCII
	for at < end {
		if n := len(ts.folded); plain {
			for ; at < end && asciiFolds[ts.text[at]] != 0; at++ {
				ts.folded = append(ts.folded, asciiFolds[ts.text[at]])
			}
			if len(ts.folded) > n {
				last = at
				continue
			}
		}
		r, size := decode(ts.text[at:end])
		c := classOf(r)
		if !class.takes(c, at == start) {
			break
		}
		at += size
		if c == classFormat {
			continue // a joiner within the word, not the edge of it
		}
		last = at
		ts.folded = foldRune(ts.folded, r)
	}
	t.end, t.to = int32(last), int32(len(ts.folded))
	ts.list = append(ts.list, t)
	return max(at, start+1)
}

// asciiFolds are the letters and digits of ASCII as foldRune folds them; 0: another byte.
var asciiFolds = func() (t [256]byte) {
	for c := range rune(utf8.RuneSelf) {
		if classOf(c) != classNone {
			t[c] = foldSlow(nil, c)[0]
		}
	}
	return t
}()

func decode(s string) (r rune, size int) {
	if s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	return utf8.DecodeRuneInString(s)
}

// A class is what a rune is to a word.
type class uint8

const (
	classNone class = iota
	classLetter
	classDigit
	classHan
	classKatakana
	classHiragana
	classHangul
	classMark   // goes with the letter before it
	classFormat // invisible
)

// takes reports whether a word of class c goes on with a rune of class next.
func (c class) takes(next class, first bool) bool {
	switch {
	case first:
		return true
	case c == classHan:
		return next == classMark
	case next == c, next == classMark, next == classFormat:
		return true
	case next == classDigit:
		return c == classLetter || c == classHangul
	}
	return c == classDigit && next == classLetter
}

func classOf(r rune) class {
	if r < utf8.RuneSelf {
		switch {
		case 'a' <= r|0x20 && r|0x20 <= 'z':
			return classLetter
		case '0' <= r && r <= '9':
			return classDigit
		}
		return classNone
	}
	switch {
	case r < 0x250 && r >= 0xC0:
		if r == 0xD7 || r == 0xF7 {
			return classNone
		}
		return classLetter
	case 0x2010 <= r && r <= 0x2027, r == 0xA0:
		return classNone
	case 0x4E00 <= r && r <= 0x9FFF:
		return classHan
	case 0xAC00 <= r && r <= 0xD7A3:
		return classHangul
	}
	return slowClass(r)
}

func slowClass(r rune) class {
	switch {
	case unicode.Is(unicode.Han, r):
		return classHan
	case unicode.Is(unicode.Katakana, r), r == 'ー', r == 'ｰ':
		return classKatakana
	case unicode.Is(unicode.Hiragana, r):
		return classHiragana
	case unicode.Is(unicode.Hangul, r):
		return classHangul
	case unicode.IsLetter(r):
		return classLetter
	case unicode.IsDigit(r):
		return classDigit
	case unicode.IsMark(r):
		return classMark
	case unicode.Is(unicode.Cf, r):
		return classFormat
	}
	return classNone
}

// foldRune appends r as names are compared: lower case, without accents and
// compatibility forms, and one letter for those that typists exchange.
func foldRune(dst []byte, r rune) []byte {
	if r >= utf8.RuneSelf && r < latinEnd {
		return append(dst, latinFolds()[r]...)
	}
	return foldSlow(dst, r)
}

// latinEnd is the end of the blocks of Latin letters with marks.
const latinEnd = 0x250

// latinFolds are the runes before latinEnd as foldSlow folds them.
var latinFolds = sync.OnceValue(func() *[latinEnd]string {
	t := new([latinEnd]string)
	for r := range rune(latinEnd) {
		t[r] = string(foldSlow(nil, r))
	}
	return t
})

// foldSlow folds any rune by the tables of Unicode.
func foldSlow(dst []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(dst, byte(r))
	}
	switch {
	case 0x4E00 <= r && r <= 0x9FFF, 0xAC00 <= r && r <= 0xD7A3, 0x0430 <= r && r <= 0x0438, 0x043A <= r && r <= 0x044F:
		return utf8.AppendRune(dst, r)
	}
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], r)
	decomposed := norm.NFKD.Properties(buf[:n]).Decomposition()
	if decomposed == nil {
		return foldPlain(dst, r)
	}
	for _, d := range string(decomposed) {
		dst = foldPlain(dst, d)
	}
	return dst
}

// foldPlain folds a rune that has no decomposition.
func foldPlain(dst []byte, r rune) []byte {
	if unicode.Is(unicode.Mn, r) {
		return dst
	}
	switch r = unicode.ToLower(r); r {
	case 'ß':
		return append(dst, "ss"...)
	case 'æ':
		return append(dst, "ae"...)
	case 'œ':
		return append(dst, "oe"...)
	case 'ø':
		r = 'o'
	case 'ł':
		r = 'l'
	case 'đ', 'ð':
		r = 'd'
	case 'ı':
		r = 'i'
	case 'ς':
		r = 'σ'
	case 'ی', 'ى':
		r = 'ي'
	case 'ک':
		r = 'ك'
	case 'ہ', 'ھ', 'ة':
		r = 'ه'
	case 'ـ': // tatweel stretches a word
		return dst
	}
	return utf8.AppendRune(dst, r)
}
