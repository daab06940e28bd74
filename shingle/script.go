package shingle

import (
	"math/bits"
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
	for ; i+8 <= len(text); i += 8 {
		b := text[i : i+8]
		x := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
			uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
		// Bytes from E0 on have their three top bits set.
		for m := x & (x << 1) & (x << 2) & highBits; m != 0; m &= m - 1 {
			if byte(x>>(bits.TrailingZeros64(m)-7)) != 0xE2 {
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
