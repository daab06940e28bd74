package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
)

// check describes the quality of a model on the corpus after each pass. Package evaluate
// has the full set of scores; these guide a fit.
func (c *corpus) check(m *pair.Model) string {
	var out strings.Builder
	aligned := 0
	for i := range c.samples {
		if !c.samples[i].hopeless {
			aligned++
		}
	}
	n := float64(c.n)
	fmt.Fprintf(&out, "candidates %.4f of true pairs, %.1f an article, %.1f aligned",
		float64(c.found)/float64(c.truePairs), float64(len(c.samples))/n, float64(aligned)/n)
	edges := c.first(m)
	for k := range len(m.Passes) + 1 {
		pairs, ctx := c.pass(edges)
		fmt.Fprintf(&out, "\n  pass %d %s %s", k+1, c.scores(pairs), c.ari(c.link(edges)))
		if k < len(m.Passes) {
			edges = again(m, k, pairs, ctx)
		}
	}
	shift := cluster.Shift(edges, cluster.UnrelatedPairs{}, m.PassPrior)
	pairs := make([]seen, len(edges))
	for i, e := range edges {
		e.Z += shift
		pairs[i] = seen{e, c.same(e.A, e.B)}
	}
	fmt.Fprintf(&out, "\n  shifted by %+.3f %s", shift, c.scores(pairs))
	return out.String()
}

// scores returns precision, recall, F1 at p >= .5, recall at precision .99, and
// the calibration error of pairs with p in [.05, .95].
func (c *corpus) scores(pairs []seen) string {
	ps := slices.Clone(pairs)
	slices.SortFunc(ps, func(x, y seen) int { return cmp.Compare(y.Z, x.Z) })
	returned, right, at99, true0 := 0.0, 0.0, 0.0, 0.0
	total := float64(c.truePairs)
	for i, p := range ps {
		if p.same {
			true0++
		}
		if p.Z >= 0 {
			returned, right = float64(i+1), true0
		}
		if (i+1 == len(ps) || ps[i+1].Z != p.Z) && true0 >= .99*float64(i+1) {
			at99 = true0 / total
		}
	}
	return fmt.Sprintf("P %.4f R %.4f F1 %.4f R@P99 %.4f ECE grey %.4f",
		right/returned, right/total, 2*right/(returned+total), at99, greyError(ps))
}

// greyError is the expected calibration error in 15 bins of the pairs that are
// not easy.
func greyError(ps []seen) float64 {
	var bins [15]float64
	n := 0.0
	for _, p := range ps {
		q := pair.P(p.Z)
		if q < .05 || q > .95 {
			continue
		}
		k := min(14, int(q*15))
		n++
		bins[k] += q
		if p.same {
			bins[k]--
		}
	}
	sum := 0.0
	for _, b := range bins {
		sum += math.Abs(b)
	}
	return sum / max(n, 1)
}

// ari returns the adjusted Rand index and the share of gold clusters met exactly.
func (c *corpus) ari(label []int32) string {
	type cell struct {
		gold string
		l    int32
	}
	cells, rows, cols := map[cell]int{}, map[string]int{}, map[int32]int{}
	for i, l := range label {
		g := fmt.Sprint("alone ", i)
		if len(c.gold[i]) > 0 {
			g = c.gold[i][0]
		}
		cells[cell{g, l}]++
		rows[g]++
		cols[l]++
	}
	two := func(n int) float64 { return float64(n) * float64(n-1) / 2 }
	both, gold, found, exact, several := 0.0, 0.0, 0.0, 0, 0
	for k, n := range cells {
		both += two(n)
		if rows[k.gold] > 1 && n == rows[k.gold] && n == cols[k.l] {
			exact++
		}
	}
	for _, n := range rows {
		gold += two(n)
		if n > 1 {
			several++
		}
	}
	for _, n := range cols {
		found += two(n)
	}
	chance := gold * found / two(len(label))
	return fmt.Sprintf("ARI %.4f exact %.4f", (both-chance)/((gold+found)/2-chance), float64(exact)/float64(max(several, 1)))
}
