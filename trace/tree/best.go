package tree

import (
	"math"
	"slices"
)

// Best returns the parent of each member in the tree with the greatest sum of
// scores: the maximum spanning arborescence (Chu & Liu 1965, Edmonds 1967). It
// takes time and memory O(n²), like Tarjan (1977) on dense graphs. Of several
// equal edges it chooses the one from the lowest parent, and from the root only if
// there is no other; of equal edges into a cycle, the one to the lowest member.
func (g *Graph) Best() []int {
	c := newContraction(g)
	for v := range g.n {
		if top := c.top[v]; c.state[top] != finished {
			c.grow(top)
		}
	}
	return c.expand()
}

// A state is the state of a node in the search for a tree.
type state uint8

const (
	fresh    state = iota
	onPath         // of the path that grows
	finished       // the chosen edges lead from the root to it
)

// A link is an edge between members, or from the root, which is member n here.
type link struct{ from, to int }

// A contraction is the graph with some cycles contracted to single nodes. The
// nodes below n are the members; each cycle gets the next number.
type contraction struct {
	n     int
	top   []int       // by member: the node that it is part of at this time
	up    []int       // by node: the cycle it was contracted to, or -1
	state []state     // by node
	enter []link      // by node: the best edge into it
	cost  []float64   // by node: the weight of that edge
	in    [][]float64 // by node and source: weight of the best edge from there
	to    [][]int     // by node and source: where that edge ends
	path  []int       // nodes; each is entered from the next one
}

func newContraction(g *Graph) *contraction {
	c := &contraction{n: g.n}
	in := slices.Clone(g.scores)
	to := make([]int, len(in))
	for v := range g.n {
		from, end := v*(g.n+1), (v+1)*(g.n+1)
		for i := from; i < end; i++ {
			to[i] = v
		}
		c.top = append(c.top, v)
		c.add(in[from:end], to[from:end])
	}
	return c
}

// add adds a node and returns its number.
func (c *contraction) add(in []float64, to []int) int {
	c.up = append(c.up, -1)
	c.state = append(c.state, fresh)
	c.enter = append(c.enter, link{})
	c.cost = append(c.cost, 0)
	c.in = append(c.in, in)
	c.to = append(c.to, to)
	return len(c.up) - 1
}

// grow follows best edges backwards from a node until it reaches the root or a
// finished node. It contracts every cycle that it finds. Each of at most 2n nodes
// gets an edge once and is merged once.
func (c *contraction) grow(start int) {
	c.path = append(c.path[:0], start)
	c.state[start] = onPath
	for {
		from := c.choose(c.path[len(c.path)-1])
		if from == c.n || c.state[c.top[from]] == finished {
			break
		}
		next := c.top[from]
		if c.state[next] == onPath {
			at := slices.Index(c.path, next)
			next = c.contract(c.path[at:])
			c.path = c.path[:at]
		}
		c.path = append(c.path, next)
		c.state[next] = onPath
	}
	for _, v := range c.path {
		c.state[v] = finished
	}
}

// choose finds the best edge into v from outside of v, and returns its source. There is always
// one, since all members have an edge from the root.
func (c *contraction) choose(v int) int {
	best, weight := c.n, math.Inf(-1)
	for u, w := range c.in[v][:c.n] {
		if w > weight && c.top[u] != v {
			best, weight = u, w
		}
	}
	if w := c.in[v][c.n]; w > weight {
		best, weight = c.n, w
	}
	c.enter[v], c.cost[v] = link{best, c.to[v][best]}, weight
	return best
}

// contract replaces a cycle by one node. An edge into the cycle replaces the cycle's
// edge to the same member, so its weight is the difference of the two.
func (c *contraction) contract(cycle []int) int {
	in, to := c.in[cycle[0]], c.to[cycle[0]] // not needed any more: merged in place
	for i := range in {
		in[i] -= c.cost[cycle[0]]
	}
	for _, v := range cycle[1:] {
		ends := c.to[v]
		for i, w := range c.in[v] {
			w -= c.cost[v]
			if w > in[i] || w == in[i] && ends[i] < to[i] {
				in[i], to[i] = w, ends[i]
			}
		}
	}
	node := c.add(in, to)
	for _, v := range cycle {
		c.up[v] = node
	}
	for m, v := range c.top {
		if c.up[v] == node {
			c.top[m] = node
		}
	}
	return node
}

// expand replaces the cycles by their nodes, the last cycle first. The edge into a
// cycle becomes the edge into the node where it ends; the other nodes of the cycle
// keep their edges.
func (c *contraction) expand() []int {
	for node := len(c.up) - 1; node >= c.n; node-- {
		v := c.enter[node].to
		for c.up[v] != node {
			v = c.up[v]
		}
		c.enter[v] = c.enter[node]
	}
	parents := make([]int, c.n)
	for v := range parents {
		parents[v] = c.enter[v].from
		if parents[v] == c.n {
			parents[v] = Root
		}
	}
	return parents
}
