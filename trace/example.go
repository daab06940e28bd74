package trace

// An Example holds the features of one member, for fitting a model.
type Example struct {
	Parents []int       // indices of the members that may be its parent
	Edges   [][]float64 // by parent
	Root    []float64
	Order   [][]float64 // by parent: features of the clocks
}

// Examples returns the features of each member, without profiles if h is nil.
func Examples(members []*Member, h *Profiles, own *Observation) []Example {
	s := newStory(members)
	s.clusterProfiles = h.clusterProfiles(s.members, own)
	out := make([]Example, len(members))
	for v := range members {
		edges, root := s.edges(v)
		out[v] = Example{Parents: s.parents[v], Root: root[:]}
		for k := range edges {
			out[v].Edges = append(out[v].Edges, edges[k][:])
			order := s.order(s.parents[v][k], v)
			out[v].Order = append(out[v].Order, order[:])
		}
	}
	return out
}

// An AgencyExample holds the features of an agency that a member may have text of, for fitting
// a model.
type AgencyExample struct {
	Agency   string
	Features []float64
}

// AgencyExamples returns the examples of agencies, by member.
func (t *Tracer) AgencyExamples(members []*Member, h *Profiles, own *Observation) [][]AgencyExample {
	traced := t.TraceWith(members, h, own)
	out := make([][]AgencyExample, len(members))
	for v, list := range traced.story.agencyFeatures(traced) {
		for i := range list {
			out[v] = append(out[v], AgencyExample{list[i].agency, list[i].f[:]})
		}
	}
	return out
}
