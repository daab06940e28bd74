package item

import (
	"iter"
	"unicode"

	"github.com/wiretrace/wiretrace/shingle"
)

// A word is where a word of a text begins.
type word struct {
	at     int
	weight float64 // number of words that it counts as: less than 1 in a script without spaces
	first  bool    // a sentence or a line ended before it
}

// words returns the words of a text: each run between spaces that has a letter or a digit, or each
// character in a script without spaces.
func words(text string) iter.Seq[word] {
	return func(yield func(word) bool) {
		spaced, weight := shingle.Spaced(text), 1/shingle.TokensPerWord(text)
		inside, first := false, true
		for i, r := range text {
			switch {
			case r == '\n':
				inside, first = false, true
			case unicode.IsSpace(r):
				inside = false
			case unicode.IsLetter(r) || unicode.IsNumber(r):
				if inside && spaced {
					continue
				}
				if !yield(word{i, weight, first}) {
					return
				}
				inside, first = true, false
			case endsSentence(r):
				first = true
			}
		}
	}
}

// endsSentence reports whether a sentence ends with r. A full stop within a number or an
// abbreviation counts as an end too, which does no harm: a piece may be cut there.
func endsSentence(r rune) bool {
	switch r {
	case '.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।', '။', '។':
		return true
	}
	return false
}

// countWords returns the number of words of a text.
func countWords(text string) float64 {
	n := 0.0
	for w := range words(text) {
		n += w.weight
	}
	return n
}
