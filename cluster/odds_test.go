package cluster

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/cluster/pair"
)

// randomOdds returns edges of a share of the pairs of n positions. Odds are in
// eighths: few levels make many exact ties, and sums of them are exact.
func randomOdds(r *rand.Rand, n, levels int, density float64) []OddsEdge {
	var edges []OddsEdge
	for a := range int32(n) {
		for b := range a {
			if r.Float64() < density {
				z := -8 + 16*float64(r.IntN(levels+1))/float64(levels)
				edges = append(edges, OddsEdge{b, a, math.Round(z*8) / 8})
			}
		}
	}
	return edges
}

// slowLinkOdds is the definition: the mean log-odds over all cross pairs of
// every two clusters is summed anew for each merge, of all positions at once.
func slowLinkOdds(n int, edges []OddsEdge, weights []uint32) []int32 {
	odds := map[[2]int32]float64{}
	for _, e := range edges {
		odds[[2]int32{e.A, e.B}], odds[[2]int32{e.B, e.A}] = e.Z, e.Z
	}
	weight := func(p int32) float64 {
		if weights == nil {
			return 1
		}
		return float64(max(weights[p], 1))
	}
	mean := func(a, b []int32) float64 {
		sum, over := 0.0, 0.0
		for _, x := range a {
			for _, y := range b {
				z, ok := odds[[2]int32{x, y}]
				if !ok {
					z = pair.Missing
				}
				sum += weight(x) * weight(y) * z
				over += weight(x) * weight(y)
			}
		}
		return sum / over
	}
	var clusters [][]int32 // ordered by lowest position, which comes first
	for i := range int32(n) {
		clusters = append(clusters, []int32{i})
	}
	for {
		bi, bj, best := -1, -1, math.Inf(-1)
		for i := range clusters {
			for j := i + 1; j < len(clusters); j++ {
				if z := mean(clusters[i], clusters[j]); z > best+1e-9 {
					bi, bj, best = i, j, z
				}
			}
		}
		if bi < 0 || best < -1e-9 {
			break
		}
		clusters[bi] = append(clusters[bi], clusters[bj]...)
		clusters = slices.Delete(clusters, bj, bj+1)
	}
	label := make([]int32, n)
	for _, c := range clusters {
		for _, p := range c {
			label[p] = c[0]
		}
	}
	return label
}

// TestLinkOddsEqualsDefinition: that components are linked by themselves, and
// odds mapped to similarities, changes nothing.
func TestLinkOddsEqualsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 18).Draw(t, "n")
		levels := rapid.SampledFrom([]int{2, 8, 128}).Draw(t, "levels")
		density := rapid.SampledFrom([]float64{.1, .4, 1}).Draw(t, "density")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 6))
		edges := randomOdds(r, n, levels, density)
		var weights []uint32
		if rapid.Bool().Draw(t, "weighted") {
			for range n {
				weights = append(weights, 1+uint32(r.IntN(4)))
			}
		}
		want := slowLinkOdds(n, edges, weights)
		if diff := cmp.Diff(want, LinkOdds(n, shuffled(r, edges), weights)); diff != "" {
			t.Fatalf("labels differ (-definition +fast):\n%s", diff)
		}
	})
}

// TestOddsBridge: an article merged from two wires does not bring their clusters
// together, however sure its pairs are.
func TestOddsBridge(t *testing.T) {
	const wire = 4
	var edges []OddsEdge
	for _, first := range []int32{0, wire} {
		for a := range int32(wire) {
			for b := range a {
				edges = append(edges, OddsEdge{first + b, first + a, 6})
			}
		}
	}
	const bridge = 2 * wire
	for p := range int32(bridge) {
		z := 7.5
		if p >= wire {
			z = 6.5
		}
		edges = append(edges, OddsEdge{p, bridge, z})
	}
	want := []int32{0, 0, 0, 0, 4, 4, 4, 4, 0}
	if diff := cmp.Diff(want, LinkOdds(bridge+1, edges, nil)); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
	// Nor do two of them. More merged prints than prints of the wires would: the
	// mean decides.
	for p := range int32(bridge) {
		edges = append(edges, OddsEdge{p, bridge + 1, 5.5})
	}
	edges = append(edges, OddsEdge{bridge, bridge + 1, 8})
	if got := LinkOdds(bridge+2, edges, nil); got[0] == got[wire] {
		t.Errorf("two merged articles join the wires: %v", got)
	}
}

