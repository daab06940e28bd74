package cluster

import (
	"math/bits"
	"slices"
)

// DefaultLink is the least mean Jaccard similarity over all cross pairs of two clusters that
// are joined. It equals the bound of a single pair, [MinJaccard]. On the simulated crawls of
// missingFloor, .4 finds a quarter more true pairs at the same precision. But these crawls have
// no floods of templates, for which a lower bound joins reports that differ in every figure.
const DefaultLink = .5

// An Edge is the similarity of two positions, in [0,1].
type Edge struct {
	A, B int32
	Sim  float64
}

// LinkOptions are the settings of [AverageLink]. The zero value is usable.
type LinkOptions struct {
	// Link is the least mean similarity of two clusters that are merged, in (0,1]; 0:
	// [DefaultLink].
	Link float64
	// Weights has, by position, the number of identical articles, at least 1; nil: one each.
	// Totals above 2^24 are scaled down.
	Weights []uint32
	// Missing returns the similarity of two positions without an edge, in [0,1]; nil: 0 for all.
	// It must not depend on the order of its arguments.
	Missing func(a, b int32) float64
}

// maxDense is the largest number of texts that are clustered with the full matrix. 2,048 texts
// take 16 MiB and less than half a second. A larger component is cut first, see cut.go.
const maxDense = 2048

// AverageLink clusters n positions, 0 to n-1, by average link: it merges the two clusters with
// the highest mean similarity over all their cross pairs, as long as that mean reaches Link. The
// position of a cluster is its lowest one. Of equal means it chooses the pair with the lowest
// first position, then the lowest second position. It returns for each position the position of
// its cluster.
//
// The result depends on the order of positions only if means are exactly equal, so callers
// should order them by something that does not depend on arrival. Similarities are rounded down
// to 1/65536 and summed as integers, so that the order of summation makes no difference. If an
// edge is repeated, the last one counts.
func AverageLink(n int, edges []Edge, o LinkOptions) []int32 {
	l := newLinker(n, edges, o)
	all := make([]int32, n)
	for i := range all {
		all[i] = int32(i)
	}
	if n <= maxDense {
		l.dense(all)
	} else {
		l.cut(all)
	}
	return l.label
}

// one is similarity 1 in the linker's integers.
const one = 1 << 16

func fixed(sim float64) uint64 {
	if !(sim > 0) { // NaN too
		return 0
	}
	return uint64(min(sim, 1) * one)
}

// A linker holds one call's positions, edges and labels.
type linker struct {
	link    uint64
	weight  []uint64
	missing func(a, b int32) float64
	rows    [][]halfEdge // by position, ascending
	label   []int32
}

type halfEdge struct {
	to  int32
	sim uint64
}

func newLinker(n int, edges []Edge, o LinkOptions) *linker {
	link := o.Link
	if link == 0 {
		link = DefaultLink
	}
	l := &linker{
		link: max(1, fixed(link)), missing: o.Missing,
		weight: weights(n, o.Weights), label: make([]int32, n),
	}
	for i := range l.label {
		l.label[i] = int32(i)
	}
	l.rows = adjacency(n, edges)
	return l
}

// weights returns usable weights: at least 1, and with a total of at most
// 2^24 plus n, so that a sum of products and similarities fits 64 bits.
func weights(n int, given []uint32) []uint64 {
	w := make([]uint64, n)
	total := uint64(0)
	for i := range w {
		w[i] = 1
		if i < len(given) {
			w[i] = max(1, uint64(given[i]))
		}
		total += w[i]
	}
	shift := max(0, bits.Len64(total)-24)
	for i := range w {
		w[i] = max(1, w[i]>>shift)
	}
	return w
}

// adjacency returns the edges of each position, ascending. Of repeated edges it keeps the last.
func adjacency(n int, edges []Edge) [][]halfEdge {
	degree := make([]int, n)
	for _, e := range edges {
		degree[e.A]++
		degree[e.B]++
	}
	all := make([]halfEdge, 2*len(edges))
	rows := make([][]halfEdge, n)
	from := 0
	for i, d := range degree {
		rows[i] = all[from : from : from+d]
		from += d
	}
	for _, e := range edges {
		if s := fixed(e.Sim); e.A != e.B {
			rows[e.A] = append(rows[e.A], halfEdge{e.B, s})
			rows[e.B] = append(rows[e.B], halfEdge{e.A, s})
		}
	}
	for i, row := range rows {
		slices.SortStableFunc(row, func(x, y halfEdge) int { return int(x.to) - int(y.to) })
		rows[i] = lastOfEquals(row)
	}
	return rows
}

func lastOfEquals(row []halfEdge) []halfEdge {
	n := 0
	for i, e := range row {
		if i+1 < len(row) && row[i+1].to == e.to {
			continue
		}
		row[n] = e
		n++
	}
	return row[:n]
}

// sim returns the similarity of two positions.
func (l *linker) sim(a, b int32) uint64 {
	row, to := l.rows[a], b
	if len(l.rows[b]) < len(row) {
		row, to = l.rows[b], a
	}
	i, ok := slices.BinarySearchFunc(row, to, func(e halfEdge, to int32) int { return int(e.to) - int(to) })
	switch {
	case ok:
		return row[i].sim
	case l.missing != nil:
		return fixed(l.missing(min(a, b), max(a, b)))
	}
	return 0
}
