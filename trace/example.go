package trace

// An Example is what the model sees of a member: for fitting.
type Example struct {
	Parents []int       // indices of the members that were weighed
	Edges   [][]float64 // by parent
	Root    []float64
}

// Examples returns what the model sees of each member, without habits if h is nil.
func Examples(members []*Member, h *Habits, own *Sketch) []Example {
	s := newStory(members)
	s.stance = h.stance(members, own)
	out := make([]Example, len(members))
	for v := range members {
		edges, root := s.edges(v)
		out[v] = Example{Parents: s.parents[v], Root: root[:]}
		for k := range edges {
			out[v].Edges = append(out[v].Edges, edges[k][:])
		}
	}
	return out
}
