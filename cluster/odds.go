package cluster

import (
	"math"
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
	f := newForest(n)
	for i := range n {
		f.index(Doc(i))
	}
	for _, e := range edges {
		if e.Z >= 0 {
			f.union(e.A, e.B)
		}
	}
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
// the second look at pairs, see [pair.Context]. It is read-only and safe for
// concurrent use.
type Neighbourhood struct {
	label []int32
	size  []int32 // by label
	rows  map[int64]around
}

// around is what a position has in common with one cluster.
type around struct {
	sum    float64 // of the log-odds of the pairs that were compared
	n      int32
	top    [2]float64 // the two highest
	topper int32      // whom the highest is to
}

// NewNeighbourhood sums up edges (each pair once) by position and cluster.
func NewNeighbourhood(edges []OddsEdge, label []int32) *Neighbourhood {
	nb := &Neighbourhood{label: label, size: make([]int32, len(label)), rows: map[int64]around{}}
	for _, l := range label {
		nb.size[l]++
	}
	for _, e := range edges {
		nb.add(e.A, e.B, e.Z)
		nb.add(e.B, e.A, e.Z)
	}
	return nb
}

func (nb *Neighbourhood) key(p, label int32) int64 { return int64(p)<<32 | int64(label) }

func (nb *Neighbourhood) add(p, q int32, z float64) {
	k := nb.key(p, nb.label[q])
	a, ok := nb.rows[k]
	if !ok {
		a = around{top: [2]float64{math.Inf(-1), math.Inf(-1)}}
	}
	a.sum += z
	a.n++
	if z > a.top[0] {
		a.top = [2]float64{z, a.top[0]}
		a.topper = q
	} else if z > a.top[1] {
		a.top[1] = z
	}
	nb.rows[k] = a
}

// Context returns what the clusters say of the pair of positions p and q with
// log-odds z; compared says whether it is among the edges.
func (nb *Neighbourhood) Context(p, q int32, z float64, compared bool) pair.Context {
	c := pair.Context{
		Z: z, Same: nb.label[p] == nb.label[q],
		Size: int(max(nb.size[nb.label[p]], nb.size[nb.label[q]])),
	}
	c.MeanA, c.BestA = nb.side(p, q, z, compared)
	c.MeanB, c.BestB = nb.side(q, p, z, compared)
	return c
}

// side returns the mean and the highest log-odds of p to the members of q's
// cluster other than q.
func (nb *Neighbourhood) side(p, q int32, z float64, compared bool) (mean, best float64) {
	l := nb.label[q]
	others := nb.size[l] - 1
	if nb.label[p] == l {
		others--
	}
	if others <= 0 {
		return z, z // q is all that its cluster can say
	}
	a, ok := nb.rows[nb.key(p, l)]
	if !ok {
		return pair.Missing, pair.Missing
	}
	best = a.top[0]
	if compared {
		a.sum -= z
		a.n--
		if a.topper == q {
			best = a.top[1]
		}
	}
	mean = (a.sum + pair.Missing*float64(others-a.n)) / float64(others)
	return mean, max(best, pair.Missing)
}

// Mean returns the mean log-odds of a position to all members of a cluster that
// it is not in, [pair.Missing] for each that it was not compared with.
func (nb *Neighbourhood) Mean(p, label int32) float64 {
	a, n := nb.rows[nb.key(p, label)], nb.size[label]
	if n == 0 {
		return pair.Missing
	}
	return (a.sum + pair.Missing*float64(n-a.n)) / float64(n)
}
