package corpus

import (
	"math"
	"slices"
)

// A token is a word's rank and the marks around the word. Stories are kept
// and edited as tokens, and become text only in the hands of an outlet.
type token uint32

const (
	rankMask token = 1<<24 - 1

	sentenceEnd  token = 1 << 24
	paragraphEnd token = 1 << 25
	comma        token = 1 << 26
	quoteOpen    token = 1 << 27
	quoteClose   token = 1 << 28
)

// Lengths in words: lognormal with median 470 and mean 470·exp(sigma²/2) = 524,
// as in the news crawls that the speed targets were set on.
const (
	lengthMedian = 470
	lengthSigma  = 0.466
	lengthLeast  = 40
	lengthMost   = 5000
)

// story appends a whole new text to dst.
func (g *generator) story(dst []token) []token {
	words := int(lengthMedian * math.Exp(lengthSigma*g.rng.NormFloat64()))
	words = min(max(words, lengthLeast), lengthMost)
	for words > 0 {
		before := len(dst)
		dst = g.paragraph(dst)
		words -= len(dst) - before
		if words < 0 { // the last paragraph ends where the length says
			dst = dst[:len(dst)+words]
			dst = ended(dst)
		}
	}
	return dst
}

// paragraph appends two to four sentences to dst.
func (g *generator) paragraph(dst []token) []token {
	for range 2 + g.rng.IntN(3) {
		dst = g.sentence(dst, 8+g.rng.IntN(20))
	}
	dst[len(dst)-1] |= paragraphEnd
	return dst
}

// sentence appends a sentence of so many words to dst; one in five is a quotation.
func (g *generator) sentence(dst []token, words int) []token {
	from := len(dst)
	for i := range words {
		t := g.words.draw(g.rng)
		if i%7 == 6 {
			t |= comma
		}
		dst = append(dst, t)
	}
	if g.rng.IntN(5) == 0 {
		dst[from] |= quoteOpen
		dst[len(dst)-1] |= quoteClose
	}
	dst[len(dst)-1] = dst[len(dst)-1]&^comma | sentenceEnd
	return dst
}

// ended gives a story that was cut anywhere its last full stop, and closes a
// quotation that the cut left open.
func ended(toks []token) []token {
	if len(toks) == 0 {
		return toks
	}
	last := &toks[len(toks)-1]
	*last = *last&^comma | sentenceEnd | paragraphEnd
	for i, t := range slices.Backward(toks) {
		if t&quoteClose != 0 || i < len(toks)-1 && t&sentenceEnd != 0 {
			break
		}
		if t&quoteOpen != 0 {
			*last |= quoteClose
			break
		}
	}
	return toks
}

// edit makes a copy of an original as outlets do: half of the copies only
// have words replaced, the others are cut short or lose and gain paragraphs too.
func (g *generator) edit(from []token) ([]token, Kind) {
	g.toks = append(g.toks[:0], from...)
	toks, kind := g.toks, Copy
	switch u := g.rng.Float64(); {
	case u < 0.20:
		kind = Cut
		keep := 0.3 + 0.6*g.rng.Float64()
		toks = ended(toks[:max(1, int(keep*float64(len(toks))))])
	case u < 0.50:
		kind = Extended
		toks = g.reparagraph(toks)
	}
	rate := 0.04 * g.rng.Float64()
	for i := range toks {
		if g.rng.Float64() < rate {
			toks[i] = toks[i]&^rankMask | g.words.draw(g.rng)
		}
	}
	g.toks = toks
	return toks, kind
}

// reparagraph drops up to two paragraphs of a copy, adds up to two of the
// outlet's own, and does at least one of both.
func (g *generator) reparagraph(toks []token) []token {
	drop, add := g.rng.IntN(3), g.rng.IntN(3)
	if drop+add == 0 {
		add = 1
	}
	for range drop {
		from, to := paragraphAt(toks, g.rng.IntN(len(toks)))
		if from == 0 && to == len(toks) {
			break // never the whole text
		}
		toks = slices.Delete(toks, from, to)
	}
	for range add {
		_, at := paragraphAt(toks, g.rng.IntN(len(toks)))
		toks = slices.Insert(toks, at, g.paragraph(nil)...)
	}
	return toks
}

// paragraphAt returns the bounds of the paragraph that holds place at.
func paragraphAt(toks []token, at int) (from, to int) {
	for from = at; from > 0 && toks[from-1]&paragraphEnd == 0; {
		from--
	}
	for to = at + 1; to < len(toks) && toks[to-1]&paragraphEnd == 0; {
		to++
	}
	return from, to
}
