package dedup

import (
	"cmp"
	"slices"
	"sync"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/minhash"
)

// keptOdds is the log-odds from which on a pair is kept as a result: p = .05.
const keptOdds = -2.944

// denseStory is the number of texts of a cluster up to which every pair of it
// is looked at again, compared or not: 64 texts make 2,016 pairs. In larger
// ones most pairs were compared, and the others would be a flood.
const denseStory = 64

// stories clusters the texts: once by what each pair says, then again each time that
// the pairs have been seen among their neighbours. It returns for each position the
// lowest of its cluster.
func (f *full) stories() []int32 {
	f.opts.stage("cluster", 0)
	weights := make([]uint32, len(f.texts))
	for i := range f.texts {
		weights[i] = uint32(len(f.texts[i].members))
	}
	edges, alone := f.found()
	label := cluster.LinkOdds(len(f.texts), edges, weights)
	for k := range f.model.Looks {
		edges = f.look(k, edges, label)
		alone.Z = f.lone(k, alone.Z)
		label = cluster.LinkOdds(len(f.texts), edges, weights)
	}
	label = f.withoutPages(edges, label, weights)
	f.settle(edges, alone)
	return label
}

// found returns the candidates as clusters are made of them, and after them the
// strangers, with room for those that a further look adds. Most strangers are two texts
// that are like no others: nothing can be seen of them among neighbours that they have
// not, so they are only counted.
func (f *full) found() ([]cluster.OddsEdge, cluster.Lone) {
	liked := f.liked()
	alone := cluster.Lone{Z: f.strangers.Odds()}
	n := len(f.cands)
	f.eachStranger(func(a, b int32) {
		if liked[a] && liked[b] {
			n++
		}
	})
	edges := append(make([]cluster.OddsEdge, 0, n+n/16), f.judged()...)
	f.eachStranger(func(a, b int32) {
		if liked[a] && liked[b] {
			edges = append(edges, cluster.OddsEdge{A: a, B: b, Z: alone.Z, Bare: true})
		} else {
			alone.Pairs++
		}
	})
	f.strangers = nil
	return edges, alone
}

// judged returns the candidates with their odds.
func (f *full) judged() []cluster.OddsEdge {
	out := make([]cluster.OddsEdge, len(f.cands))
	for i := range f.cands {
		c := &f.cands[i]
		out[i] = cluster.OddsEdge{A: c.a, B: c.b, Z: float64(c.z), InA: c.inA, InB: c.inB, Bare: c.bare, Apart: c.apart}
		if c.apart {
			out[i].Z = -pair.MaxLogOdds
		}
	}
	return out
}

// liked tells of each position whether it is like another: whether a pair of it is worth
// more than one that was not compared.
func (f *full) liked() []bool {
	out := make([]bool, len(f.texts))
	for i := range f.cands {
		if c := &f.cands[i]; c.z >= pair.Missing {
			out[c.a], out[c.b] = true, true
		}
	}
	return out
}

// eachStranger calls fn with each pair of strangers, a < b, in order.
func (f *full) eachStranger(fn func(a, b int32)) {
	for a := range int32(len(f.texts)) {
		for _, b := range f.strangers.Of(a) {
			if a < b {
				fn(a, b)
			}
		}
	}
}

// look weighs every pair again among its neighbours, in place, and adds those that no
// search brought together but that the clusters ask for.
func (f *full) look(k int, edges []cluster.OddsEdge, label []int32) []cluster.OddsEdge {
	nb := &f.neighbours
	nb.Fill(edges, label)
	edges = append(edges, nb.Unseen(denseStory)...)
	workers := f.opts.workers()
	var wg sync.WaitGroup
	for w := range workers {
		mine := edges[len(edges)*w/workers : len(edges)*(w+1)/workers]
		wg.Go(func() {
			for i := range mine {
				mine[i].Z = f.among(k, &mine[i])
			}
		})
	}
	wg.Wait()
	return edges
}

// among returns the log-odds of a pair among its neighbours.
func (f *full) among(k int, e *cluster.OddsEdge) float64 {
	if e.Apart {
		return -pair.MaxLogOdds
	}
	ctx := f.neighbours.Context(e)
	z := f.model.InContext(k, &ctx)
	if z >= keptOdds && !f.neighbours.Supported(e) {
		return -pair.MaxLogOdds
	}
	return z
}

// lone returns the log-odds of two texts without neighbours.
func (f *full) lone(k int, z float64) float64 {
	return f.model.InContext(k, &pair.Context{
		Z: z, Size: 1, Bridge: pair.Missing, A: pair.Side{Mean: z, Best: z}, B: pair.Side{Mean: z, Best: z},
	})
}

// settle gives the edges their last odds, and the candidates, which come first among
// them and in their order; of the others it makes candidates where a result may come of it.
// Odds are shifted to fit the collection.
func (f *full) settle(edges []cluster.OddsEdge, alone cluster.Lone) {
	shift := cluster.Shift(edges, alone, f.model.LookPrior)
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
	return parts
}

// scored returns what the pairs that are kept have in common. Of the texts of a
// crowd all but the leader are told by their pair with it alone.
func (f *full) scored() ([]cluster.Scored, error) {
	var open []int32
	out := f.crowded
	for i := range f.cands {
		switch c := &f.cands[i]; {
		case c.told == 0 && c.z >= keptOdds:
			open = append(open, int32(i))
		case c.told > 0:
			if s := f.told[c.told-1]; c.z >= keptOdds || s.ReuseOdds() >= keptOdds {
				s.Z = cluster.FixOdds(float64(c.z))
				out = append(out, s)
			}
		}
	}
	f.told = nil
	var mu sync.Mutex
	err := f.compare("count", open, func(w *weigher, i int32) error {
		s := w.count(&f.cands[i])
		s.Z = cluster.FixOdds(float64(f.cands[i].z))
		mu.Lock()
		defer mu.Unlock()
		out = append(out, s)
		return nil
	})
	slices.SortFunc(out, func(x, y cluster.Scored) int {
		return cmp.Compare(uint64(x.A)<<32|uint64(x.B), uint64(y.A)<<32|uint64(y.B))
	})
	return out, err
}

// count turns the last evidence into a result without the odds that both are one story's
// text, which the clusters give; A is the article with the lower number.
func (w *weigher) count(c *candidate) cluster.Scored {
	e := &w.evidence
	s := cluster.Scored{
		Passages: uint16(min(len(e.Passages), 1<<16-1)), Matched: uint32(e.Matched), LenA: uint32(e.LenA), LenB: uint32(e.LenB),
	}
	for _, p := range e.Passages {
		s.Words += uint32(min(w.a.Stream.WordsIn(p.A.Start, p.A.End), w.b.Stream.WordsIn(p.B.Start, p.B.End)))
	}
	w.scorer.Compare(&w.shared, &w.a.words, &w.b.words, w.full.known)
	z := calibrated(w.full.opts.Calibration, w.full.reuse.LogOdds(&w.shared))
	s.Reuse, s.Kind = cluster.FixOdds(z), w.shared.Kind(z)
	s.A, s.B = w.full.texts[c.a].doc, w.full.texts[c.b].doc
	s.SizeA, s.SizeB = uint32(len(w.a.set)), uint32(len(w.b.set))
	s.Common = uint32(minhash.Intersection(w.a.set, w.b.set))
	if s.A > s.B {
		s.A, s.B, s.SizeA, s.SizeB, s.LenA, s.LenB = s.B, s.A, s.SizeB, s.SizeA, s.LenB, s.LenA
	}
	return s
}
