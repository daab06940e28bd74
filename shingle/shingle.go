// Package shingle cuts texts into overlapping runs of words, as hashes.
//
// Call [Shingler.Hashes] for the shingles of a text: five words each, or five
// to eight characters where words are not spaced (Chinese, Japanese, Thai,
// Khmer, Lao, Burmese). [Tokens] gives the same words with their places in the
// text, slowly. Two texts that differ only in case, quotes, dashes, spacing,
// invisible characters, presentation forms or vowel marks have the same
// shingles.
//
// The package knows neither articles nor what its hashes are used for.
package shingle

import "math/bits"

// Version is the meaning of tokens, shingles and their hashes. Sketches in
// stores depend on it.
//
//	1: first version
//	2: Hebrew points and middle dots are dropped; look-alike letters and digits in words,
//	   Serbian in two alphabets and Chinese in two sets of characters are one. Nothing else
//	   has changed: sketches of version 1 are those of version 2 for other texts
const Version = 2

// Words is the length of a shingle in words where words are spaced.
const Words = 5

// A Range is a run of a text in bytes, half-open.
type Range struct{ Start, End int }

// Constants of the hash: parts of the stored meaning, pinned by golden hashes.
const (
	k0 = 0xA0761D6478BD642F
	k2 = 0x8EBC6AF09C88C6E3
	k3 = 0x589965CC75374CC3
)

// mum is the multiply-and-fold mixer of wyhash.
func mum(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// A Shingler makes shingles and reuses its buffers. The zero value is ready;
// it is not safe for concurrent use.
type Shingler struct {
	buf   []byte   // a region of the text with slack behind it
	word  []byte   // a normalised word with slack behind it
	words []uint64 // hashes of the words so far
	folds *foldTable
	form  form
}

// Hashes appends one well-mixed 64-bit hash per shingle of text outside skip
// (sorted, disjoint) to dst, in text order, repeats included. The words around
// a skipped range become neighbours, but no word is made of both sides. A text
// of fewer words than a shingle has one shingle over all of them; one without
// words has none. The Shingler keeps the array of an empty dst.
func (s *Shingler) Hashes(dst []uint64, text string, skip []Range) []uint64 {
	s.words = s.words[:0]
	size, spaced := s.prepare(text)
	for r := range regions(text, skip) {
		if spaced {
			s.scan(text[r.Start:r.End])
		} else {
			s.characters(text[r.Start:r.End])
		}
	}
	if len(dst) > 0 {
		return grams(dst, s.words, size)
	}
	// In the place of the words: a text of millions of words takes half the memory.
	out := grams(s.words[:0], s.words, size)
	s.words = dst
	return out
}

// prepare finds out the script of a text, as gramSize does, and sets what its words need.
func (s *Shingler) prepare(text string) (size int, spaced bool) {
	size, spaced = gramSize(text)
	form := formOf(text, spaced)
	if s.folds == nil || form != s.form {
		if s.folds = folds(); form == formSerbian {
			s.folds = serbianFolds()
		}
		s.form = form
	}
	return size, spaced
}

// grams appends the hashes of all runs of size words to dst, which may begin where
// words does. Each is the cyclic polynomial of its words' hashes (Cohen 1997), mixed:
//
//	rotl(w0,7(size-1)) ^ … ^ rotl(w[size-2],7) ^ w[size-1]
func grams(dst, words []uint64, size int) []uint64 {
	if len(words) == 0 {
		return dst
	}
	if len(words) < size {
		h := uint64(0)
		for _, w := range words {
			h = bits.RotateLeft64(h, 7) ^ w
		}
		return append(dst, mum(h^k2, k0+2*uint64(len(words))))
	}
	h, out := uint64(0), 7*(size-1)
	for _, w := range words[:size-1] {
		h = bits.RotateLeft64(h, 7) ^ w
	}
	for i, w := range words[size-1:] {
		h = bits.RotateLeft64(h, 7) ^ w
		first := words[i] // append may write over it
		dst = append(dst, mum(h^k2, k0))
		h ^= bits.RotateLeft64(first, out)
	}
	return dst
}

// regions yields the runs of text outside skip. Ranges that are out of order
// or of bounds are cut to what is left.
func regions(text string, skip []Range) func(func(Range) bool) {
	return func(yield func(Range) bool) {
		at := 0
		for _, r := range skip {
			start, end := min(max(r.Start, at), len(text)), min(max(r.End, at), len(text))
			if start > at && !yield(Range{at, start}) {
				return
			}
			at = max(at, end)
		}
		if at < len(text) {
			yield(Range{at, len(text)})
		}
	}
}
