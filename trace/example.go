package trace

// An Example is what the model sees of a member: for fitting.
type Example struct {
	Parents []int       // indices of the members that were weighed
	Edges   [][]float64 // by parent
	Root    []float64
}

// Examples returns what the model sees of each member.
func Examples(members []*Member) []Example {
	s := newStory(members)
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
