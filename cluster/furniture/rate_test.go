package furniture

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// lineNoise returns an article of n distinct lines, and is fast.
func lineNoise(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		fmt.Fprintf(&b, "%x%x%x\n", r.Uint64(), r.Uint64(), r.Uint64()>>uint(r.IntN(60)))
	}
	return b.String()
}

// TestFalsePositives: of lines that stand in one article each, few are taken for
// furniture. 32,767 articles fill a table as much as any number does.
func TestFalsePositives(t *testing.T) {
	const perArticle = 15
	for _, n := range []int{20_000, 32_767} {
		r := rand.New(rand.NewPCG(5, 5))
		c := NewCounter(n)
		texts := make([]string, n)
		for i := range texts {
			texts[i] = lineNoise(r, perArticle)
			c.Add("courier.example", texts[i])
		}
		lines, wrong := 0, 0
		for _, s := range texts {
			lines += perArticle
			wrong += len(c.Mask(nil, "courier.example", s, nil))
		}
		rate := float64(wrong) / float64(lines)
		t.Logf("%d of %d lines of %d articles are masked: %.5f", wrong, lines, n, rate)
		if rate >= 1e-3 {
			t.Errorf("%.5f of the lines of %d articles are taken for furniture, want < .001", rate, n)
		}
	}
}

// BenchmarkAdd counts articles of 15 lines, a million of them expected.
func BenchmarkAdd(b *testing.B) {
	r := rand.New(rand.NewPCG(6, 6))
	texts := make([]string, 2000)
	for i := range texts {
		texts[i] = strings.Join(paragraphs(r, 15), "\n")
	}
	c := NewCounter(1_000_000)
	b.SetBytes(int64(len(texts[0])))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.Add(fmt.Sprint(i%977), texts[i%len(texts)])
	}
}
