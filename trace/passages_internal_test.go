package trace

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestDecode compares the decoder with all ways to part a short text.
func TestDecode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 7).Draw(t, "grams")
		stories := make([]*Coverage, rapid.IntRange(0, 2).Draw(t, "stories"))
		for i := range stories {
			stories[i] = &Coverage{share: rapid.SliceOfN(rapid.SampledFrom([]float32{0, .25, 1}), n, n).Draw(t, "share")}
		}
		logs := logsOf()
		score := func(labels []int) (z float64) {
			for k, s := range labels {
				most := float32(0)
				for _, c := range stories {
					most = max(most, c.share[k])
				}
				if s == Own {
					s = len(stories)
				}
				z += logs.emission(stories, s, k, most)
				if k > 0 && labels[k] != labels[k-1] {
					z -= change
				}
			}
			return z
		}
		best := math.Inf(-1)
		labels := make([]int, n)
		var try func(k int)
		try = func(k int) {
			if k == n {
				best = max(best, score(labels))
				return
			}
			for s := Own; s < len(stories); s++ {
				labels[k] = s
				try(k + 1)
			}
		}
		try(0)
		if got := score(decode(stories, n)); math.Abs(got-best) > 1e-9 {
			t.Fatalf("decoded a way of %v, the best has %v", got, best)
		}
	})
}
