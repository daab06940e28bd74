// Package form tells whether two texts are filled from one form: the same sentences
// around other figures and other names.
//
// The package is pure; it knows neither storage nor the rest of a collection.
package form

import (
	"github.com/wiretrace/wiretrace/align"
	"github.com/wiretrace/wiretrace/shingle"
)

// maxGap is the longest run between two passages that still counts as a slot of a form, in
// characters: some ten words. A longer one is a sentence of its own.
const maxGap = 50

// A Filling counts what two texts have in the slots of the sentences that they share: the
// words inside and right between their passages.
type Filling struct {
	Words    int // words that both have there
	Numbers  int // numbers that both have there, and that Words does not count
	WordsA   int // words of A that B has not
	WordsB   int
	NumbersA int // numbers of A that B has not
	NumbersB int
	NamesA   int // distinct names that A has there more than once and B not at all
	NamesB   int
	// RepeatedA counts in scripts without capitals, where names look like other words: how often A has there the words that it
	// has there more than once and B not at all. There are at least two such words, or it is 0.
	RepeatedA int
	RepeatedB int
}

// A Text is one of two texts that are compared. Name reports whether a word of its stream is a name, Caseless whether it is a word
// of a script without capitals, which may be one; nil: it is not known which are.
type Text struct {
	Stream   *shingle.Stream
	Name     func(word int) bool
	Caseless func(word int) bool
}

// A Comparer compares fillings and reuses its buffers. The zero value is ready; it is not
// safe for concurrent use.
type Comparer struct {
	count map[word]int
	names map[word]uses
}

// uses says how often either text has a word in its slots, and whether it is a name there, or may be one.
type uses struct {
	a, b     int
	name     bool
	caseless bool
}

// seen adds one use of a word of a text.
func (u uses) seen(t *Text, word, a, b int) uses {
	return uses{
		a: u.a + a, b: u.b + b,
		name:     u.name || t.Name != nil && t.Name(word),
		caseless: u.caseless || t.Caseless != nil && t.Caseless(word),
	}
}

// A word is the hash of a word; its lowest bit says whether it is a number.
type word uint64

const number word = 1

// Compare counts what a and b fill into the passages ps that they share, which are in the
// order of a.
func (c *Comparer) Compare(a, b Text, ps []align.Passage) (f Filling) {
	if c.count == nil {
		c.count, c.names = map[word]int{}, map[word]uses{}
	}
	clear(c.names)
	for len(ps) > 0 {
		n := 1
		for n < len(ps) && slot(ps[n-1].A, ps[n].A) && slot(ps[n-1].B, ps[n].B) {
			n++
		}
		run := align.Passage{
			A: align.Span{Start: ps[0].A.Start, End: ps[n-1].A.End},
			B: align.Span{Start: ps[0].B.Start, End: ps[n-1].B.End},
		}
		widen(&run, len(a.Stream.Symbols), len(b.Stream.Symbols))
		c.add(&f, a, b, run)
		ps = ps[n:]
	}
	var wordsA, wordsB int
	for _, u := range c.names {
		onlyA, onlyB := u.a > 1 && u.b == 0, u.b > 1 && u.a == 0
		switch {
		case u.name && onlyA:
			f.NamesA++
		case u.name && onlyB:
			f.NamesB++
		case u.caseless && onlyA:
			wordsA, f.RepeatedA = wordsA+1, f.RepeatedA+u.a
		case u.caseless && onlyB:
			wordsB, f.RepeatedB = wordsB+1, f.RepeatedB+u.b
		}
	}
	if wordsA < 2 {
		f.RepeatedA = 0
	}
	if wordsB < 2 {
		f.RepeatedB = 0
	}
	return f
}

// widen adds the slots in which both texts begin and end.
func widen(run *align.Passage, lenA, lenB int) {
	if run.A.Start <= maxGap && run.B.Start <= maxGap {
		run.A.Start, run.B.Start = 0, 0
	}
	if lenA-run.A.End <= maxGap && lenB-run.B.End <= maxGap {
		run.A.End, run.B.End = lenA, lenB
	}
}

// slot reports whether y follows x after no more than a slot.
func slot(x, y align.Span) bool { return y.Start >= x.End && y.Start-x.End <= maxGap }

// add counts one run of both texts.
func (c *Comparer) add(f *Filling, a, b Text, run align.Passage) {
	clear(c.count)
	words(a.Stream, run.A, func(i int, w word) {
		c.count[w]++
		u := c.names[w]
		c.names[w] = u.seen(&a, i, 1, 0)
	})
	words(b.Stream, run.B, func(i int, w word) {
		u := c.names[w]
		c.names[w] = u.seen(&b, i, 0, 1)
		common, others := &f.Words, &f.WordsB
		if w&number > 0 {
			common, others = &f.Numbers, &f.NumbersB
		}
		if n := c.count[w]; n > 0 {
			*common++
			c.count[w] = n - 1
		} else {
			*others++
		}
	})
	for w, n := range c.count {
		if w&number > 0 {
			f.NumbersA += n
		} else {
			f.WordsA += n
		}
	}
}

// words calls fn with each word of a span and its number.
func words(s *shingle.Stream, at align.Span, fn func(i int, w word)) {
	if at.Len() <= 0 {
		return
	}
	for i := max(0, s.WordAt(at.Start)); i < len(s.Words) && int(s.Words[i].At) < at.End; i++ {
		end := len(s.Symbols)
		if i+1 < len(s.Words) {
			end = int(s.Words[i+1].At)
		}
		symbols := s.Symbols[s.Words[i].At:end]
		h := uint64(14695981039346656037) // FNV-1a
		for _, x := range symbols {
			h = (h ^ uint64(x)) * 1099511628211
		}
		w := word(h) &^ number
		if len(symbols) > 0 && symbols[0] >= '0' && symbols[0] <= '9' {
			w |= number
		}
		fn(i, w)
	}
}
