package trace

import (
	"slices"

	"github.com/wiretrace/wiretrace/shingle"
)

// A reading is a member's text outside of its furniture, as words.
type reading struct {
	spans []shingle.Word // in order
	words []uint64       // a hash for each of the first maxGrams words
	grams []uint64       // a hash for each gram of these
}

// read reads the text on the first call and keeps the result. The member's text and furniture
// must not change after that.
func (m *Member) read() *reading {
	if m.reading == nil {
		var r readers
		m.reading = r.read(m.Text, m.Skip)
	}
	return m.reading
}

// readers read texts and reuse their buffers.
type readers struct {
	shingler shingle.Shingler
	stream   shingle.Stream
}

// bytesOfWord is an estimate of the bytes of text per word.
const bytesOfWord = 6

func (r *readers) read(text string, skip []shingle.Range) *reading {
	r.stream.Symbols = slices.Grow(r.stream.Symbols[:0], len(text))
	r.stream.Words = slices.Grow(r.stream.Words[:0], len(text)/bytesOfWord)
	r.shingler.Stream(&r.stream, text, skip)
	out := &reading{spans: slices.Clone(r.stream.Words)}
	out.words = wordHashes(&r.stream)
	out.grams = gramHashes(out.words)
	return out
}

// gramHashes returns the hashes of the word grams.
func gramHashes(words []uint64) []uint64 {
	out := make([]uint64, 0, max(0, len(words)-gramWords+1))
	for k := range cap(out) {
		h := uint64(0)
		for _, w := range words[k : k+gramWords] {
			h = mix(h ^ w)
		}
		out = append(out, h)
	}
	return out
}

// wordHashes returns a hash for each word of a stream, at most maxGrams.
func wordHashes(s *shingle.Stream) []uint64 {
	n := min(len(s.Words), maxGrams)
	out := make([]uint64, n)
	for i, w := range s.Words[:n] {
		end := len(s.Symbols)
		if i+1 < len(s.Words) {
			end = int(s.Words[i+1].At)
		}
		h := uint64(0x9e3779b97f4a7c15)
		for _, c := range s.Symbols[w.At:end] {
			h = mix(h ^ uint64(c))
		}
		out[i] = h
	}
	return out
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
