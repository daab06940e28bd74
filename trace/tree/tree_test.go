package tree

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// isTree reports whether all members hang from the root.
func isTree(parents []int) bool {
	for v := range parents {
		for steps := 0; v != Root; steps++ {
			if steps > len(parents) {
				return false
			}
			v = parents[v]
		}
	}
	return true
}

func sumOfScores(g *Graph, parents []int) float64 {
	sum := 0.0
	for v, u := range parents {
		sum += g.Score(u, v)
	}
	return sum
}

// trees calls f with each tree of n members.
func trees(n int, f func(parents []int)) {
	parents := make([]int, n)
	var set func(v int)
	set = func(v int) {
		if v == n {
			if isTree(parents) {
				f(parents)
			}
			return
		}
		for u := Root; u < n; u++ {
			if u != v {
				parents[v] = u
				set(v + 1)
			}
		}
	}
	set(0)
}

// slowBest is the greatest sum of scores over all trees.
func slowBest(g *Graph) float64 {
	best := math.Inf(-1)
	trees(g.Len(), func(parents []int) { best = max(best, sumOfScores(g, parents)) })
	return best
}

// slowMarginals sums over all trees.
func slowMarginals(g *Graph) [][]float64 {
	n := g.Len()
	rows := make([][]float64, n)
	for v := range rows {
		rows[v] = make([]float64, n+1)
	}
	best, total := slowBest(g), 0.0
	trees(n, func(parents []int) {
		p := math.Exp(sumOfScores(g, parents) - best)
		total += p
		for v, u := range parents {
			rows[v][(u+n+1)%(n+1)] += p
		}
	})
	for _, row := range rows {
		for u := range row {
			row[u] /= total
		}
	}
	return rows
}

// drawGraph draws a graph of at most n members with scores of any size, many of them
// equal and some missing.
func drawGraph(t *rapid.T, n int) *Graph {
	g := New(rapid.IntRange(0, n).Draw(t, "n"))
	score := rapid.OneOf(
		rapid.Float64Range(-20, 20),
		rapid.Float64Range(-400, 400),
		rapid.Map(rapid.IntRange(-2, 2), func(i int) float64 { return float64(i) }),
		rapid.Just(math.Inf(-1)),
	)
	for v := range g.Len() {
		for u := Root; u < g.Len(); u++ {
			g.Set(u, v, score.Draw(t, "score"))
		}
	}
	return g
}

// randomGraph has n members that copied forward and now and then backward.
func randomGraph(n int) *Graph {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	g := New(n)
	for v := range n {
		g.Set(Root, v, -5+r.NormFloat64())
		for u := range n {
			g.Set(u, v, 3*r.NormFloat64())
		}
	}
	return g
}

func TestBestAgainstAllTrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 5)
		parents := g.Best()
		if len(parents) != g.Len() || !isTree(parents) {
			t.Fatalf("%v is no tree", parents)
		}
		if got, want := sumOfScores(g, parents), slowBest(g); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%v has %v, want %v", parents, got, want)
		}
		if diff := cmp.Diff(parents, g.Best()); diff != "" {
			t.Fatalf("the second time (-first +second):\n%s", diff)
		}
	})
}

func TestMarginalsAgainstAllTrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGraph(t, 5)
		if diff := cmp.Diff(slowMarginals(g), g.Marginals(), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
			t.Fatalf("marginals (-all trees +got):\n%s", diff)
		}
	})
}

// Only differences between the edges into one member tell anything.
func TestConstantIntoOneMember(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := New(rapid.IntRange(1, 12).Draw(t, "n"))
		moved := New(g.Len())
		for v := range g.Len() {
			by := rapid.Float64Range(-50, 50).Draw(t, "by")
			for u := Root; u < g.Len(); u++ {
				s := rapid.Float64Range(-50, 50).Draw(t, "score")
				g.Set(u, v, s)
				moved.Set(u, v, s+by)
			}
		}
		if got, want := sumOfScores(g, moved.Best()), sumOfScores(g, g.Best()); math.Abs(got-want) > 1e-9 {
			t.Fatalf("best tree of %v, want %v", got, want)
		}
		if diff := cmp.Diff(g.Marginals(), moved.Marginals(), cmpopts.EquateApprox(0, 1e-9)); diff != "" {
			t.Fatalf("marginals (-before +after):\n%s", diff)
		}
	})
}

