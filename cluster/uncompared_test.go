package cluster

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// crossing draws uncompared pairs among n positions.
func crossing(t *rapid.T) (n int, strange []OddsEdge) {
	n = rapid.IntRange(2, 14).Draw(t, "positions")
	for a := range int32(n) {
		for b := a + 1; b < int32(n); b++ {
			if rapid.Bool().Draw(t, "pair") {
				strange = append(strange, OddsEdge{A: a, B: b, Z: -7})
			}
		}
	}
	return n, strange
}

// lists tells uncompared pairs as searches find them: from either side or both, in parts.
func lists(t *rapid.T, n int, strange []OddsEdge) []UncomparedList {
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
	out := make([]UncomparedList, 3)
	for p, row := range rows {
		l := &out[rapid.IntRange(0, 2).Draw(t, "list")]
		l.Others = append(l.Others, row...)
		l.Add(int32(p), len(row))
	}
	return out
}

func TestUncompared(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, strange := crossing(t)
		s := NewUncompared(n, lists(t, n, strange), -7)
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
				t.Fatalf("uncompared pairs of %d: %v, want %v", a, s.Of(a), want)
			}
			for b := range int32(n) {
				if s.Has(a, b) != slices.Contains(want, b) {
					t.Fatalf("Has(%d, %d) = %v", a, b, s.Has(a, b))
				}
			}
		}
	})
}

func TestTied(t *testing.T) {
	edges := []OddsEdge{{A: 0, B: 3}, {A: 3, B: 4, Z: 2}, {A: 1, B: 2, Z: -.01}, {A: 2, B: 5, Z: 8}}
	got := Tied(6, edges)
	same := func(a, b int32) bool { return got[a] == got[b] }
	if !same(0, 4) || !same(2, 5) || same(1, 2) || same(0, 2) || same(0, 1) {
		t.Errorf("components %v of %v", got, edges)
	}
}

// TestWalk checks that the numbers are those of a breadth-first walk: each position once,
// components one after the other, and neighbours of an earlier position before those of a
// later one.
func TestWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "positions")
		m := rapid.IntRange(0, 40).Draw(t, "edges")
		edges := make([]OddsEdge, m)
		near := make([][]int32, n)
		for i := range edges {
			e := &edges[i]
			e.A, e.B = int32(rapid.IntRange(0, n-1).Draw(t, "a")), int32(rapid.IntRange(0, n-1).Draw(t, "b"))
			near[e.A], near[e.B] = append(near[e.A], e.B), append(near[e.B], e.A)
		}
		var want []int32 // positions by number
		for p := range int32(n) {
			if slices.Contains(want, p) {
				continue
			}
			queue := []int32{p}
			for len(queue) > 0 {
				at := queue[0]
				if queue = queue[1:]; !slices.Contains(want, at) {
					want, queue = append(want, at), append(queue, near[at]...)
				}
			}
		}
		got := Walk(n, m, func(i int) (a, b int32) { return edges[i].A, edges[i].B })
		for number, p := range want {
			if got[p] != int32(number) {
				t.Fatalf("position %d is number %d, want %d, of edges %v", p, got[p], number, edges)
			}
		}
	})
}
