package shingle

import (
	"unicode"
	"unicode/utf8"
)

// Lengths of character grams. A Chinese or Japanese word has about two
// characters, so that five hold two to three words: fewer than a shingle of
// words, but each character tells as much as three letters. A Thai, Lao, Khmer
// or Burmese syllable takes about four characters; eight hold two.
const (
	gramHan      = 5
	gramSyllabic = 8
)

// Spaced reports whether the words of text are spaced: whether fewer than half
// of its letters are of scripts that are written without spaces.
func Spaced(text string) bool {
	_, spaced := gramSize(text)
	return spaced
}

// gramSize returns how many tokens make a shingle of text, and whether they
// are words.
func gramSize(text string) (size int, spaced bool) {
	if !hasUnspaced(text) {
		return Words, true
	}
	letters, han, syllabic := countScripts(text)
	switch {
	case 2*(han+syllabic) < letters || letters == 0:
		return Words, true
	case syllabic > han:
		return gramSyllabic, false
	}
	return gramHan, false
}

// hasUnspaced reports whether text can hold a character of an unspaced script:
// these begin with a byte from E0 on other than E2 (quotes and dashes).
func hasUnspaced(text string) bool {
	i := 0
	for ; i+32 <= len(text); i += 32 {
		// Bytes from E0 on have their three top bits set. Most blocks have none.
		a, b, c, d := load(text[i:]), load(text[i+8:]), load(text[i+16:]), load(text[i+24:])
		if (a&(a<<1)&(a<<2)|b&(b<<1)&(b<<2)|c&(c<<1)&(c<<2)|d&(d<<1)&(d<<2))&highBits == 0 {
			continue
		}
		for _, c := range []byte(text[i : i+32]) {
			if c >= 0xE0 && c != 0xE2 {
				return true
			}
		}
	}
	for ; i < len(text); i++ {
		if c := text[i]; c >= 0xE0 && c != 0xE2 {
			return true
		}
	}
	return false
}

// load reads the first eight bytes of s.
func load(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func countScripts(text string) (letters, han, syllabic int) {
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			if r|0x20 >= 'a' && r|0x20 <= 'z' {
				letters++
			}
		case !unicode.IsLetter(r):
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			letters++
			han++
		case unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			letters++
			syllabic++
		default:
			letters++
		}
	}
	return letters, han, syllabic
}

// TokensPerWord returns how many tokens of text make about a word: 1 where words are
// spaced; a Chinese or Japanese word has about 1.7 characters, and a Thai one 4.5
// with its marks.
func TokensPerWord(text string) float64 {
	switch size, spaced := gramSize(text); {
	case spaced:
		return 1
	case size == gramSyllabic:
		return 4.5
	}
	return 1.7
}
