// Package tree decodes a graph of possible copies: the best tree, and
// how probable each of its edges is over all trees.
//
// Make a [Graph] of n members with [New], give it the log weights of its edges
// with [Graph.Set], and ask [Graph.Best] for the heaviest tree or
// [Graph.Marginals] for the probabilities. All trees hang from [Root], which
// is the unseen source; it may have any number of children.
//
// The package is pure. A Graph is safe for concurrent use once it is set.
package tree

import "math"

// Root is the parent of members that copied from no other member.
const Root = -1

// Limit bounds scores, in nats. An edge that is e^600 times less likely than
// another tells no more than one that is a million times less likely, and within
// this range no product of [Graph.Marginals] leaves the range of a float64.
const Limit = 300

// A Graph holds the natural-log weights of the edges between n members and from
// the root.
type Graph struct {
	n      int
	scores []float64 // by child, then parent; the root is parent n
}

// New returns a graph of n members without edges, but for those from the root:
// they are never missing, so that there always is a tree, and weigh -Limit until
// they are set.
func New(n int) *Graph {
	g := &Graph{n: n, scores: make([]float64, n*(n+1))}
	for i := range g.scores {
		g.scores[i] = math.Inf(-1)
	}
	for v := range n {
		g.scores[g.at(Root, v)] = -Limit
	}
	return g
}

// Len returns the number of members.
func (g *Graph) Len() int { return g.n }

// Set gives the edge from parent to child its log weight: p(tree) is
// proportional to the exponential of the sum over its edges. Finite scores are cut
// to [-Limit,Limit]. -Inf and NaN take the edge away, or, from the root, put it
// at -Limit. An edge from a member to itself is ignored.
func (g *Graph) Set(parent, child int, score float64) {
	switch {
	case parent == child:
		return
	case !math.IsNaN(score) && !math.IsInf(score, -1):
		score = max(-Limit, min(Limit, score))
	case parent == Root:
		score = -Limit
	default:
		score = math.Inf(-1)
	}
	g.scores[g.at(parent, child)] = score
}

// Score returns the log weight of the edge from parent to child, -Inf if there
// is none.
func (g *Graph) Score(parent, child int) float64 { return g.scores[g.at(parent, child)] }

// at is the place of an edge in scores.
func (g *Graph) at(parent, child int) int {
	if parent == Root {
		parent = g.n
	}
	return child*(g.n+1) + parent
}

// row is the part of scores that belongs to the edges into child.
func (g *Graph) row(child int) []float64 {
	return g.scores[child*(g.n+1) : (child+1)*(g.n+1)]
}
