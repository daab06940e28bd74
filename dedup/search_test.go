package dedup

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// TestMergeCandidates: merged lists are what sorting all of them gives, each pair once and
// the better find of it.
func TestMergeCandidates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOf(rapid.Custom(func(t *rapid.T) candidate {
			a := rapid.Int32Range(0, 5).Draw(t, "a")
			return candidate{
				a: a, b: a + 1 + rapid.Int32Range(0, 3).Draw(t, "b"),
				shared: rapid.Int32Range(2, 4).Draw(t, "shared"), sum: float32(rapid.IntRange(1, 3).Draw(t, "sum")),
			}
		}))
		lists := rapid.SliceOfN(some, 0, 4).Draw(t, "lists")
		var want []candidate
		for _, l := range lists {
			slices.SortFunc(l, candidate.compare)
			want = append(want, l...)
		}
		slices.SortFunc(want, candidate.compare)
		want = slices.CompactFunc(want, func(x, y candidate) bool { return x.a == y.a && x.b == y.b })
		if diff := cmp.Diff(want, mergeCandidates(lists...), cmp.AllowUnexported(candidate{}), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-sorted +merged):\n%s", diff)
		}
	})
}
