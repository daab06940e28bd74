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
				edges = append(edges, OddsEdge{
					A: b, B: a, Z: math.Round(z*8) / 8, InA: pair.Mask(r.Uint32()), InB: pair.Mask(r.Uint32()),
				})
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
		z := min(e.Z, mostOdds)
		odds[[2]int32{e.A, e.B}], odds[[2]int32{e.B, e.A}] = z, z
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
				edges = append(edges, OddsEdge{A: first + b, B: first + a, Z: 6})
			}
		}
	}
	const bridge = 2 * wire
	for p := range int32(bridge) {
		z := 7.5
		if p >= wire {
			z = 6.5
		}
		edges = append(edges, OddsEdge{A: p, B: bridge, Z: z})
	}
	want := []int32{0, 0, 0, 0, 4, 4, 4, 4, 0}
	if diff := cmp.Diff(want, LinkOdds(bridge+1, edges, nil)); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
	// Nor do two of them. More merged prints than prints of the wires would: the
	// mean decides.
	for p := range int32(bridge) {
		edges = append(edges, OddsEdge{A: p, B: bridge + 1, Z: 5.5})
	}
	edges = append(edges, OddsEdge{A: bridge, B: bridge + 1, Z: 8})
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
		{"even odds join", 2, []OddsEdge{{A: 0, B: 1, Z: 0}}, []int32{0, 0}},
		{"just below", 2, []OddsEdge{{A: 0, B: 1, Z: -1. / 1024}}, []int32{0, 1}},
		{"beyond the bounds", 3, []OddsEdge{{A: 0, B: 1, Z: 99}, {A: 1, B: 2, Z: -99}}, []int32{0, 0, 2}},
		{"an edge to itself", 2, []OddsEdge{{A: 1, B: 1, Z: 5}}, []int32{0, 1}},
		{"the lower number second", 3, []OddsEdge{{A: 2, B: 1, Z: 3}}, []int32{0, 1, 1}},
		{"a chain: what was not compared counts", 3, []OddsEdge{{A: 0, B: 1, Z: 3}, {A: 1, B: 2, Z: 3}}, []int32{0, 0, 2}},
		{"a surer chain", 3, []OddsEdge{{A: 0, B: 1, Z: 5}, {A: 1, B: 2, Z: 5}}, []int32{0, 0, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, LinkOdds(tt.n, tt.edges, nil)); diff != "" {
				t.Errorf("labels (-want +got):\n%s", diff)
			}
		})
	}
}

// BenchmarkLinkOdds: 20,000 positions in stories of five, with edges to strange
// texts.
func BenchmarkLinkOdds(b *testing.B) {
	const n = 20_000
	r := rand.New(rand.NewPCG(8, 8))
	var edges []OddsEdge
	for a := range int32(n) {
		for c := a / 5 * 5; c < a; c++ {
			edges = append(edges, OddsEdge{A: c, B: a, Z: -1 + 7*r.Float64()})
		}
		for range 10 {
			if o := r.Int32N(n); o < a {
				edges = append(edges, OddsEdge{A: o, B: a, Z: -3 - 4*r.Float64()})
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		LinkOdds(n, edges, nil)
	}
}
