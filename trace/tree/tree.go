// Package tree computes the best tree in a graph of possible copies, and the
// probability of each edge over all trees.
//
// Make a [Graph] of n members with [New] and set the log weights of its edges with
// [Graph.Set]. Then [Graph.Best] returns the tree with the greatest weight, and
// [Graph.Marginals] the probabilities of the edges. The root of every tree is [Root],
// the unseen source; it may have any number of children.
//
// The package is pure. A Graph is safe for concurrent use once it is set.
package tree

import "math"

// Root is the parent of members that copied from no other member.
const Root = -1

// Limit bounds scores, in nats. Within this range no product in [Graph.Marginals] leaves the
// range of a float64. A greater difference would change no answer: at e^600 to 1 an edge is
// already impossible for every purpose.
const Limit = 300

// A Graph holds the natural-log weights of the edges between n members and from
// the root.
type Graph struct {
	n      int
	scores []float64 // by child, then parent; the root is parent n
}

// New returns a graph of n members that has only the edges from the root. These edges always
// exist, so that there is always a tree. Their log weight is -Limit until it is set.
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

// Set sets the log weight of the edge from parent to child: p(tree) is proportional to the
// exponential of the sum over its edges. Finite scores are cut to [-Limit,Limit]. -Inf and NaN
// remove the edge, or set it to -Limit if it is from the root. An edge from a member to itself
// is ignored.
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

// Score returns the log weight of the edge from parent to child, or -Inf if there is no edge.
func (g *Graph) Score(parent, child int) float64 { return g.scores[g.at(parent, child)] }

// at returns the index of an edge in scores.
func (g *Graph) at(parent, child int) int {
	if parent == Root {
		parent = g.n
	}
	return child*(g.n+1) + parent
}

// row returns the scores of the edges into child.
func (g *Graph) row(child int) []float64 {
	return g.scores[child*(g.n+1) : (child+1)*(g.n+1)]
}
