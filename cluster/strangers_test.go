package cluster

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// meeting draws edges and strangers among n positions, and labels.
func meeting(t *rapid.T) (n int, edges, strange []OddsEdge, label []int32) {
	n = rapid.IntRange(2, 14).Draw(t, "positions")
	for a := range int32(n) {
		for b := a + 1; b < int32(n); b++ {
			switch rapid.IntRange(0, 3).Draw(t, "pair") {
			case 0:
				edges = append(edges, OddsEdge{a, b, float64(float32(rapid.Float64Range(-8, 8).Draw(t, "odds")))})
			case 1:
				strange = append(strange, OddsEdge{a, b, -7})
			}
		}
	}
	for range n {
		label = append(label, int32(rapid.IntRange(0, n/3).Draw(t, "label")))
	}
	return n, edges, strange, label
}

// lists tells strangers as searches find them: from either side or both, in parts.
func lists(t *rapid.T, n int, strange []OddsEdge) []StrangerList {
	rows := make([][]int32, n)
	for _, e := range strange {
		from := rapid.IntRange(0, 2).Draw(t, "found from")
		if from != 0 {
			rows[e.A] = append(rows[e.A], e.B)
		}
		if from != 1 {
			rows[e.B] = append(rows[e.B], e.A)
		}
	}
	out := make([]StrangerList, 3)
	for p, row := range rows {
		l := &out[rapid.IntRange(0, 2).Draw(t, "list")]
		l.Others = append(l.Others, row...)
		l.Add(int32(p), len(row))
	}
	return out
}

func TestStrangers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, _, strange, label := meeting(t)
		s := NewStrangers(n, lists(t, n, strange), -7)
		if s.Len() != len(strange) || s.Odds() != -7 {
			t.Fatalf("%d pairs of odds %v, want %d of -7", s.Len(), s.Odds(), len(strange))
		}
		for a := range int32(n) {
			var want []int32
			for _, e := range strange {
				switch a {
				case e.A:
					want = append(want, e.B)
				case e.B:
					want = append(want, e.A)
				}
			}
			slices.Sort(want)
			if !slices.Equal(want, s.Of(a)) {
				t.Fatalf("strangers of %d: %v, want %v", a, s.Of(a), want)
			}
			for b := range int32(n) {
				if s.Has(a, b) != slices.Contains(want, b) {
					t.Fatalf("Has(%d, %d) = %v", a, b, s.Has(a, b))
				}
			}
		}
		s.Group(label)
		for a := range int32(n) {
			for l := range int32(n) {
				for _, b := range s.in(a, l, label) {
					if label[b] != l {
						t.Fatalf("%d is not in cluster %d", b, l)
					}
				}
			}
		}
	})
}

// TestStrangersAreEdges: a neighbourhood of edges and strangers says what one says
// in which the strangers are edges, to the last bit.
func TestStrangersAreEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, edges, strange, label := meeting(t)
		for i := range label {
			label[i] = min(label[i], int32(n-1))
		}
		want := NewNeighbourhood(append(slices.Clone(edges), strange...), label)
		got := NewNeighbourhood(edges, label).With(NewStrangers(n, lists(t, n, strange), -7))
		for a := range int32(n) {
			for b := range int32(n) {
				if a == b {
					continue
				}
				if diff := cmp.Diff(want.Context(a, b, .5), got.Context(a, b, .5)); diff != "" {
					t.Fatalf("context of %d and %d (-edges +strangers):\n%s", a, b, diff)
				}
			}
		}
	})
}

func TestTied(t *testing.T) {
	edges := []OddsEdge{{0, 3, 0}, {3, 4, 2}, {1, 2, -.01}, {2, 5, 8}}
	got := Tied(6, edges)
	same := func(a, b int32) bool { return got[a] == got[b] }
	if !same(0, 4) || !same(2, 5) || same(1, 2) || same(0, 2) || same(0, 1) {
		t.Errorf("components %v of %v", got, edges)
	}
}
