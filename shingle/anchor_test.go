package shingle

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestOnce compares with counting, for few anchors and for many.
func TestOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{0, 1, 9, fewAnchors - 1, fewAnchors, fewAnchors + 1, 3 * fewAnchors}).Draw(t, "anchors")
		hashes := rapid.Uint32Range(0, rapid.SampledFrom([]uint32{1, 700, 1 << 31}).Draw(t, "hashes"))
		step := rapid.SampledFrom([]uint32{1, 2 * fewAnchors}).Draw(t, "step") // all in one place of the table
		var as, want []Anchor
		count := map[uint32]int{}
		for i := range n {
			h := hashes.Draw(t, "hash") * step
			as = append(as, Anchor{h, uint32(i)})
			count[h]++
		}
		for _, a := range as {
			if count[a.Hash] == 1 {
				want = append(want, a)
			}
		}
		if diff := cmp.Diff(want, slices.Clip(once(as))); diff != "" && len(want) > 0 {
			t.Fatalf("(-counted +once):\n%s", diff)
		}
	})
}

// BenchmarkAnchors is for an article of 500 words, its stream made before.
func BenchmarkAnchors(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	var text strings.Builder
	for range 500 {
		for range 3 + r.IntN(6) {
			text.WriteByte(byte('a' + r.IntN(26)))
		}
		text.WriteByte(' ')
	}
	var s Stream
	new(Shingler).Stream(&s, text.String(), nil)
	var as []Anchor
	b.ReportAllocs()
	for b.Loop() {
		as = Anchors(as[:0], &s)
	}
	b.ReportMetric(float64(len(as)), "anchors")
}
