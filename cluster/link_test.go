package cluster

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// slowAverageLink is the definition: the mean over all cross pairs of every
// two clusters is summed anew for each merge.
func slowAverageLink(n int, edges []Edge, o LinkOptions) []int32 {
	l := newLinker(n, edges, o)
	var clusters [][]int32 // ordered by lowest position, which comes first
	for i := range n {
		clusters = append(clusters, []int32{int32(i)})
	}
	mean := func(a, b []int32) ratio {
		r := ratio{}
		for _, x := range a {
			for _, y := range b {
				w := l.weight[x] * l.weight[y]
				r.sum += w * l.sim(x, y)
				r.over += w
			}
		}
		return r
	}
	for {
		bi, bj, best := -1, -1, ratio{0, 1}
		for i := range clusters {
			for j := i + 1; j < len(clusters); j++ {
				if r := mean(clusters[i], clusters[j]); r.above(best) {
					bi, bj, best = i, j, r
				}
			}
		}
		if bi < 0 || best.sum < l.link*best.over {
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

func TestAverageLinkEqualsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 24).Draw(t, "n")
		// Few distinct similarities make many exact ties.
		levels := rapid.SampledFrom([]int{2, 4, 1000}).Draw(t, "levels")
		density := rapid.SampledFrom([]float64{.1, .4, 1}).Draw(t, "density")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		var edges []Edge
		for a := range n {
			for b := range a {
				if r.Float64() < density {
					edges = append(edges, Edge{int32(a), int32(b), float64(r.IntN(levels+1)) / float64(levels)})
				}
			}
		}
		o := LinkOptions{Link: rapid.SampledFrom([]float64{0, .3, .5, 1}).Draw(t, "link")}
		if rapid.Bool().Draw(t, "weighted") {
			for range n {
				o.Weights = append(o.Weights, 1+uint32(r.IntN(5)))
			}
		}
		if rapid.Bool().Draw(t, "missing") {
			o.Missing = func(a, b int32) float64 { return float64((a*7+b*3)%5) / 8 }
		}
		if diff := cmp.Diff(slowAverageLink(n, edges, o), AverageLink(n, edges, o)); diff != "" {
			t.Fatalf("labels differ (-definition +fast):\n%s", diff)
		}
	})
}

// TestWeightsAreCopies: a position of weight m is m positions that are
// identical: similarity 1 to each other, the same to all others.
func TestWeightsAreCopies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 8).Draw(t, "n")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		sims := map[[2]int]float64{}
		weights := make([]uint32, n)
		var of []int // by spelled-out position: the position it is a copy of
		for a := range n {
			weights[a] = 1 + uint32(r.IntN(3))
			for range weights[a] {
				of = append(of, a)
			}
			for b := range a {
				sims[[2]int{b, a}] = .99 * r.Float64()
			}
		}
		var edges, spelled []Edge
		for a := range n {
			for b := range a {
				edges = append(edges, Edge{int32(b), int32(a), sims[[2]int{b, a}]})
			}
		}
		for x := range of {
			for y := range x {
				s := 1.0
				if of[x] != of[y] {
					s = sims[[2]int{of[y], of[x]}]
				}
				spelled = append(spelled, Edge{int32(y), int32(x), s})
			}
		}
		got := AverageLink(n, edges, LinkOptions{Weights: weights})
		want := AverageLink(len(of), spelled, LinkOptions{})
		for x := range of {
			for y := range x {
				if (want[x] == want[y]) != (got[of[x]] == got[of[y]]) {
					t.Fatalf("copies of %d and %d: together %v, with weights %v", of[x], of[y], want[x] == want[y], want[x] != want[y])
				}
			}
		}
	})
}

// TestBridge: an article merged from two wires joins one side and does not
// bring the wires together.
func TestBridge(t *testing.T) {
	edges := []Edge{{0, 1, .9}, {2, 3, .9}, {1, 4, .55}, {0, 4, .55}, {2, 4, .5}, {3, 4, .5}}
	got := AverageLink(5, edges, LinkOptions{})
	if diff := cmp.Diff([]int32{0, 0, 2, 2, 0}, got); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
}

