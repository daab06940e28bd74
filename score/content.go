package score

import (
	"slices"

	"github.com/wiretrace/wiretrace/shingle"
)

// A Content is the set of short runs of characters (grams) in an article's headline and
// text. It shows the subject and the words of the article, whatever their order. It is
// read-only once made and then safe for concurrent use.
type Content struct {
	grams   []uint32 // distinct, sorted
	anchors []uint32 // distinct, sorted: copies of one text share them
}

// contentGram is the length of a gram in characters. Rewriting keeps the stems of words but
// not longer runs. On rewritten Urdu reports, grams of 4 characters rank pairs about as well
// as grams of 5 (area under the curve .908 and .904) and better than 7 (.890) and 9 (.869).
// In scripts without spaces a character carries as much as two or three letters, so the
// grams are shorter.
const (
	contentGram         = 4
	contentGramUnspaced = 2
)

func (t *Text) contentGram() int {
	if t.perWord > 1 {
		return contentGramUnspaced
	}
	return contentGram
}

// Content fills c, whose memory it reuses, from a source.
func (p *Preparer) Content(c *Content, s *Source) {
	n := contentGram
	if shingle.TokensPerWord(s.Text) > 1 {
		n = contentGramUnspaced
	}
	p.shingler.Stream(&p.stream, s.Title, nil)
	c.grams = shortGrams(c.grams[:0], p.stream.Symbols, n)
	c.grams = shortGrams(c.grams, s.Stream.Symbols, n)
	c.anchors = c.anchors[:0]
	for _, a := range shingle.Anchors(nil, s.Stream) {
		c.anchors = append(c.anchors, a.Hash)
	}
	c.grams, c.anchors = distinct(c.grams), distinct(c.anchors)
}

// shortGrams appends the hashes of all runs of n symbols.
func shortGrams(dst []uint32, symbols []uint16, n int) []uint32 {
	for i := 0; i+n <= len(symbols); i++ {
		dst = append(dst, hashSymbols(symbols[i:i+n]))
	}
	return dst
}

// common returns how many elements two sorted lists share.
func common(a, b []uint32) (n int) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}

// outside fills c, whose memory it reuses, with the grams of those words of t that are not
// used. The anchors are those of whole.
func (c *Content) outside(t *Text, whole *Content, used []bool) {
	c.grams, c.anchors = c.grams[:0], whole.anchors // shared: nothing writes to them
	symbols, words := t.stream.Symbols, t.stream.Words
	for i := 0; i < len(used); {
		k := i
		for k < len(used) && !used[k] {
			k++
		}
		if k > i {
			end := len(symbols)
			if k < len(words) {
				end = int(words[k].At)
			}
			c.grams = shortGrams(c.grams, symbols[words[i].At:end], t.contentGram())
		}
		i = k + 1
	}
	slices.Sort(c.grams)
	c.grams = slices.Compact(c.grams)
}