func TestManyMembers(t *testing.T) {
	for _, n := range []int{0, 1, 2, 17, 64, 300} {
		g := randomGraph(n)
		parents := g.Best()
		if !isTree(parents) {
			t.Errorf("n=%d: %v is no tree", n, parents)
		}
		for v, u := range parents { // no other edge into v makes it better
			for o := Root; o < n; o++ {
				parents[v] = o
				if o != v && g.Score(o, v) > g.Score(u, v) && isTree(parents) {
					t.Errorf("n=%d: %d is better for %d than %d", n, o, v, u)
				}
			}
			parents[v] = u
		}
		roots := checkRows(t, g.Marginals())
		if n > 0 && roots < 1-1e-9 {
			t.Errorf("n=%d: %v members from the root, want at least 1", n, roots)
		}
	}
}

// checkRows fails unless each row sums to 1, and returns the sum of the last column.
func checkRows(t *testing.T, rows [][]float64) float64 {
	t.Helper()
	roots := 0.0
	for v, row := range rows {
		sum := 0.0
		for u, p := range row {
			sum += p
			if !(p >= 0 && p <= 1) || u == v && p != 0 {
				t.Errorf("p(%d to %d) is %v", u, v, p)
			}
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("row %d sums to %v", v, sum)
		}
		roots += row[len(row)-1]
	}
	return roots
}

// Verbatim copies point at each other far stronger than at the root: exactly one
// of them has it, each as likely, however little the root weighs.
func TestRootOfLittleWeight(t *testing.T) {
	const n = 7
	for _, root := range []float64{-30, -40, -100, -Limit, math.Inf(-1)} {
		g := New(n)
		for v := range n {
			g.Set(Root, v, root)
			for u := range n {
				g.Set(u, v, 10)
			}
		}
		rows := g.Marginals()
		if roots := checkRows(t, rows); math.Abs(roots-1) > 1e-9 {
			t.Errorf("root at %v: %v members from the root, want 1", root, roots)
		}
		for v := range rows {
			if math.Abs(rows[v][n]-1./n) > 1e-9 {
				t.Errorf("root at %v: member %d from the root with %v, want %v", root, v, rows[v][n], 1./n)
			}
		}
	}
}

func TestTies(t *testing.T) {
	equal := New(4)
	for v := range 4 {
		for u := Root; u < 4; u++ {
			equal.Set(u, v, 1)
		}
	}
	chain := New(3)
	chain.Set(0, 1, 2)
	chain.Set(1, 2, 2)
	chain.Set(2, 0, 2)
	rootLast := New(2)
	rootLast.Set(0, 1, -1)
	rootLast.Set(Root, 1, -1)
	for _, c := range []struct {
		name string
		g    *Graph
		want []int
	}{
		{"none", New(0), []int{}},
		{"one", New(1), []int{Root}},
		{"no edges", New(2), []int{Root, Root}},
		{"all equal", equal, []int{Root, 0, 0, 0}},
		{"a cycle is entered at the lowest", chain, []int{Root, 0, 1}},
		{"the root is last", rootLast, []int{Root, 0}},
	} {
		if diff := cmp.Diff(c.want, c.g.Best()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestSet(t *testing.T) {
	g := New(2)
	for _, c := range []struct {
		parent, child int
		score, want   float64
	}{
		{0, 1, 1.5, 1.5},
		{0, 1, 1e9, Limit},
		{0, 1, -1e9, -Limit},
		{0, 1, math.Inf(1), Limit},
		{0, 1, math.Inf(-1), math.Inf(-1)},
		{0, 1, math.NaN(), math.Inf(-1)},
		{1, 1, 3, math.Inf(-1)},
		{Root, 1, 3, 3},
		{Root, 1, math.Inf(-1), -Limit},
		{Root, 1, math.NaN(), -Limit},
	} {
		g.Set(c.parent, c.child, c.score)
		if got := g.Score(c.parent, c.child); got != c.want {
			t.Errorf("Set(%d, %d, %v) made it %v, want %v", c.parent, c.child, c.score, got, c.want)
		}
	}
}

func BenchmarkBest(b *testing.B) {
	for _, n := range []int{8, 64, 300} {
		g := randomGraph(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				g.Best()
			}
		})
	}
}

func BenchmarkMarginals(b *testing.B) {
	for _, n := range []int{8, 64, 300} {
		g := randomGraph(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				g.Marginals()
			}
		})
	}
}
