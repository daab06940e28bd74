package dedup

import (
	"cmp"
	"slices"
	"sync"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/store"
)

// keptOdds is the log-odds from which on a pair is kept as a result: p = .05.
const keptOdds = -2.944

// denseStory is the number of texts of a cluster up to which every pair of it
// is looked at again, compared or not: 64 texts make 2,016 pairs. In larger
// ones most pairs were compared, and the others would be a flood.
const denseStory = 64

// stories clusters the texts: once by what each pair says, then again when each
// pair has been seen among its neighbours. It returns for each position the
// lowest of its cluster.
func (f *full) stories() ([]int32, error) {
	f.opts.stage("cluster", 0)
	weights := make([]uint32, len(f.texts))
	for i := range f.texts {
		weights[i] = uint32(len(f.texts[i].members))
	}
	edges := f.edges()
	first := cluster.LinkOdds(len(f.texts), append(edges, f.inside(edges)...), weights)
	if err := f.look(first); err != nil {
		return nil, err
	}
	return cluster.LinkOdds(len(f.texts), f.edges(), weights), nil
}

func (f *full) edges() []cluster.OddsEdge {
	edges := make([]cluster.OddsEdge, len(f.cands))
	for i := range f.cands {
		c := &f.cands[i]
		edges[i] = cluster.OddsEdge{A: c.a, B: c.b, Z: float64(c.z)}
	}
	return edges
}

// inside returns the pairs of strangers that count in the means of clusters.
func (f *full) inside(edges []cluster.OddsEdge) (out []cluster.OddsEdge) {
	component := cluster.Tied(len(f.texts), edges)
	for a := range int32(len(f.texts)) {
		for _, b := range f.strangers.Of(a) {
			if b > a && component[a] == component[b] {
				out = append(out, cluster.OddsEdge{A: a, B: b, Z: f.strangers.Odds()})
			}
		}
	}
	return out
}

// look weighs every pair again among its neighbours, those of a cluster that no
// search brought together too. Of the strangers those are kept as candidates
// that a result or a cluster can depend on.
func (f *full) look(label []int32) error {
	nb := cluster.NewNeighbourhood(f.edges(), label)
	more := f.missing(label)
	nb.With(f.strangers)
	for i := range f.cands {
		f.cands[i].z = f.again(nb, &f.cands[i], float64(f.cands[i].z))
	}
	for i := range more {
		more[i].z = f.again(nb, &more[i], pair.Missing)
	}
	f.cands = append(f.cands, more...)
	likely, err := f.unlikely(nb, func(c *candidate) bool { return c.z >= keptOdds })
	if err != nil {
		return err
	}
	f.cands = append(f.cands, likely...)
	component := cluster.Tied(len(f.texts), f.edges())
	within, err := f.unlikely(nb, func(c *candidate) bool { return c.z < keptOdds && component[c.a] == component[c.b] })
	if err != nil {
		return err
	}
	f.cands = append(f.cands, within...)
	f.strangers = nil
	slices.SortFunc(f.cands, func(x, y candidate) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	return nil
}

// again returns the log-odds of a pair among its neighbours.
func (f *full) again(nb *cluster.Neighbourhood, c *candidate, z float64) float32 {
	ctx := nb.Context(c.a, c.b, z)
	return float32(calibrated(f.opts.Calibration, f.model.InContext(&ctx)))
}

// unlikely weighs the strangers again and returns those that choose picks.
func (f *full) unlikely(nb *cluster.Neighbourhood, choose func(c *candidate) bool) (out []candidate, err error) {
	var mu sync.Mutex
	odds := f.strangers.Odds()
	err = f.each(len(f.texts), func(_ *store.View, from, to int) error {
		var mine []candidate
		var lone *float32 // the odds of two that are in no cluster: they have no neighbours
		for a := int32(from); a < int32(to); a++ {
			if a%1024 == 0 && f.ctx.Err() != nil {
				return f.ctx.Err()
			}
			for _, b := range f.strangers.Of(a) {
				if b < a {
					continue
				}
				c := candidate{a: a, b: b}
				switch alone := nb.Size(a) == 1 && nb.Size(b) == 1; {
				case alone && lone != nil:
					c.z = *lone
				default:
					c.z = f.again(nb, &c, odds)
					if alone {
						z := c.z
						lone = &z
					}
				}
				if choose(&c) {
					mine = append(mine, c)
				}
			}
		}
		mu.Lock()
		defer mu.Unlock()
		out = append(out, mine...)
		return nil
	})
	return out, err
}

// missing returns the pairs within clusters that are no candidates.
func (f *full) missing(label []int32) []candidate {
	members := map[int32][]int32{}
	for p, l := range label {
		members[l] = append(members[l], int32(p))
	}
	var out []candidate
	for l := range label {
		ms := members[int32(l)]
		if len(ms) > denseStory {
			continue
		}
		for i, a := range ms {
			for _, b := range ms[i+1:] {
				if _, ok := f.find(a, b); !ok && !f.strangers.Has(a, b) {
					out = append(out, candidate{a: a, b: b})
				}
			}
		}
	}
	return out
}

// find looks a pair of positions up among the candidates.
func (f *full) find(a, b int32) (int, bool) {
	return slices.BinarySearchFunc(f.cands, candidate{a: a, b: b}, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
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
		case c.z < keptOdds:
		case c.told == 0:
			open = append(open, int32(i))
		default:
			s := f.told[c.told-1]
			weighed(&s, float64(c.z))
			out = append(out, s)
		}
	}
	f.told = nil
	var mu sync.Mutex
	err := f.compare("count", open, func(w *weigher, i int32) error {
		s := w.count(&f.cands[i])
		weighed(&s, float64(f.cands[i].z))
		mu.Lock()
		defer mu.Unlock()
		out = append(out, s)
		return nil
	})
	slices.SortFunc(out, func(x, y cluster.Scored) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return out, err
}

// count turns the last evidence into a result without odds; A is the article with
// the lower number.
func (w *weigher) count(c *candidate) cluster.Scored {
	e := &w.evidence
	s := cluster.Scored{
		Passages: uint16(min(len(e.Passages), 1<<16-1)), Matched: uint32(e.Matched), LenA: uint32(e.LenA), LenB: uint32(e.LenB),
	}
	for _, p := range e.Passages {
		s.Words += uint32(min(words(&w.a.Stream, p.A), words(&w.b.Stream, p.B)))
	}
	s.A, s.B = w.full.texts[c.a].doc, w.full.texts[c.b].doc
	s.SizeA, s.SizeB = uint32(len(w.a.set)), uint32(len(w.b.set))
	s.Common = uint32(minhash.Intersection(w.a.set, w.b.set))
	if s.A > s.B {
		s.A, s.B, s.SizeA, s.SizeB, s.LenA, s.LenB = s.B, s.A, s.SizeB, s.SizeA, s.LenB, s.LenA
	}
	return s
}

// weighed adds the log-odds to a result, and what follows from them.
func weighed(s *cluster.Scored, z float64) {
	e := pair.Evidence{Matched: int(s.Matched), LenA: int(s.LenA), LenB: int(s.LenB)}
	s.Z, s.Kind = cluster.FixOdds(z), e.Kind(z)
}
