package tree

import "math"

// Marginals returns the probability of each edge, by child and then parent, with the
// root last. It is the weight of the trees with that edge, divided by the weight of all
// trees; the weight of a tree is the exponential of its sum of scores. Each row sums
// to 1. Marginals takes time O(n³).
//
// By Tutte's directed matrix-tree theorem the sum over all trees is the
// determinant of a Laplacian, and the marginals follow from its inverse (Koo et
// al. 2007, Smith & Smith 2007). They are differences in that inverse, though,
// and lose all digits when the root is e^36 times less likely than copying, as
// it is among verbatim copies. Here the same numbers are found without a
// subtraction. Consider the walk from child to parent, by the weights, that ends
// at the root, as in Wilson (1996). The tree's edge into v comes from u with a
// probability proportional to the edge's weight times e(u), the probability that
// the walk from u ends without having met v. The e are found by eliminating all
// nodes but v as in Grassmann, Taksar & Heyman (1985), which is accurate to the
// last digits for any weights, and the eliminations are shared between the v by
// halving.
func (g *Graph) Marginals() [][]float64 {
	w := walks{weights: g.weights(), marginals: make([][]float64, 0, g.n), escape: make([]float64, g.n+1)}
	w.halve(w.weights, 0, g.n)
	return w.marginals
}

// weights returns the exponentials of the scores, divided by the greatest of each child.
// Only the ratios between edges into one child matter.
func (g *Graph) weights() [][]float64 {
	rows := make([][]float64, g.n)
	for v := range rows {
		row := make([]float64, g.n+1)
		most := math.Inf(-1)
		for _, s := range g.row(v) {
			most = max(most, s)
		}
		for u, s := range g.row(v) {
			row[u] = math.Exp(s - most)
		}
		rows[v] = row
	}
	return rows
}

// walks computes for each member where the walks from the other members end.
type walks struct {
	weights   [][]float64 // by child and parent
	marginals [][]float64 // of the members so far
	stages    []stage     // the eliminations that led to the current member
	escape    []float64   // by member and the root: e(u) for the current member
}

// A stage is the elimination of the members from to to out of lo to hi, counted from
// lo. The row of an eliminated member holds the probabilities of the walk's next step,
// among the members that were left then. The other rows hold the weights between the
// members that are left at the end.
type stage struct {
	rows     [][]float64 // the root is the last column
	lo       int
	from, to int
}

// halve appends the marginals of members lo to hi. rows are the weights between them,
// with all other members eliminated.
func (w *walks) halve(rows [][]float64, lo, hi int) {
	switch hi - lo {
	case 0:
		return
	case 1:
		w.finish(lo)
		return
	}
	half := (hi - lo) / 2
	for _, gone := range [2][2]int{{half, hi - lo}, {0, half}} {
		s := stage{rows: clone(rows), lo: lo, from: gone[0], to: gone[1]}
		s.eliminate()
		w.stages = append(w.stages, s)
		from, to := 0, half
		if gone[0] == 0 {
			from, to = half, hi-lo
		}
		w.halve(s.rest(from, to), lo+from, lo+to)
		w.stages = w.stages[:len(w.stages)-1]
	}
}

// clone copies rows to one piece of memory.
func clone(rows [][]float64) [][]float64 {
	width := len(rows[0])
	flat := make([]float64, 0, len(rows)*width)
	to := make([][]float64, len(rows))
	for i, row := range rows {
		flat = append(flat, row...)
		to[i] = flat[i*width : (i+1)*width]
	}
	return to
}

// rest returns the weights between members from to to and the root.
func (s *stage) rest(from, to int) [][]float64 {
	rows := make([][]float64, 0, to-from)
	for _, row := range s.rows[from:to] {
		rest := append(make([]float64, 0, to-from+1), row[from:to]...)
		rows = append(rows, append(rest, row[len(row)-1]))
	}
	return rows
}

// eliminate removes members one by one: a step to a removed member becomes a step to
// the members that follow it. Sums of weights are never 0, as an edge from the root is
// at least e^(-2 Limit) times the greatest weight, which is 1. Weights from a member
// to itself are computed but not used.
func (s *stage) eliminate() {
	for k := s.from; k < s.to; k++ {
		gone := s.rows[k]
		before, after := gone[:s.from], gone[k+1:]
		sum := 0.0
		for _, part := range [2][]float64{before, after} {
			for _, x := range part {
				sum += x
			}
		}
		for _, part := range [2][]float64{before, after} {
			for j := range part {
				part[j] /= sum
			}
		}
		for i, row := range s.rows {
			if f := row[k]; f > 0 && (i < s.from || i > k) {
				addTo(row[:s.from], f, before)
				addTo(row[k+1:], f, after)
			}
		}
	}
}

// addTo adds f times x to dst. Products are rounded before the addition, so that all
// processors find the same digits.
func addTo(dst []float64, f float64, x []float64) {
	x = x[:len(dst)]
	for j := range dst {
		dst[j] += float64(f * x[j])
	}
}

// sumOf is the sum of the products of x and y, rounded as in addTo.
func sumOf(x, y []float64) float64 {
	y = y[:len(x)]
	sum := 0.0
	for j := range x {
		sum += float64(x[j] * y[j])
	}
	return sum
}

// finish appends the marginals of v, when all other members are eliminated. It goes
// through the eliminations backwards.
func (w *walks) finish(v int) {
	root := len(w.weights)
	w.escape[v], w.escape[root] = 0, 1
	for i := len(w.stages) - 1; i >= 0; i-- {
		s := &w.stages[i]
		size := len(s.rows)
		escape := w.escape[s.lo : s.lo+size]
		for k := s.to - 1; k >= s.from; k-- {
			row := s.rows[k]
			escape[k] = sumOf(row[:s.from], escape) + sumOf(row[k+1:size], escape[k+1:]) + row[size]
		}
	}
	row := make([]float64, root+1)
	sum := 0.0
	for u, x := range w.weights[v] {
		row[u] = x * w.escape[u]
		sum += row[u]
	}
	for u := range row {
		row[u] /= sum
	}
	w.marginals = append(w.marginals, row)
}
