package trace

import (
	"math"

	"github.com/wiretrace/wiretrace/trace/tree"
)

// A Tracer traces clusters. It is read-only and safe for concurrent use.
type Tracer struct{ model *Model }

// NewTracer returns a tracer with the model of this version.
func NewTracer() (*Tracer, error) {
	m, err := Load()
	if err != nil {
		return nil, err
	}
	return &Tracer{m}, nil
}

// WithModel returns a tracer with another model: that which is being fitted.
func WithModel(m *Model) *Tracer { return &Tracer{m} }

// Trace tells where the members of a cluster have their text from. Members must
// be in an order that does not depend on chance, as that of their ids: among equal
// parents the first is named.
func (t *Tracer) Trace(members []*Member) *Trace { return t.TraceWith(members, nil, nil) }

// TraceWith does the same with the profiles of outlets, counted over the store.
// own is what the cluster itself added to them and is left out; nil if it added nothing. How
// much is known of the cluster's outlets is weighed too.
func (t *Tracer) TraceWith(members []*Member, h *Profiles, own *Observation) *Trace {
	s := newStory(members)
	m := &t.model.First
	if s.clusterProfiles = h.clusterProfiles(s.members, own); s.clusterProfiles != nil {
		m = &t.model.Second
	}
	w := s.weigh(m)
	out := &Trace{Edges: make([]Edge, len(s.members)), story: s}
	g := w.graph(s)
	parents, p := g.Best(), marginals(g)
	out.parents = p
	for v := range out.Edges {
		x := &out.Edges[v]
		x.Parent, x.Second, x.RootP = parents[v], Unseen, p[v][len(s.members)]
		x.P = at(p[v], x.Parent)
		for u := range p[v] {
			if u == len(s.members) {
				u = Unseen
			}
			if q := at(p[v], u); u != x.Parent && q > x.SecondP {
				x.Second, x.SecondP = u, q
			}
		}
	}
	for v := range out.Edges {
		out.Edges[v].Identical = s.identical(out.Edges[v].Parent, v)
		out.Edges[v].Evidence = s.evidence(m, w, v, out.Edges[v].Parent)
	}
	s.agencies(out, t.model)
	s.fold(out)
	for v := range out.Edges {
		out.Edges[v].discount(s.members[v].Elsewhere)
	}
	s.origin(out)
	return out
}

// discount lowers the probability of an unseen source by that of a source in another cluster.
func (e *Edge) discount(elsewhere float64) {
	e.RootP *= 1 - elsewhere
	switch {
	case e.Parent == Unseen:
		e.P = e.RootP
	case e.Second == Unseen && e.SecondP > 0:
		e.SecondP = e.RootP
	}
}

// at returns the probability of a parent in a row of marginals.
func at(row []float64, parent int) float64 {
	if parent == Unseen {
		return row[len(row)-1]
	}
	return row[parent]
}

// maxExact is the number of members up to which trees are counted, in time that
// grows with its third power; beyond, an edge's probability is its weight among
// those of its child.
const maxExact = 300

func marginals(g *tree.Graph) [][]float64 {
	n := g.Len()
	if n <= maxExact {
		return g.Marginals()
	}
	rows := make([][]float64, n)
	for v := range rows {
		row := make([]float64, n+1)
		top, sum := math.Inf(-1), 0.0
		for u := range row {
			row[u] = math.Inf(-1)
			switch {
			case u == n:
				row[u] = g.Score(tree.Root, v)
			case u != v:
				row[u] = g.Score(u, v)
			}
			top = max(top, row[u])
		}
		for u := range row {
			row[u] = math.Exp(row[u] - top)
			sum += row[u]
		}
		for u := range row {
			row[u] /= sum
		}
		rows[v] = row
	}
	return rows
}

// weighed are the features of a story's edges and their log-weights, by child.
type weighed struct {
	x      [][][numEdge]float64
	clocks [][]float64 // by child and parent: what the clocks say, in log-weights
	root   [][numRoot]float64
	scores [][]float64 // that of the unseen source last
}

func (s *story) weigh(m *EdgeModel) *weighed {
	w := &weighed{}
	for v := range s.members {
		x, root := s.edges(v)
		w.x, w.root = append(w.x, x), append(w.root, root)
		scores := make([]float64, 0, len(x)+1)
		clocks := make([]float64, len(x))
		for k, u := range s.parents[v] {
			order := s.order(u, v)
			clocks[k] = m.clocks(&order) / m.Temperature
			scores = append(scores, m.Edge.Score(x[k][:])/m.Temperature+clocks[k])
		}
		w.clocks = append(w.clocks, clocks)
		w.scores = append(w.scores, append(scores, m.Root.Score(root[:])/m.Temperature))
	}
	return w
}

func (w *weighed) graph(s *story) *tree.Graph {
	g := tree.New(len(s.members))
	for v, scores := range w.scores {
		if u := s.previous(v); u != Unseen {
			g.Set(u, v, 0) // a later revision is of no other source
			continue
		}
		for k, u := range s.parents[v] {
			g.Set(u, v, scores[k])
		}
		g.Set(tree.Root, v, scores[len(scores)-1])
	}
	return g
}

// identical returns the other members with the very text of u, v left out.
func (s *story) identical(u, v int) (out []int) {
	if u < 0 || len(s.table.grams[u]) == 0 {
		return nil
	}
	for i := range s.members {
		if i != u && i != v && s.table.same[i] == s.table.same[u] {
			out = append(out, i)
		}
	}
	return out
}

// origin picks the root: the member whose source is most likely none of the
// others. If an unseen source is behind several of them, no member is the origin.
func (s *story) origin(t *Trace) {
	best, roots := Unseen, 0
	for v := range t.Edges {
		e := &t.Edges[v]
		if e.Parent != Unseen {
			continue
		}
		roots++
		if best < 0 || e.RootP > t.Edges[best].RootP {
			best = v
		}
	}
	if best < 0 {
		t.Origin = Origin{Member: Unseen}
		return
	}
	e := &t.Edges[best]
	t.Origin = Origin{Member: best, P: e.RootP, Agency: e.Agency, AgencyP: e.AgencyP, Roots: roots}
	credited := e.Agency != "" && s.members[best].Feed == ""
	if s.members[best].Feed == "" && (roots > 1 || credited) {
		t.Origin.Member = Unseen // what several took from, or an agency's text that some outlet printed
	}
}
