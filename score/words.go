package score

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Turkish has two letters i. Case folding turns I into i and İ into i with a dot.
const (
	dotlessI = 'ı'
	dotAbove = '\u0307'
)

// hashSymbols returns the hash of a word. It treats all letters i as one, because they are the
// same in a text in capitals.
func hashSymbols(symbols []uint16) uint32 {
	h := uint64(14695981039346656037)
	for _, x := range symbols {
		switch x {
		case dotAbove:
			continue
		case dotlessI:
			x = 'i'
		}
		h = (h ^ uint64(x)) * 0x9e3779b97f4a7c15
		h ^= h >> 29
	}
	return uint32(h >> 32)
}

// hashWord returns the hash of a word with these symbols and this spelling. A capital I after
// a small letter counts as l, which has the same shape in many fonts.
func hashWord(symbols []uint16, word string) uint32 {
	i := strings.IndexByte(word, 'I')
	if i <= 0 || len(word) != len(symbols) {
		return hashSymbols(symbols)
	}
	symbols = slices.Clone(symbols)
	for ; i < len(word); i++ {
		if c := word[i-1]; word[i] == 'I' && c >= 'a' && c <= 'z' {
			symbols[i] = 'l'
		}
	}
	return hashSymbols(symbols)
}

// mix folds a word into the hash of a run.
func mix(h uint64, word uint32) uint64 {
	h = (h ^ uint64(word)) * 0xbf58476d1ce4e5b9
	return h ^ h>>31
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// endsSentence reports whether the text between two words ends a sentence.
func endsSentence(between string) bool {
	if between == " " {
		return false
	}
	return strings.ContainsAny(between, ".!?:\n…„“”«»\"。！？؟۔।")
}

// runHashes appends the hash of every run of n words with its place, sorted.
func runHashes(dst []uint64, words []uint32, n int) []uint64 {
	for i := 0; i+n <= len(words); i++ {
		h := uint64(0)
		for _, w := range words[i : i+n] {
			h = mix(h, w)
		}
		dst = append(dst, h&^0xffffffff|uint64(i))
	}
	slices.Sort(dst)
	return dst
}

// maxRepeats bounds the places of one run that are examined in each text. Without it, two
// texts that repeat themselves would cost the product of their repetitions.
const maxRepeats = 8

// A Run is a run of words that two texts have in common.
type Run struct{ A, B, Len int } // index of the first word in A and B, and length, in tokens

// matches appends the longest runs that begin at different places of a or b.
func matches(dst []Run, a, b *Text, n int) []Run {
	x, y := a.runs, b.runs
	for i, j := 0, 0; i < len(x) && j < len(y); {
		hx, hy := x[i]>>32, y[j]>>32
		switch {
		case hx < hy:
			i++
			continue
		case hx > hy:
			j++
			continue
		}
		endX, endY := same(x, i), same(y, j)
		for _, p := range x[i:min(endX, i+maxRepeats)] {
			for _, q := range y[j:min(endY, j+maxRepeats)] {
				if r, ok := extend(a.words, b.words, int(uint32(p)), int(uint32(q)), n); ok {
					dst = append(dst, r)
				}
			}
		}
		i, j = endX, endY
	}
	return dst
}

// same returns where the entries with the hash of entry i end.
func same(xs []uint64, i int) int {
	end := i + 1
	for end < len(xs) && xs[end]>>32 == xs[i]>>32 {
		end++
	}
	return end
}

// extend returns the run that begins at words i of a and j of b, if it has at least n words
// and does not begin before them.
func extend(a, b []uint32, i, j, n int) (Run, bool) {
	if i > 0 && j > 0 && a[i-1] == b[j-1] {
		return Run{}, false // it begins earlier
	}
	k := 0
	for i+k < len(a) && j+k < len(b) && a[i+k] == b[j+k] {
		k++
	}
	return Run{i, j, k}, k >= n
}
