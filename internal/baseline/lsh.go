package baseline

import (
	"math"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/minhash"
)

// bands links articles with a band of their signatures in common, unverified,
// as text-dedup joins them. p is the estimated Jaccard, at least .5 for what
// met: the method has linked it.
func bands(articles []article.Article, threshold float64) []link {
	count, rows := optimal(threshold)
	sets := wordGrams(articles)
	signatures := make([]minhash.Signature, len(sets))
	keys := make([][]uint64, len(sets))
	for i, set := range sets {
		if len(set) == 0 {
			continue
		}
		minhash.Sketch(&signatures[i], set)
		for band := range count {
			h := uint64(band) + 1
			for _, bin := range signatures[i][band*rows : (band+1)*rows] {
				h = (h ^ uint64(bin)) * 0x9E3779B97F4A7C15
				h ^= h >> 29
			}
			keys[i] = append(keys[i], h)
		}
	}
	var out []link
	eachOverlap(keys, frequencies(keys), len(keys), func(a, b int32, _ int) {
		p := stretch(minhash.Estimate(&signatures[a], &signatures[b]), threshold)
		out = append(out, link{a, b, max(.5, p)})
	})
	return sorted(out)
}

// optimal returns the bands and rows of 128 bins with the least sum of the areas
// of false positives and false negatives about a threshold, as datasketch and
// text-dedup choose them.
func optimal(threshold float64) (count, rows int) {
	best := math.Inf(1)
	for b := 1; b <= minhash.K; b++ {
		for r := 1; b*r <= minhash.K; r++ {
			met := func(s float64) float64 { return 1 - math.Pow(1-math.Pow(s, float64(r)), float64(b)) }
			wrong := area(met, 0, threshold) + area(func(s float64) float64 { return 1 - met(s) }, threshold, 1)
			if wrong < best {
				best, count, rows = wrong, b, r
			}
		}
	}
	return count, rows
}

// area integrates by the midpoint rule, good to three digits here.
func area(f func(float64) float64, from, to float64) float64 {
	const steps = 50
	sum := 0.0
	for i := range steps {
		sum += f(from + (to-from)*(float64(i)+.5)/steps)
	}
	return sum * (to - from) / steps
}
