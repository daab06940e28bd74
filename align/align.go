// Package align finds what two texts have in common: passages, with their
// places in both.
//
// Make a [Text] of each article once with [Text.Prepare], then call [Aligner.Align]
// for each pair. The way: grams of one text that the other has too are seeds;
// a seed grows to the longest run of equal characters around it, a block;
// blocks are chained by dynamic programming, several chains a pair, so that
// passages may be moved or come from different places; what lies between two
// blocks of a chain is compared by edit distance and closed if it is alike.
//
// All work is bounded by the lengths of the texts, whatever they repeat.
//
// Places are in characters of a [shingle.Stream]; [Text.Range] leads back to
// the bytes of the text. The package knows neither corpora nor what a copy is.
package align

import (
	"github.com/wiretrace/wiretrace/shingle"
)

// A Span is a run of a stream's characters, half-open.
type Span struct{ Start, End int }

// Len returns the length of s in characters.
func (s Span) Len() int { return s.End - s.Start }

// A Passage is a run of A and a run of B that are one text, but for edits.
type Passage struct {
	A, B    Span
	Matched int // characters that are equal, in order
}

// An Aligner aligns pairs of texts and reuses its buffers. The zero value is
// ready; it is not safe for concurrent use.
type Aligner struct {
	blocks   []block
	chain    []int32
	passages []Passage
	lev      bitParallel
	work     int // characters that extension may still examine
}

// Limits of what counts as a passage.
const (
	// minPassage is how many equal characters make a passage: some eight
	// words. Below, stock phrases and titles are common to anything.
	minPassage = 45
	// maxChains bounds how many separate chains are taken from one pair.
	maxChains = 12
)

// Align returns the passages that a and b have in common, by their place in a.
// No character of either is in two of them. The result is valid until the next
// call.
func (al *Aligner) Align(a, b *Text) []Passage {
	al.passages = al.passages[:0]
	al.findBlocks(a, b)
	least := minPassage * a.gram / shingle.AnchorGram
	for range maxChains {
		if !al.bestChain(least) {
			break
		}
		al.closeGaps(a, b, least)
		al.cutBlocks()
	}
	sortPassages(al.passages)
	return al.passages
}
