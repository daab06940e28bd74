package cluster

import (
	"cmp"
	"slices"

	"github.com/wiretrace/wiretrace/cluster/pair"
)

// An OddsEdge is the log-odds that two positions carry the same text, the
// natural logarithm.
type OddsEdge struct {
	A, B int32
	Z    float64
}

// LinkOdds clusters n positions by average link on log-odds: two clusters are
// one while the mean over all their cross pairs is at least 0, pairs that have
// no edge counting [pair.Missing]. weights say how many articles a position
// stands for; nil: one each. It returns for each position the lowest position of
// its cluster. As with [AverageLink], callers order positions by something that
// does not depend on arrival.
//
// The mean decides, so an article merged from two wires, whose text two
// clusters share, joins one of them and does not bring the other.
func LinkOdds(n int, edges []OddsEdge, weights []uint32) []int32 {
	label := make([]int32, n)
	for i := range label {
		label[i] = int32(i)
	}
	f := components(n, edges)
	inside := make([][]OddsEdge, n) // by root
	for _, e := range edges {
		if r := f.find(e.A); r == f.find(e.B) {
			inside[r] = append(inside[r], e)
		}
	}
	members := make([][]int32, n) // by root, ascending
	for i := range int32(n) {
		r := f.find(i)
		members[r] = append(members[r], i)
	}
	for r, at := range members {
		if len(at) > 1 {
			linkComponent(label, at, inside[r], weights)
		}
	}
	return label
}

// components joins what edges of odds above one tie together.
func components(n int, edges []OddsEdge) *forest {
	f := newForest(n)
	for i := range n {
		f.index(Doc(i))
	}
	for _, e := range edges {
		if e.Z >= 0 {
			f.union(e.A, e.B)
		}
	}
	return f
}

// Tied returns for each of n positions the same number as for those that it
// is tied to by edges of log-odds 0 and above, directly or over others. Clusters of
// [LinkOdds] are within such components: edges between them say nothing.
func Tied(n int, edges []OddsEdge) []int32 {
	f := components(n, edges)
	out := make([]int32, n)
	for i := range out {
		out[i] = f.find(int32(i))
	}
	return out
}

// linkComponent clusters the positions at (ascending) of one component.
func linkComponent(label, at []int32, edges []OddsEdge, weights []uint32) {
	place := func(p int32) int32 {
		i, _ := slices.BinarySearch(at, p)
		return int32(i)
	}
	local := make([]Edge, len(edges))
	for i, e := range edges {
		local[i] = Edge{A: place(e.A), B: place(e.B), Sim: similarity(e.Z)}
	}
	var w []uint32
	if weights != nil {
		w = make([]uint32, len(at))
		for i, p := range at {
			w[i] = weights[p]
		}
	}
	for i, l := range AverageLink(len(at), local, LinkOptions{
		Link: similarity(0), Weights: w,
		Missing: func(int32, int32) float64 { return similarity(pair.Missing) },
	}) {
		label[at[i]] = at[l]
	}
}

// similarity maps log-odds to [0,1], as [AverageLink] wants it: 0 to one half.
func similarity(z float64) float64 {
	return (max(-pair.MaxLogOdds, min(pair.MaxLogOdds, z)) + pair.MaxLogOdds) / (2 * pair.MaxLogOdds)
}

// A Neighbourhood holds what each position has in common with each cluster, for
// the second look at pairs, see [pair.Context], in 32 bytes an edge. It is
// read-only and safe for concurrent use.
type Neighbourhood struct {
	strangers *Strangers // may be nil

	label []int32
	size  []int32 // by label
	from  []int   // by position: where its rows begin; and the end of the last
	rows  []neighbour
}

// A neighbour is one end of an edge as the other end sees it.
type neighbour struct {
	p, label, q int32
	z           float32
}

// NewNeighbourhood sums up edges (each pair once) by position and cluster.
func NewNeighbourhood(edges []OddsEdge, label []int32) *Neighbourhood {
	nb := &Neighbourhood{
		label: label, size: make([]int32, len(label)), from: make([]int, len(label)+1),
		rows: make([]neighbour, 0, 2*len(edges)),
	}
	for _, l := range label {
		nb.size[l]++
	}
	for _, e := range edges {
		nb.rows = append(nb.rows,
			neighbour{e.A, label[e.B], e.B, float32(e.Z)}, neighbour{e.B, label[e.A], e.A, float32(e.Z)})
	}
	slices.SortFunc(nb.rows, func(x, y neighbour) int {
		return cmp.Or(cmp.Compare(x.p, y.p), cmp.Compare(x.label, y.label), cmp.Compare(x.q, y.q))
	})
	for _, r := range nb.rows {
		nb.from[r.p+1]++
	}
	for p := 1; p < len(nb.from); p++ {
		nb.from[p] += nb.from[p-1]
	}
	return nb
}

// With adds strangers, which are no edges, to a neighbourhood. It groups them by
// its clusters.
func (nb *Neighbourhood) With(s *Strangers) *Neighbourhood {
	s.Group(nb.label)
	nb.strangers = s
	return nb
}

// Size returns the number of positions in the cluster of a position.
func (nb *Neighbourhood) Size(p int32) int { return int(nb.size[nb.label[p]]) }

// in returns the neighbours of a position that are in a cluster.
func (nb *Neighbourhood) in(p, label int32) []neighbour {
	rows := nb.rows[nb.from[p]:nb.from[p+1]]
	i, _ := slices.BinarySearchFunc(rows, label, func(r neighbour, l int32) int { return cmp.Compare(r.label, l) })
	n := i
	for n < len(rows) && rows[n].label == label {
		n++
	}
	return rows[i:n]
}

// Context returns what the clusters say of the pair of positions p and q with
// log-odds z.
func (nb *Neighbourhood) Context(p, q int32, z float64) pair.Context {
	c := pair.Context{
		Z: z, Same: nb.label[p] == nb.label[q],
		Size: int(max(nb.size[nb.label[p]], nb.size[nb.label[q]])),
	}
	c.MeanA, c.BestA = nb.side(p, q, z)
	c.MeanB, c.BestB = nb.side(q, p, z)
	return c
}

// side returns the mean and the highest log-odds of p to the members of q's
// cluster other than q.
func (nb *Neighbourhood) side(p, q int32, z float64) (mean, best float64) {
	l := nb.label[q]
	others := nb.size[l] - 1
	if nb.label[p] == l {
		others--
	}
	if others <= 0 {
		return z, z // q is all that its cluster can say
	}
	sum, n := 0.0, int32(0)
	best = pair.Missing
	add := func(o int32, z float32) {
		if o != q {
			sum += float64(z)
			n++
			best = max(best, float64(z))
		}
	}
	strangers := nb.strangers.in(p, l, nb.label)
	for _, r := range nb.in(p, l) { // in one order: sums are of floats
		for len(strangers) > 0 && strangers[0] < r.q {
			add(strangers[0], nb.strangers.z)
			strangers = strangers[1:]
		}
		add(r.q, r.z)
	}
	for _, o := range strangers {
		add(o, nb.strangers.z)
	}
	return (sum + pair.Missing*float64(others-n)) / float64(others), best
}

// Mean returns the mean log-odds of a position to all members of a cluster that
// it is not in, [pair.Missing] for each that it was not compared with.
func (nb *Neighbourhood) Mean(p, label int32) float64 {
	rows, n := nb.in(p, label), int(nb.size[label])
	if n == 0 {
		return pair.Missing
	}
	sum := pair.Missing * float64(n-len(rows))
	for _, r := range rows {
		sum += float64(r.z)
	}
	return sum / float64(n)
}
