package baseline

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/internal/newsroom"
	"github.com/wiretrace/wiretrace/minhash"
)

// TestLouvain parts two cliques that one edge joins; components do not.
func TestLouvain(t *testing.T) {
	var edges [][2]int32
	for a := range int32(5) {
		for b := range a {
			edges = append(edges, [2]int32{b, a}, [2]int32{b + 5, a + 5})
		}
	}
	edges = append(edges, [2]int32{4, 5})
	want := []int32{0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 10}
	if diff := cmp.Diff(want, louvain(11, edges)); diff != "" {
		t.Errorf("louvain (-want +got):\n%s", diff)
	}
	want = []int32{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10}
	if diff := cmp.Diff(want, components(11, edges)); diff != "" {
		t.Errorf("components (-want +got):\n%s", diff)
	}
}

// TestSimilar compares the inverted index with all pairs.
func TestSimilar(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	sets := make([][]uint64, 60)
	for i := range sets {
		for range 1 + rng.IntN(30) {
			sets[i] = append(sets[i], rng.Uint64N(90))
		}
		sets[i] = minhash.Distinct(sets[i])
	}
	for i := range 200 { // a gram that is too frequent to make candidates
		sets = append(sets, minhash.Distinct([]uint64{1000, 1001, 2000 + uint64(i%70), 3000 + uint64(i%50)}))
	}
	for name, measure := range map[string]func(int, int, int) float64{"jaccard": jaccard, "containment": containment} {
		var want []link
		for b := range sets {
			for a := range b {
				common := minhash.Intersection(sets[a], sets[b])
				frequent := minhash.Intersection(sets[a], []uint64{1000, 1001})
				if minhash.Intersection(sets[b], []uint64{1000, 1001}) == 0 {
					frequent = 0
				}
				if p := stretch(measure(common, len(sets[a]), len(sets[b])), .4); common > frequent && p >= least {
					want = append(want, link{int32(a), int32(b), p})
				}
			}
		}
		if diff := cmp.Diff(sorted(want), similar(sets, measure, .4), cmp.AllowUnexported(link{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestStretch holds the map of scores to probabilities.
func TestStretch(t *testing.T) {
	for _, x := range [][3]float64{{0, .4, 0}, {.2, .4, .25}, {.4, .4, .5}, {.7, .4, .75}, {1, .4, 1}} {
		if got := stretch(x[0], x[1]); math.Abs(got-x[2]) > 1e-12 {
			t.Errorf("stretch(%v, %v) = %v, want %v", x[0], x[1], got, x[2])
		}
	}
}

// TestOptimal holds the bands of the two thresholds: those of datasketch for
// 128 permutations.
func TestOptimal(t *testing.T) {
	for threshold, want := range map[float64][2]int{.7: {14, 9}, .5: {25, 5}} {
		if b, r := optimal(threshold); [2]int{b, r} != want {
			t.Errorf("optimal(%v) = %d bands of %d, want %v", threshold, b, r, want)
		}
	}
}

// TestRun sees that results are the same whatever the order of articles, but
// for the names of clusters, and that identical texts are found by all.
func TestRun(t *testing.T) {
	items, err := newsroom.Make(newsroom.Options{Seed: 5, Profile: "web", Stories: 6})
	if err != nil {
		t.Fatal(err)
	}
	var articles []article.Article
	for _, it := range items {
		articles = append(articles, it.Article)
	}
	twin := articles[0]
	twin.ID, twin.Source = "twin", "twin.example"
	articles = append(articles, twin)
	for _, m := range Methods() {
		r := Run(m, articles)
		if c := r.Clusters["twin"]; c == "" || c != r.Clusters[articles[0].ID] {
			t.Errorf("%s: two articles with one text are not in one cluster", m.Name)
		}
		turned := slices.Clone(articles)
		slices.Reverse(turned)
		again := Run(m, turned)
		if len(again.Pairs) != len(r.Pairs) || !m.louvain && len(again.Clusters) != len(r.Clusters) {
			t.Errorf("%s: %d pairs, %d articles in clusters; in reverse order %d, %d",
				m.Name, len(r.Pairs), len(r.Clusters), len(again.Pairs), len(again.Clusters))
		}
	}
}
