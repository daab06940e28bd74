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

// WithModel returns a tracer with another model, for fitting.
func WithModel(m *Model) *Tracer { return &Tracer{m} }

// Trace finds the sources of the members of a cluster, without profiles of outlets. Of several
// equally likely parents it names the first, so members must be in a fixed order, such as the
// order of their ids.
func (t *Tracer) Trace(members []*Member) *Trace { return t.TraceWith(members, nil, nil) }

// TraceWith is like Trace, with the profiles h of the outlets of the store. own is what the
// cluster itself added to h, or nil if it added nothing. It is left out of the profiles.
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

// discount lowers the probability of an unseen source by the probability that the source is in
// another cluster.
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

// maxExact is the largest number of members for which the probability of an edge is its share
// of all trees. The time for that grows with the third power of the members. In a larger
// cluster it is the edge's share of the weights of all edges into its child.
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

// weighed holds the features and log-weights of a story's edges, by child.
type weighed struct {
	x      [][][numEdge]float64
	clocks [][]float64 // by child and parent: log-weights of the clocks
	root   [][numRoot]float64
	scores [][]float64 // by child and parent: log-weights; the unseen source is last
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
			g.Set(u, v, 0) // the only parent of a later revision is the one before it
			continue
		}
		for k, u := range s.parents[v] {
			g.Set(u, v, scores[k])
		}
		g.Set(tree.Root, v, scores[len(scores)-1])
	}
	return g
}

// identical returns the other members with exactly the text of u, without v.
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

// origin chooses the origin: the member whose source is most likely none of the others. If
// several members come from an unseen source, no member is the origin.
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
		t.Origin.Member = Unseen // the common source of several members, or an agency's text
	}
}
