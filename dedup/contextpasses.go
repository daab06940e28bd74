package dedup

import (
	"cmp"
	"slices"
	"sync"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
)

// keptOdds is the least log-odds of a pair that is a result: p = .05.
const keptOdds = -2.944

// denseStory is the largest number of texts of a cluster in which a context pass scores every
// pair, compared or not: 64 texts make 2,016 pairs. In larger clusters most pairs were compared,
// and the others would be too many.
const denseStory = 64

// stories clusters the texts: first by the odds of each pair, then again after each pass that
// scores the pairs in the context of their clusters. It returns for each position the lowest
// position of its cluster.
func (f *full) stories() []int32 {
	f.opts.stage("cluster", 0)
	weights := make([]uint32, len(f.texts))
	for i := range f.texts {
		weights[i] = uint32(len(f.texts[i].members))
	}
	edges, unrelated := f.initialEdges()
	label := cluster.LinkOdds(len(f.texts), edges, weights)
	for k := range f.model.Passes {
		edges = f.contextPass(k, edges, label)
		unrelated.Z = f.withoutNeighbours(k, unrelated.Z)
		label = cluster.LinkOdds(len(f.texts), edges, weights)
	}
	label = f.withoutPages(edges, label, weights)
	f.setFinalOdds(edges, unrelated)
	return label
}

// initialEdges returns the edges for the first clustering: the candidates, then the uncompared
// pairs of texts that each have a likely pair. There is room for edges that later passes add. All
// other uncompared pairs have no context, so they are only counted.
func (f *full) initialEdges() ([]cluster.OddsEdge, cluster.UnrelatedPairs) {
	connected := f.connected()
	unrelated := cluster.UnrelatedPairs{Z: f.uncompared.Odds()}
	n := len(f.cands)
	f.eachUncompared(func(a, b int32) {
		if connected[a] && connected[b] {
			n++
		}
	})
	edges := append(make([]cluster.OddsEdge, 0, n+n/16), f.candidateEdges()...)
	f.eachUncompared(func(a, b int32) {
		if connected[a] && connected[b] {
			edges = append(edges, cluster.OddsEdge{A: a, B: b, Z: unrelated.Z, Bare: true})
		} else {
			unrelated.Pairs++
		}
	})
	f.uncompared = nil
	return edges, unrelated
}

// candidateEdges returns the candidates as edges with their odds.
func (f *full) candidateEdges() []cluster.OddsEdge {
	out := make([]cluster.OddsEdge, len(f.cands))
	for i := range f.cands {
		c := &f.cands[i]
		out[i] = cluster.OddsEdge{A: c.a, B: c.b, Z: float64(c.z), InA: c.inA, InB: c.inB, Bare: c.bare, Apart: c.apart, Contained: c.within}
		if c.apart {
			out[i].Z = -pair.MaxLogOdds
		}
	}
	return out
}

// connected returns for each position whether one of its pairs has higher odds than an uncompared
// pair.
func (f *full) connected() []bool {
	out := make([]bool, len(f.texts))
	for i := range f.cands {
		if c := &f.cands[i]; c.z >= pair.Missing {
			out[c.a], out[c.b] = true, true
		}
	}
	return out
}

// eachUncompared calls fn with each uncompared pair, a < b, in order.
func (f *full) eachUncompared(fn func(a, b int32)) {
	for a := range int32(len(f.texts)) {
		for _, b := range f.uncompared.Of(a) {
			if a < b {
				fn(a, b)
			}
		}
	}
}

// contextPass scores every edge again with the context of its clusters, in place. It adds the
// pairs inside small clusters that no search found.
func (f *full) contextPass(k int, edges []cluster.OddsEdge, label []int32) []cluster.OddsEdge {
	nb := &f.neighbours
	nb.Fill(edges, label)
	edges = append(edges, nb.Unseen(denseStory)...)
	workers := f.opts.workers()
	var wg sync.WaitGroup
	for w := range workers {
		mine := edges[len(edges)*w/workers : len(edges)*(w+1)/workers]
		wg.Go(func() {
			for i := range mine {
				mine[i].Z = f.inContext(k, &mine[i])
			}
		})
	}
	wg.Wait()
	return edges
}

