package store

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestHoles sees that passing over zero bytes finds what one byte after the other finds.
func TestHoles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMatcher()
		piece := rapid.SliceOfN(rapid.Byte(), longPiece, longPiece).Draw(t, "piece")
		for i := range rapid.IntRange(0, longPiece).Draw(t, "zeros before") {
			piece[i] = 0
		}
		m.add(string(piece))
		m.add(string(piece[:shortPiece]))
		var b []byte
		for range rapid.IntRange(1, 6).Draw(t, "parts") {
			b = append(b, make([]byte, rapid.SampledFrom([]int{0, 1, longPiece, hole - 1, hole, hole + 1, 3 * hole}).Draw(t, "hole"))...)
			b = append(b, piece[rapid.IntRange(0, longPiece-1).Draw(t, "from"):]...)
			b = append(b, piece...)
		}
		b = append(b, make([]byte, rapid.IntRange(0, 2*hole).Draw(t, "end"))...)
		got, want := m.counts(), m.counts()
		m.raw(b, got)
		m.dense(b, want)
		if !slices.Equal(got, want) {
			t.Fatalf("%v times, one byte after the other %v", got, want)
		}
	})
}
