package dedup

import (
	"cmp"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/anchor"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/store"
)

// initialEdges is what a search for candidates found among n texts.
type initialEdges struct {
	n          int
	cands      []candidate
	uncompared []candidate
}

// anySearch draws texts of few stories: pairs within a story are mostly likely,
// and uncompared pairs are within and between stories.
func anySearch(t *rapid.T) initialEdges {
	f := initialEdges{n: rapid.IntRange(2, 24).Draw(t, "texts")}
	stories := rapid.IntRange(1, 6).Draw(t, "stories")
	for a := range int32(f.n) {
		for b := a + 1; b < int32(f.n); b++ {
			c := candidate{a: a, b: b}
			low := -8.0
			if int(a)%stories == int(b)%stories {
				low = -1
			}
			switch rapid.IntRange(0, 4).Draw(t, "pair") {
			case 0, 1:
				c.z = float32(rapid.Float64Range(low, low+9).Draw(t, "odds"))
				f.cands = append(f.cands, c)
			case 2:
				c.z, c.bare = anchor.HopelessOdds, true
				f.uncompared = append(f.uncompared, c)
			}
		}
	}
	return f
}

// full returns a run that has searched and weighed its candidates.
func (s initialEdges) full(t *rapid.T, st *store.Store, m *pair.Model, uncompared []candidate, cands ...candidate) *full {
	f := &full{ctx: t.Context(), st: st, keep: &kept.Writer{}, opts: &Options{Workers: 2}, model: m, texts: make([]text, s.n)}
	for i := range f.texts {
		f.texts[i].members = make([]store.Doc, 1+i%2)
	}
	f.cands = slices.Clone(cands)
	slices.SortFunc(f.cands, func(x, y candidate) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	var list cluster.UncomparedList
	for _, c := range uncompared {
		list.Others = append(list.Others, c.b)
		list.Add(c.a, 1)
	}
	f.uncompared = cluster.NewUncompared(s.n, []cluster.UncomparedList{list}, anchor.HopelessOdds)
	return f
}

// kept returns the pairs that become results.
func (f *full) kept() [][3]float64 {
	var out [][3]float64
	for _, c := range f.cands {
		if c.z >= keptOdds {
			out = append(out, [3]float64{float64(c.a), float64(c.b), float64(c.z)})
		}
	}
	return out
}

// held returns the uncompared pairs that are edges of the context pass, those of two texts that are
// both like another, and the others, which are only counted.
func (s initialEdges) held() (edges, counted []candidate) {
	connected := make([]bool, s.n)
	for _, c := range s.cands {
		if c.z >= pair.Missing {
			connected[c.a], connected[c.b] = true, true
		}
	}
	for _, c := range s.uncompared {
		if connected[c.a] && connected[c.b] {
			edges = append(edges, c)
		} else {
			counted = append(counted, c)
		}
	}
	return edges, counted
}

// TestUncomparedAreCandidates: clusters, pairs and suspects are those of a run that
// holds uncompared pairs as candidates: to the last digits if it holds those that are edges, and to a
// hundredth of log-odds if it holds all. Those that are only counted stand in the shift with the
// odds of two texts that have no neighbours, and are missing where a text that is like no other
// is held against a cluster.
func TestUncomparedAreCandidates(t *testing.T) {
	m, err := pair.Load()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.TempDir(), store.Options{Create: true, Meaning: Meaning})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		s := anySearch(t)
		edges, counted := s.held()
		sameRun(t, 1e-6, // sums over all pairs are in another order
			s.full(t, st, m, counted, slices.Concat(s.cands, edges)...), s.full(t, st, m, s.uncompared, s.cands...))
		sameRun(t, .01,
			s.full(t, st, m, nil, slices.Concat(s.cands, s.uncompared)...), s.full(t, st, m, s.uncompared, s.cands...))
	})
}

// sameRun checks that two runs conclude the same, log-odds within the given distance.
func sameRun(t *rapid.T, distance float64, slow, fast *full) {
	close := cmpopts.EquateApprox(0, distance)
	want, got := slow.stories(), fast.stories()
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Fatalf("clusters (-candidates +uncompared pairs):\n%s", diff)
	}
	if diff := gocmp.Diff(slow.kept(), fast.kept(), close); diff != "" {
		t.Fatalf("pairs (-candidates +uncompared pairs), within %v:\n%s", distance, diff)
	}
	unexported := gocmp.AllowUnexported(partner{})
	if diff := gocmp.Diff(slow.suspects(want), fast.suspects(got), unexported, close); diff != "" {
		t.Fatalf("suspects (-candidates +uncompared pairs), within %v:\n%s", distance, diff)
	}
}