// inContext returns the log-odds of a pair in the context of its clusters.
func (f *full) inContext(k int, e *cluster.OddsEdge) float64 {
	if e.Apart {
		return -pair.MaxLogOdds
	}
	ctx := f.neighbours.Context(e)
	z := f.model.InContext(k, &ctx)
	if e.Contained {
		return max(z, cluster.ContainedOdds)
	}
	if z >= keptOdds && !f.neighbours.Supported(e) {
		return -pair.MaxLogOdds
	}
	return z
}

// withoutNeighbours returns the log-odds of two texts after pass k if they have no neighbours. z is
// the log-odds of the pair itself.
func (f *full) withoutNeighbours(k int, z float64) float64 {
	return f.model.InContext(k, &pair.Context{
		Z: z, Size: 1, Bridge: pair.Missing, A: pair.Side{Mean: z, Best: z}, B: pair.Side{Mean: z, Best: z},
	})
}

// setFinalOdds adds the shift of the epoch to the odds of all edges, and copies the odds to the candidates. The
// candidates are the first edges, in the same order. Other edges become candidates if their odds are high enough for
// a result.
func (f *full) setFinalOdds(edges []cluster.OddsEdge, unrelated cluster.UnrelatedPairs) {
	if !f.learnt.fitted {
		f.learnt.shift, f.learnt.fitted = cluster.Shift(edges, unrelated, f.model.PassPrior), true
	}
	shift := f.learnt.shift
	f.itemOdds(edges[:len(f.cands)])
	n := len(f.cands)
	var more []candidate
	for i := range edges {
		e := &edges[i]
		z := float32(max(-pair.MaxLogOdds, min(pair.MaxLogOdds, e.Z+shift)))
		e.Z = float64(z)
		switch {
		case i < n:
			f.cands[i].z = z
		case z >= keptOdds:
			more = append(more, candidate{a: e.A, b: e.B, z: z})
		}
	}
	f.edges = edges
	slices.SortFunc(more, candidate.compare)
	f.cands = mergeCandidates(f.cands, more)
}

// parts returns the clusters of two or more articles, members ascending,
// ordered by their first members.
func (f *full) parts(label []int32) [][]cluster.Doc {
	by := make([][]cluster.Doc, len(label))
	for p, l := range label {
		by[l] = append(by[l], f.texts[p].members...)
	}
	var parts [][]cluster.Doc
	for _, m := range by {
		if len(m) > 1 {
			slices.Sort(m)
			parts = append(parts, m)
		}
	}
	slices.SortFunc(parts, func(x, y []cluster.Doc) int { return cmp.Compare(x[0], y[0]) })
	return f.history.fold(parts)
}

// scored returns the pairs with high enough odds for the results. A near-identical text other
// than the leader is only in its pair with the leader.
func (f *full) scored() ([]cluster.Scored, error) {
	var open []int32
	out := f.groupPairs
	var counted []cluster.Scored
	for i := range f.cands {
		switch c := &f.cands[i]; {
		case c.aligned == 0 && c.z >= keptOdds:
			if s, ok := f.earlier.counts(f.texts[c.a].doc, f.texts[c.b].doc); ok {
				s.Z = cluster.FixOdds(float64(c.z))
				out, counted = append(out, s), append(counted, s)
				continue
			}
			open = append(open, int32(i))
		case c.aligned > 0:
			if s := f.aligned[c.aligned-1]; c.z >= keptOdds || s.ReuseOdds() >= keptOdds {
				s.Z = cluster.FixOdds(float64(c.z))
				out = append(out, s)
			}
		}
	}
	f.aligned = nil
	var mu sync.Mutex
	err := f.compare("count", open, func(w *pairWorker, i int32) error {
		s := f.numbered(w.count(), &f.cands[i])
		s.Z = cluster.FixOdds(float64(f.cands[i].z))
		mu.Lock()
		defer mu.Unlock()
		out, counted = append(out, s), append(counted, s)
		return nil
	})
	f.keepCounts(counted)
	slices.SortFunc(out, byDocs)
	return out, err
}