func TestAverageLinkOddInput(t *testing.T) {
	nan := func() float64 { zero := 0.0; return zero / zero }()
	tests := []struct {
		name  string
		n     int
		edges []Edge
		opts  LinkOptions
		want  []int32
	}{
		{"nothing", 0, nil, LinkOptions{}, []int32{}},
		{"alone", 1, nil, LinkOptions{}, []int32{0}},
		{"edge to itself", 2, []Edge{{1, 1, 1}}, LinkOptions{}, []int32{0, 1}},
		{"no number", 2, []Edge{{0, 1, nan}}, LinkOptions{}, []int32{0, 1}},
		{"more than one", 2, []Edge{{0, 1, 7}}, LinkOptions{Link: 1}, []int32{0, 0}},
		{"the last of repeats counts", 2, []Edge{{0, 1, .2}, {1, 0, .9}}, LinkOptions{}, []int32{0, 0}},
		{"huge weights", 2, []Edge{{0, 1, .75}}, LinkOptions{Link: .75, Weights: []uint32{1<<32 - 1, 1<<32 - 1}}, []int32{0, 0}},
		{"weight 0 is 1", 2, []Edge{{0, 1, .5}}, LinkOptions{Weights: []uint32{0, 0}}, []int32{0, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, AverageLink(tt.n, tt.edges, tt.opts)); diff != "" {
				t.Errorf("labels (-want +got):\n%s", diff)
			}
		})
	}
}

// starEdges links every position to the first hubs only, as a thinned flood.
func starEdges(n, hubs int, sim float64) []Edge {
	var edges []Edge
	for a := range n {
		for b := range min(a, hubs) {
			edges = append(edges, Edge{int32(b), int32(a), sim})
		}
	}
	return edges
}

// TestFloodIsOneCluster: the texts of a flood are together although most of
// its pairs were never examined, and this takes no square of them.
func TestFloodIsOneCluster(t *testing.T) {
	const n = 12_000
	asked := 0
	labels := AverageLink(n, starEdges(n, 64, .97), LinkOptions{Missing: func(a, b int32) float64 { asked++; return .97 }})
	for p, l := range labels {
		if l != 0 {
			t.Fatalf("position %d is in cluster %d", p, l)
		}
	}
	if limit := maxDense*maxDense/2 + n*sampleSize; asked > limit {
		t.Errorf("%d pairs were estimated, want at most %d", asked, limit)
	}
}

// TestCutParts: a large component of stories that hang together by weak edges
// falls into them.
func TestCutParts(t *testing.T) {
	const story, stories = 30, 100
	var edges []Edge
	for s := range stories {
		first := int32(s * story)
		for a := range int32(story) {
			for b := range a {
				edges = append(edges, Edge{first + b, first + a, .8})
			}
		}
		if s > 0 {
			edges = append(edges, Edge{first - 1, first, .5})
		}
	}
	for p, l := range AverageLink(story*stories, edges, LinkOptions{}) {
		if want := int32(p / story * story); l != want {
			t.Fatalf("position %d is in cluster %d, want %d", p, l, want)
		}
	}
}

// BenchmarkAverageLink: one story of so many distinct copies, a tenth of whose
// pairs are missing.
func BenchmarkAverageLink(b *testing.B) {
	for _, n := range []int{400, 2000} {
		r := rand.New(rand.NewPCG(4, 4))
		var edges []Edge
		for x := range n {
			for y := range x {
				if r.IntN(10) > 0 {
					edges = append(edges, Edge{int32(y), int32(x), .5 + r.Float64()/2})
				}
			}
		}
		b.Run(map[int]string{400: "copies=400", 2000: "copies=2000"}[n], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				AverageLink(n, edges, LinkOptions{})
			}
		})
	}
}
