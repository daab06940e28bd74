package corpus

import (
	"math/rand/v2"
	"strings"
)

const (
	vocabularySize = 100_000

	// zipfShift is Mandelbrot's addition to the rank: it flattens the first few
	// ranks as function words do. The exponent is 1, which keeps the weights
	// free of math.Pow and so the same on every processor.
	zipfShift = 2.7

	// accented is how many running words there are to one with an "é".
	accented = 150
)

// A vocabulary is a list of words by rank, drawn by Zipf-Mandelbrot frequency.
type vocabulary struct {
	list []string
	// Walker's alias method: place i is drawn uniformly and kept if the drawn
	// fraction is under cut[i], else it means other[i].
	cut   []uint32
	other []uint32
}

func newVocabulary(rng *rand.Rand) *vocabulary {
	weights := make([]float64, vocabularySize)
	sum := 0.0
	for r := range weights {
		weights[r] = 1 / (float64(r) + 1 + zipfShift)
		sum += weights[r]
	}
	for r := range weights {
		weights[r] /= sum
	}
	v := &vocabulary{list: make([]string, 0, vocabularySize)}
	seen := make(map[string]bool, vocabularySize)
	debt := 0.0
	for r, w := range weights {
		debt += w
		accent := debt >= accented*w
		if accent {
			debt -= accented * w
		}
		word := newWord(rng, r, accent)
		for seen[word] {
			word += syllable(rng)
		}
		seen[word] = true
		v.list = append(v.list, word)
	}
	v.alias(weights)
	return v
}

// alias builds the tables of Walker's method from probabilities.
func (v *vocabulary) alias(p []float64) {
	n := len(p)
	v.cut, v.other = make([]uint32, n), make([]uint32, n)
	scaled := make([]float64, n)
	var small, large []int
	for i := range p {
		scaled[i] = p[i] * float64(n)
		v.cut[i], v.other[i] = 1<<32-1, uint32(i)
		if scaled[i] < 1 {
			small = append(small, i)
		} else {
			large = append(large, i)
		}
	}
	for len(small) > 0 && len(large) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		v.cut[s], v.other[s] = uint32(scaled[s]*(1<<32-1)), uint32(l)
		scaled[l] -= 1 - scaled[s]
		if scaled[l] < 1 {
			large = large[:len(large)-1]
			small = append(small, l)
		}
	}
}

// draw returns a word's rank, by frequency.
func (v *vocabulary) draw(rng *rand.Rand) token {
	u := rng.Uint64()
	i, fraction := (u>>32)*vocabularySize>>32, uint32(u)
	if fraction < v.cut[i] {
		return token(i)
	}
	return token(v.other[i])
}

// newWord makes a word for a rank: the frequent ones are short, and the mean
// running word has 5.6 letters, which gives the 3.6 KB of a news article.
func newWord(rng *rand.Rand, rank int, accent bool) string {
	syllables := 1
	for _, limit := range []int{80, 1200, 25_000} {
		if rank >= limit {
			syllables++
		}
	}
	var word strings.Builder
	for range syllables {
		word.WriteString(syllable(rng))
	}
	if accent {
		word.WriteString("é")
	}
	return word.String()
}

// syllable returns two or three ASCII letters.
func syllable(rng *rand.Rand) string {
	const onsets, vowels, codas = "bcdfghjklmnprstvwz", "aeiou", "lmnrst"
	s := string(onsets[rng.IntN(len(onsets))]) + string(vowels[rng.IntN(len(vowels))])
	if rng.IntN(2) == 0 {
		s += string(codas[rng.IntN(len(codas))])
	}
	return s
}
