package dedup

import (
	"cmp"
	"slices"

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

// stories clusters the texts: once by what each pair says, then again each time that
// the pairs have been seen among their neighbours. It returns for each position the
// lowest of its cluster.
func (f *full) stories() []int32 {
	f.opts.stage("cluster", 0)
	weights := make([]uint32, len(f.texts))
	for i := range f.texts {
		weights[i] = uint32(len(f.texts[i].members))
	}
	edges := f.edges()
	label := cluster.LinkOdds(len(f.texts), edges, weights)
	for k := range f.model.Looks {
		edges = f.look(k, edges, label)
		label = cluster.LinkOdds(len(f.texts), edges, weights)
	}
	f.settle(edges)
	return label
}

// edges returns the candidates as clusters are made of them, with room for those that a
// further look adds.
func (f *full) edges() []cluster.OddsEdge {
	edges := make([]cluster.OddsEdge, len(f.cands), len(f.cands)+len(f.cands)/16)
	for i := range f.cands {
		c := &f.cands[i]
		edges[i] = cluster.OddsEdge{A: c.a, B: c.b, Z: float64(c.z), InA: c.inA, InB: c.inB}
	}
	return edges
}

// look weighs every pair again among its neighbours, in place, and adds those that no
// search brought together but that the clusters ask for.
func (f *full) look(k int, edges []cluster.OddsEdge, label []int32) []cluster.OddsEdge {
	nb := cluster.NewNeighbourhood(edges, label)
	edges = append(edges, nb.Unseen(denseStory)...)
	for i := range edges {
		ctx := nb.Context(&edges[i])
		edges[i].Z = f.model.InContext(k, &ctx)
	}
	return edges
}

// settle gives the candidates, which come first among the edges and in their order,
// the odds of the last look, and makes candidates of what was added. Odds are
// shifted to fit the collection, and calibrated as the user's labels say.
func (f *full) settle(edges []cluster.OddsEdge) {
	shift := cluster.Shift(edges, f.model.LookPrior)
	for i, e := range edges {
		if i == len(f.cands) {
			f.cands = append(f.cands, candidate{a: e.A, b: e.B})
		}
		f.cands[i].z = float32(calibrated(f.opts.Calibration, max(-pair.MaxLogOdds, min(pair.MaxLogOdds, e.Z+shift))))
	}
	slices.SortFunc(f.cands, func(x, y candidate) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
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

// scored counts what the pairs that are kept have in common. Of the texts of a
// crowd all but the leader are told by their pair with it alone.
func (f *full) scored() ([]cluster.Scored, error) {
	var kept []int32
	for i := range f.cands {
		if f.cands[i].z >= keptOdds {
			kept = append(kept, int32(i))
		}
	}
	at := make(map[int32]int, len(kept))
	for k, i := range kept {
		at[i] = k
	}
	out := make([]cluster.Scored, len(kept))
	err := f.compare("count", kept, func(w *weigher, i int32) error {
		s, err := w.count(&f.cands[i])
		out[at[i]] = s
		return err
	})
	out = append(out, f.crowded...)
	slices.SortFunc(out, func(x, y cluster.Scored) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return out, err
}

// count turns the last evidence into a result; A is the article with the lower
// number.
func (w *weigher) count(c *candidate) (cluster.Scored, error) {
	e := &w.evidence
	s := cluster.Scored{
		Z: cluster.FixOdds(float64(c.z)), Kind: e.Kind(float64(c.z)),
		Passages: uint16(min(len(e.Passages), 1<<16-1)), Matched: uint32(e.Matched), LenA: uint32(e.LenA), LenB: uint32(e.LenB),
	}
	for _, p := range e.Passages {
		s.Words += uint32(min(words(&w.a.Stream, p.A), words(&w.b.Stream, p.B)))
	}
	s.A, s.B = w.full.texts[c.a].doc, w.full.texts[c.b].doc
	x, err := w.set(s.A)
	if err != nil {
		return s, err
	}
	y, err := w.set(s.B)
	if err != nil {
		return s, err
	}
	s.SizeA, s.SizeB, s.Common = uint32(len(x)), uint32(len(y)), uint32(minhash.Intersection(x, y))
	if s.A > s.B {
		s.A, s.B, s.SizeA, s.SizeB, s.LenA, s.LenB = s.B, s.A, s.SizeB, s.SizeA, s.LenB, s.LenA
	}
	return s, nil
}

// set returns the shingles of a stored article, which it holds as long as its
// text.
func (w *weigher) set(d store.Doc) ([]uint64, error) {
	if s, ok := w.sets[d]; ok {
		return s, nil
	}
	s, marks, err := w.texts.view.Body(d)
	if err != nil {
		return nil, err
	}
	if len(w.sets) >= heldTexts {
		clear(w.sets)
	}
	set := slices.Clone(w.sketcher.set(s, marks))
	w.sets[d] = set
	return set, nil
}
