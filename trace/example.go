package trace

// An Example is what the model sees of a member: for fitting.
type Example struct {
	Parents []int       // indices of the members that were weighed
	Edges   [][]float64 // by parent
	Root    []float64
	Order   [][]float64 // by parent: what clocks say
}

// Examples returns the features that the model sees of each member, without profiles if h is nil.
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

// An AgencyExample is what the model sees of an agency that a member may have text of.
type AgencyExample struct {
	Agency   string
	Features []float64
}

// AgencyExamples returns what the model sees of agencies, by member.
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
