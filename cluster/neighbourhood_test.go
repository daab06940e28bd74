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

// A slowNeighbourhood looks every edge up among all of them.
type slowNeighbourhood struct {
	edges []OddsEdge
	label []int32
}

// edge returns what x and y have in common as x sees it.
func (s *slowNeighbourhood) edge(x, y int32) (OddsEdge, bool) {
	for _, e := range s.edges {
		switch {
		case e.A == x && e.B == y:
			return e, true
		case e.A == y && e.B == x:
			return OddsEdge{A: x, B: y, Z: e.Z, InA: e.InB, InB: e.InA, Bare: e.Bare}, true
		}
	}
	return OddsEdge{A: x, B: y, Z: pair.Missing, Bare: true}, false
}

// members returns the members of a cluster but for p and q.
func (s *slowNeighbourhood) members(l, p, q int32) (out []int32) {
	for x := range int32(len(s.label)) {
		if s.label[x] == l && x != p && x != q {
			out = append(out, x)
		}
	}
	return out
}

func (s *slowNeighbourhood) side(p, q int32) pair.Side {
	e, _ := s.edge(p, q)
	out := pair.Side{Shared: float64(e.InA.Len()) / 32, Mean: e.Z, Best: e.Z}
	if others := s.members(s.label[q], p, q); len(others) > 0 {
		out.Mean, out.Best = 0, pair.Missing
		for _, x := range others {
			f, _ := s.edge(p, x)
			out.Mean += f.Z / float64(len(others))
			out.Best = max(out.Best, f.Z)
		}
	}
	var mine pair.Mask
	all, missed := 0, 0
	for _, x := range s.members(s.label[p], p, q) {
		if f, ok := s.edge(p, x); ok && f.Z >= 0 {
			out.Members++
			mine |= f.InA
			all += f.InA.Len()
			missed += f.InA.Len() - (f.InA & e.InA).Len()
		}
	}
	out.Missed = float64(missed) / float64(max(all, 1))
	out.Own = float64((mine & e.InA).Len()) / float64(max(e.InA.Len(), 1))
	if s.label[p] != s.label[q] {
		theirs := e.InA
		for _, x := range s.members(s.label[q], p, q) {
			if f, ok := s.edge(p, x); ok && f.Z >= 0 {
				theirs |= f.InA
			}
		}
		out.Only = float64(theirs.Len()-(theirs&mine).Len()) / 32
	}
	return out
}

// context is the definition of a pair's context.
func (s *slowNeighbourhood) context(p, q int32) pair.Context {
	e, _ := s.edge(p, q)
	c := pair.Context{
		Z: e.Z, A: s.side(p, q), B: s.side(q, p), Same: s.label[p] == s.label[q], Bridge: pair.Missing,
		Size: max(len(s.members(s.label[p], -1, -1)), len(s.members(s.label[q], -1, -1))),
	}
	n, more, less, met := 0.0, 0.0, 0.0, false
	for x := range int32(len(s.label)) {
		if x == p || x == q || s.label[x] != s.label[p] && s.label[x] != s.label[q] {
			continue
		}
		f, okF := s.edge(p, x)
		g, okG := s.edge(q, x)
		if !okF && !okG {
			continue
		}
		n++
		d := float64(f.InA.Len()-g.InA.Len()) / 32
		more, less = more+max(0, d), less+max(0, -d)
		short := min(f.InB.Len(), g.InB.Len())
		if short == 0 {
			continue
		}
		z, within := min(f.Z, g.Z), float64((f.InB&g.InB).Len())/float64(short)
		if !met || z > c.Bridge || z == c.Bridge && within > c.Within {
			met, c.Bridge, c.Within = true, z, within
		}
	}
	if n > 0 {
		c.Against, c.Apart = min(more, less)/n, (more+less)/n
	}
	return c
}

func (s *slowNeighbourhood) mean(p, l int32) float64 {
	sum, n := 0.0, 0
	for _, x := range s.members(l, -1, -1) {
		e, _ := s.edge(p, x)
		sum += e.Z
		n++
	}
	if n == 0 {
		return pair.Missing
	}
	return sum / float64(n)
}

// unseen is the definition of the pairs that clusters ask for.
func (s *slowNeighbourhood) unseen(most int) (out []OddsEdge) {
	for q := range int32(len(s.label)) {
		for p := range q {
			_, known := s.edge(p, q)
			asks := func(x, y int32) bool {
				l := s.label[y]
				return len(s.members(l, -1, -1)) <= most && (l == s.label[x] || s.mean(x, l) >= OutsideOdds)
			}
			if !known && (asks(p, q) || asks(q, p)) {
				out = append(out, OddsEdge{A: p, B: q, Z: pair.Missing, Bare: true})
			}
		}
	}
	slices.SortFunc(out, func(x, y OddsEdge) int { return int(x.A-y.A)*1000 + int(x.B-y.B) })
	return out
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
		slow, nb := &slowNeighbourhood{edges, label}, NewNeighbourhood(shuffled(r, edges), label)
		nb.Fill(shuffled(r, edges), label) // over what it had
		for q := range int32(n) {
			for p := range q {
				e, _ := slow.edge(p, q)
				if diff := cmp.Diff(slow.context(p, q), nb.Context(&e), nearly()); diff != "" {
					t.Fatalf("context of %d and %d, labels %v, edges %v (-slow +fast):\n%s", p, q, label, edges, diff)
				}
			}
			for l := range int32(n) {
				if l == label[q] {
					continue
				}
				if want, got := slow.mean(q, l), nb.Mean(q, l); math.Abs(want-got) > 1e-5 {
					t.Fatalf("mean of %d to cluster %d: %v, want %v; labels %v, edges %v", q, l, got, want, label, edges)
				}
			}
		}
		most := rapid.IntRange(0, n).Draw(t, "most")
		if diff := cmp.Diff(slow.unseen(most), nb.Unseen(most)); diff != "" {
			t.Fatalf("unseen pairs, labels %v, edges %v (-slow +fast):\n%s", label, edges, diff)
		}
	})
}

// TestSupported: a pair without a passage needs four articles that are like both.
func TestSupported(t *testing.T) {
	for _, common := range []int32{0, 1, 3, 4, 6} {
		var edges []OddsEdge
		for k := range common {
			edges = append(edges, OddsEdge{A: 0, B: 2 + k, Z: 1}, OddsEdge{A: 1, B: 2 + k, Z: 2})
		}
		edges = append(edges, OddsEdge{A: 0, B: 9, Z: 3}, OddsEdge{A: 1, B: 9, Z: -1}) // like one of both
		nb := NewNeighbourhood(edges, make([]int32, 10))
		bare, sharing := OddsEdge{A: 0, B: 1, Z: -3, Bare: true}, OddsEdge{A: 0, B: 1, Z: -3}
		if got, want := nb.Supported(&bare), common >= 4; got != want {
			t.Errorf("%d common articles: supported %v", common, got)
		}
		if !nb.Supported(&sharing) {
			t.Errorf("%d common articles: a pair that shares a passage has no support", common)
		}
	}
}
