package cluster

import (
	"slices"

	"github.com/wiretrace/wiretrace/cluster/pair"
)

// An OddsEdge is the natural logarithm of the odds that two positions have the same text.
type OddsEdge struct {
	A, B     int32
	Z        float64
	InA, InB pair.Mask // where the shared words are in each text
	// Bare marks a pair that is not known to share a passage.
	Bare bool
	// Apart marks a pair that is not one text. The context cannot change that.
	Apart bool
	// Contained marks a pair where most of one text is also in the other, see
	// [ContainedOdds].
	Contained bool
}

// ContainedOdds are the least log-odds of a pair where most of one text is also in the other, and
// the shared text is reporting. Without this bound the context would lower the odds of a copy
// of a shortened copy, because it shares less with the rest of the story.
const ContainedOdds = .75

// LinkOdds clusters n positions by average link on log-odds: it merges two clusters while the
// mean over all their cross pairs is at least 0. A pair without an edge counts [pair.Missing].
// weights has the number of articles of each position; nil: one each. LinkOdds returns for each
// position the lowest position of its cluster. As with [AverageLink], callers order positions by
// something that does not depend on arrival.
//
// Because the mean decides, an article merged from two agency reports joins one of their
// clusters and does not merge it with the other.
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

// components joins the positions of edges with log-odds of at least 0.
func components(n int, edges []OddsEdge) *forest[Doc] {
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

// Tied returns the component of each of n positions. Positions are in one component if edges
// with log-odds of at least 0 connect them, directly or over others. Each cluster of [LinkOdds]
// is within one component, so edges between components are not needed.
func Tied(n int, edges []OddsEdge) []int32 {
	f := components(n, edges)
	out := make([]int32, n)
	for i := range out {
		out[i] = f.find(int32(i))
	}
	return out
}

// Walk numbers n positions so that positions with a common edge get similar numbers: breadth
// first from the lowest of each component. ends returns the two positions of one of m edges. In
// the order of these numbers, the edges of one position are close together, which suits a cache.
func Walk(n, m int, ends func(i int) (a, b int32)) []int32 {
	from := make([]int32, n+2) // by position + 1: index of its first neighbour
	for i := range m {
		a, b := ends(i)
		from[a+2]++
		from[b+2]++
	}
	for i := 2; i < len(from); i++ {
		from[i] += from[i-1]
	}
	near := make([]int32, 2*m)
	for i := range m {
		a, b := ends(i)
		near[from[a+1]], near[from[b+1]] = b, a
		from[a+1]++
		from[b+1]++
	}
	number := slices.Repeat([]int32{-1}, n)
	met := make([]int32, 0, n) // positions in the order of their numbers
	meet := func(p int32) {
		if number[p] < 0 {
			number[p] = int32(len(met))
			met = append(met, p)
		}
	}
	for p, done := int32(0), 0; int(p) < n; p++ {
		for meet(p); done < len(met); done++ {
			for _, q := range near[from[met[done]]:from[met[done]+1]] {
				meet(q)
			}
		}
	}
	return number
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

// mostOdds bounds the log-odds of an edge in a cluster. It is a little less than what a pair of
// certainly different texts counts against a merge. So a text that matches two different texts
// does not join them.
const mostOdds = pair.MaxLogOdds - .125

// similarity maps log-odds to the range [0,1] of [AverageLink]. It maps 0 to one half.
func similarity(z float64) float64 {
	return (max(-pair.MaxLogOdds, min(mostOdds, z)) + pair.MaxLogOdds) / (2 * pair.MaxLogOdds)
}