func TestLinkOddsOddInput(t *testing.T) {
	tests := []struct {
		name  string
		n     int
		edges []OddsEdge
		want  []int32
	}{
		{"nothing", 0, nil, []int32{}},
		{"no edges", 2, nil, []int32{0, 1}},
		{"even odds join", 2, []OddsEdge{{0, 1, 0}}, []int32{0, 0}},
		{"just below", 2, []OddsEdge{{0, 1, -1. / 1024}}, []int32{0, 1}},
		{"beyond the bounds", 3, []OddsEdge{{0, 1, 99}, {1, 2, -99}}, []int32{0, 0, 2}},
		{"an edge to itself", 2, []OddsEdge{{1, 1, 5}}, []int32{0, 1}},
		{"the lower number second", 3, []OddsEdge{{2, 1, 3}}, []int32{0, 1, 1}},
		{"a chain: what was not compared counts", 3, []OddsEdge{{0, 1, 3}, {1, 2, 3}}, []int32{0, 0, 2}},
		{"a surer chain", 3, []OddsEdge{{0, 1, 5}, {1, 2, 5}}, []int32{0, 0, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, LinkOdds(tt.n, tt.edges, nil)); diff != "" {
				t.Errorf("labels (-want +got):\n%s", diff)
			}
		})
	}
}

// slowContext is the definition of a pair's context, from all edges.
func slowContext(edges []OddsEdge, label []int32, p, q int32, z float64) pair.Context {
	odds := func(x, y int32) float64 {
		for _, e := range edges {
			if e.A == x && e.B == y || e.A == y && e.B == x {
				return e.Z
			}
		}
		return pair.Missing
	}
	side := func(p, q int32) (mean, best float64) {
		best = pair.Missing
		n := 0
		for o, l := range label {
			if l != label[q] || int32(o) == q || int32(o) == p {
				continue
			}
			x := odds(p, int32(o))
			mean += x
			best = max(best, x)
			n++
		}
		if n == 0 {
			return z, z
		}
		return mean / float64(n), best
	}
	c := pair.Context{Z: z, Same: label[p] == label[q]}
	for _, l := range []int32{label[p], label[q]} {
		size := 0
		for _, x := range label {
			if x == l {
				size++
			}
		}
		c.Size = max(c.Size, size)
	}
	c.MeanA, c.BestA = side(p, q)
	c.MeanB, c.BestB = side(q, p)
	return c
}

func slowMean(edges []OddsEdge, label []int32, p, l int32) float64 {
	sum, n := 0.0, 0
	for o, x := range label {
		if x != l {
			continue
		}
		n++
		z := float64(pair.Missing)
		for _, e := range edges {
			if e.A == p && int(e.B) == o || e.B == p && int(e.A) == o {
				z = e.Z
			}
		}
		sum += z
	}
	if n == 0 {
		return pair.Missing
	}
	return sum / float64(n)
}

// nearly compares sums of log-odds as far as float32 goes.
func nearly() cmp.Option {
	return cmp.Comparer(func(x, y float64) bool { return math.Abs(x-y) <= 1e-5 })
}

func TestNeighbourhoodEqualsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 14).Draw(t, "n")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 7))
		edges := randomOdds(r, n, 16, rapid.SampledFrom([]float64{.1, .5, 1}).Draw(t, "density"))
		label := make([]int32, n) // any partition, named by its lowest members
		for i := range label {
			label[i] = int32(i)
			if k := r.IntN(n); k < i {
				label[i] = label[k]
			}
		}
		nb := NewNeighbourhood(edges, label)
		compared := map[[2]int32]float64{}
		for _, e := range edges {
			compared[[2]int32{e.A, e.B}] = e.Z
		}
		for q := range int32(n) {
			for p := range q {
				z, ok := compared[[2]int32{p, q}]
				if !ok {
					z = pair.Missing
				}
				if diff := cmp.Diff(slowContext(edges, label, p, q, z), nb.Context(p, q, z), nearly()); diff != "" {
					t.Fatalf("context of %d and %d, labels %v, edges %v (-slow +fast):\n%s", p, q, label, edges, diff)
				}
			}
			for l := range int32(n) {
				if l == label[q] {
					continue
				}
				if want, got := slowMean(edges, label, q, l), nb.Mean(q, l); math.Abs(want-got) > 1e-5 {
					t.Fatalf("mean of %d to cluster %d: %v, want %v; labels %v, edges %v", q, l, got, want, label, edges)
				}
			}
		}
	})
}

// BenchmarkLinkOdds: 20,000 positions in stories of five, with edges to strange
// texts.
func BenchmarkLinkOdds(b *testing.B) {
	const n = 20_000
	r := rand.New(rand.NewPCG(8, 8))
	var edges []OddsEdge
	for a := range int32(n) {
		for c := a / 5 * 5; c < a; c++ {
			edges = append(edges, OddsEdge{c, a, -1 + 7*r.Float64()})
		}
		for range 10 {
			if o := r.Int32N(n); o < a {
				edges = append(edges, OddsEdge{o, a, -3 - 4*r.Float64()})
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		LinkOdds(n, edges, nil)
	}
}
