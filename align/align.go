// Package align finds what two texts have in common: passages, with their
// places in both.
//
// Make a [Text] of each article once with [Text.Prepare], then call [Aligner.Align]
// for each pair. The method: grams that both texts have are seeds. A seed is extended to
// the longest run of equal characters around it, a block. Dynamic programming joins blocks
// to chains. There may be several chains, because passages may be moved. The text between
// two blocks of a chain is compared by edit distance and belongs to the passage if it is
// similar.
//
// The lengths of the texts bound the work, also for texts that repeat themselves.
//
// Places are in characters of a [shingle.Stream]; [Text.Range] converts them to bytes of
// the text. The package has no access to other texts and does not decide what a copy is.
package align

import (
	"github.com/wiretrace/wiretrace/shingle"
)

// A Span is a run of a stream's characters, half-open.
type Span struct{ Start, End int }

// Len returns the length of s in characters.
func (s Span) Len() int { return s.End - s.Start }

// A Passage is a run of A and a run of B that are the same text except for edits.
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
	// minPassage is the least number of equal characters of a passage: about eight words.
	// Unrelated texts share stock phrases and titles that are shorter.
	minPassage = 45
	// maxChains bounds how many separate chains are taken from one pair.
	maxChains = 12
)

// Align returns the passages that a and b have in common, sorted by their place in a. They do
// not overlap in either text. The result is valid until the next call.
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
