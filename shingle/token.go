package shingle

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// A Token is one word, or one character where words are not spaced.
type Token struct {
	Text       string // normalised
	Start, End int    // its bytes in the text
}

// Tokens returns the tokens of text outside skip (sorted, disjoint). A word is
// a maximal run of letters, digits, marks, invisible characters and middle dots.
// It is normalised in this order:
//
//   - what does not show is dropped: zero-width characters, soft hyphens,
//     variation selectors, tatweel, Arabic vowel marks, Hebrew points
//   - NFKC; letters of other alphabets that look like those of the word's own
//     become them, and 0 and 1 between letters become o and l
//   - case folding and Western digits; what is no letter, digit or mark is dropped
//   - in a Serbian text Cyrillic letters become Latin, in a Chinese one
//     traditional characters simplified
func Tokens(text string, skip []Range) []Token {
	var tokens []Token
	_, spaced := gramSize(text)
	form := formOf(text, spaced)
	for r := range regions(text, skip) {
		for _, w := range runs(text[r.Start:r.End]) {
			start, end := r.Start+w.Start, r.Start+w.End
			if !spaced {
				tokens = appendCharacters(tokens, text[start:end], start, form)
			} else if t := normalise(text[start:end], form); t != "" {
				tokens = append(tokens, Token{t, start, end})
			}
		}
	}
	return tokens
}

// runs returns the maximal runs of word runes in s.
func runs(s string) []Range {
	var found []Range
	start := -1
	for i, r := range s {
		in := inWord(r)
		switch {
		case in && start < 0:
			start = i
		case !in && start >= 0:
			found = append(found, Range{start, i})
			start = -1
		}
	}
	if start >= 0 {
		found = append(found, Range{start, len(s)})
	}
	return found
}

// inWord reports whether r is part of a word or does not interrupt one.
func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9'
	}
	if r >= 0x4E00 && r <= 0x9FBF { // ideographs, by far the most frequent here
		return true
	}
	return kept(r) || dropped(r)
}

func kept(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

// dropped reports whether r is left out of words without ending them.
func dropped(r rune) bool {
	switch {
	case r == 0xB7, r == 0x0387, r == 0x2027, // middle dots, by which words are taken apart
		r == 0xAD, r == 0x034F, r == 0x061C, r == 0x0640, // soft hyphen, joiners, tatweel
		r >= 0x064B && r <= 0x0652, r == 0x0670, r >= 0x0610 && r <= 0x061A, // harakat
		r >= 0x0591 && r <= 0x05BD, r == 0x05BF, r == 0x05C1, r == 0x05C2, r == 0x05C4, r == 0x05C5, r == 0x05C7, // Hebrew points
		r >= 0x06D6 && r <= 0x06DC, r >= 0x06DF && r <= 0x06E4, r == 0x06E7, r == 0x06E8, r >= 0x06EA && r <= 0x06ED,
		r >= 0x180B && r <= 0x180F,                             // Mongolian selectors
		r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, // zero width, directions
		r >= 0x2060 && r <= 0x206F, r == 0xFEFF,
		r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE0FFF: // selectors, tags
		return true
	}
	return false
}

// normalise returns the normal form of one word, written as f says.
func normalise(word string, f form) string {
	word = unmask(norm.NFKC.String(strings.Map(keepShown, word)))
	// Folding can undo composition and composition can make a letter that
	// folds again; the second round is stable (property test).
	for range 2 {
		word = cases.Fold().String(norm.NFKC.String(word))
	}
	return f.in(strings.Map(plain, norm.NFKC.String(word)))
}

func keepShown(r rune) rune {
	if dropped(r) {
		return -1
	}
	return r
}

// plain drops what normalisation made of presentation forms next to letters,
// and writes every decimal digit in ASCII.
func plain(r rune) rune {
	switch {
	case dropped(r) || !kept(r):
		return -1
	case r >= utf8.RuneSelf && unicode.Is(unicode.Nd, r):
		return digit(r)
	}
	return r
}

// digit returns the ASCII digit of a decimal digit. Unicode keeps the ten
// digits of a script together and in order, so the value is the distance from
// the first one of the run.
func digit(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	return r
}

// appendCharacters appends the characters of one run, which begins at byte at:
// each piece of it that normalises by itself gives its characters.
func appendCharacters(tokens []Token, run string, at int, f form) []Token {
	for len(run) > 0 {
		n := boundary(run)
		for _, r := range normalise(run[:n], f) {
			tokens = append(tokens, Token{string(r), at, at + n})
		}
		run, at = run[n:], at+n
	}
	return tokens
}

// boundary returns the length of the first piece of run that normalises by
// itself.
func boundary(run string) int {
	if n := norm.NFKC.NextBoundaryInString(run, true); n > 0 {
		return n
	}
	return len(run)
}
