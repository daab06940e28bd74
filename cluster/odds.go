package cluster

import (
	"slices"

	"github.com/wiretrace/wiretrace/cluster/pair"
)

// An OddsEdge is the log-odds that two positions carry the same text, the
// natural logarithm.
type OddsEdge struct {
	A, B     int32
	Z        float64
	InA, InB pair.Mask // where in either text what they share lies
	// Bare marks a pair that is not known to share a passage.
	Bare bool
	// Apart marks a pair that is not one text, whatever its neighbours say.
	Apart bool
	// Contained marks a pair where most of one text is also in the other, see
	// [ContainedOdds].
	Contained bool
}

// ContainedOdds are the least log-odds of a pair where most of one text is also in the
// other, and what they share is reporting. Whoever copies a copy that was cut shares less with the
// rest of the story, and neighbours speak against it.
const ContainedOdds = .75

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

// Walk numbers n positions so that those with an edge in common get near numbers: breadth
// first from the lowest of each component. ends gives the positions of one of m edges.
// Whoever goes through edges in the order of these numbers meets a position again soon.
func Walk(n, m int, ends func(i int) (a, b int32)) []int32 {
	from := make([]int32, n+2) // by position: where its neighbours begin, one place on
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
	met := make([]int32, 0, n) // in the order of their numbers
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

// mostOdds bounds the log-odds that an edge counts in a cluster: a little below what a
// pair that is certainly apart counts against, so that one text that goes with two others
// does not bring these two together.
const mostOdds = pair.MaxLogOdds - .125

// similarity maps log-odds to [0,1], as [AverageLink] wants it: 0 to one half.
func similarity(z float64) float64 {
	return (max(-pair.MaxLogOdds, min(mostOdds, z)) + pair.MaxLogOdds) / (2 * pair.MaxLogOdds)
}
