package align

import (
	"math/bits"
	"slices"

	"github.com/wiretrace/wiretrace/shingle"
)

// A Text is a stream that was prepared for alignment. It is read-only once prepared
// and then safe for concurrent use.
type Text struct {
	Stream shingle.Stream
	gram   int     // length of a seed in characters
	seeds  []seed  // first occurrences, in the order of their places
	table  []int32 // the same by hash, as indexes of seeds plus 1; 0: none
}

// A seed is a gram at its first place in a text. With one place for each gram, the number of seeds
// that two texts share is at most their length, also if they repeat themselves.
type seed struct {
	hash uint32
	pos  uint32
}

// seedGram is the length of a seed. It is one less than that of an anchor, so that two texts that
// share an anchor also share seeds.
const seedGram = 8

// seedGoal is the number of seeds of a long text, sampled by hash. A run of
// 4 n/seedGoal equal characters is missed once in 50 times; gaps between blocks
// are compared anyway.
const seedGoal = 700

// maxSeedEvery bounds the sampling of very long texts: a passage of 60 characters
// in a live blog of a day still has seeds.
const maxSeedEvery = 8

// fewSeeds is the number of seeds below which every gram becomes one: a text
// that repeats itself has few grams, and the sample may hold none of them.
const fewSeeds = 16

// Prepare prepares t from t.Stream. spaced reports whether there are spaces between the words, see
// [shingle.Spaced]. Without spaces, seeds are half as long.
func (t *Text) Prepare(spaced bool) {
	t.gram = seedGram
	if !spaced {
		t.gram = (seedGram + 1) / 2
	}
	every := min(max(len(t.Stream.Symbols)/seedGoal, 1), maxSeedEvery)
	t.sample(every)
	if len(t.seeds) < fewSeeds && every > 1 {
		t.sample(1)
	}
}

// sample collects the first places of one in every grams.
func (t *Text) sample(every int) {
	size := 16
	for size < 2*len(t.Stream.Symbols)/every {
		size *= 2
	}
	if cap(t.table) < size {
		t.table = make([]int32, size)
	}
	t.table, t.seeds = t.table[:size], t.seeds[:0]
	clear(t.table)
	limit := ^uint64(0) / uint64(every)
	shingle.EachGram(t.Stream.Symbols, t.gram, func(at int, h uint64) {
		if h <= limit {
			t.add(seed{uint32(h), uint32(at)})
		}
	})
}

// add keeps a seed unless its gram occurred before.
func (t *Text) add(s seed) {
	size := len(t.table)
	for i := slot(s.hash, 64-bits.Len(uint(size-1))); ; i = (i + 1) & (size - 1) {
		switch k := t.table[i]; {
		case k == 0:
			t.seeds = append(t.seeds, s)
			t.table[i] = int32(len(t.seeds))
			return
		case t.seeds[k-1].hash == s.hash:
			return
		}
	}
}

// slot spreads the hashes of sampled grams, whose high halves are small, but
// whose low halves are not.
func slot(hash uint32, shift int) int {
	return int(uint64(hash) * 0x9E3779B97F4A7C15 >> shift)
}

// find returns the first place of a gram in t.
func (t *Text) find(hash uint32) (int, bool) {
	size := len(t.table)
	shift := 64 - bits.Len(uint(size-1))
	for i := slot(hash, shift); t.table[i] != 0; i = (i + 1) & (size - 1) {
		if s := &t.seeds[t.table[i]-1]; s.hash == hash {
			return int(s.pos), true
		}
	}
	return 0, false
}

// Clone returns a copy that takes no more memory than it needs.
func (t *Text) Clone() Text {
	return Text{Stream: t.Stream.Clone(), gram: t.gram, seeds: slices.Clone(t.seeds), table: slices.Clone(t.table)}
}

// Bytes returns the memory that t takes.
func (t *Text) Bytes() int { return t.Stream.Bytes() + 8*len(t.seeds) + 4*len(t.table) }

// Len returns the length of the text in characters.
func (t *Text) Len() int { return len(t.Stream.Symbols) }

// Range returns the bytes of the text for s, extended to whole words.
func (t *Text) Range(s Span) shingle.Range {
	if s.Len() <= 0 {
		return shingle.Range{}
	}
	w := t.Stream.Words
	return shingle.Range{
		Start: int(w[t.Stream.WordAt(s.Start)].Start),
		End:   int(w[t.Stream.WordAt(s.End-1)].End),
	}
}
