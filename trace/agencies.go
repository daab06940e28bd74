package trace

import "slices"

// agencies names the agency behind each member: its own if it is an agency's
// outlet, that of its credits, or that of the text that it was taken from.
func (s *story) agencies(t *Trace) {
	group, votes := s.votes(t)
	all := map[string]float64{}
	for v := range t.Edges {
		for a, x := range votes[group[v]] {
			all[a] += x / float64(len(t.Edges))
		}
	}
	for v := range t.Edges {
		e := &t.Edges[v]
		if e.Agency, e.AgencyP = s.members[v].Agency(); e.Agency != "" {
			continue
		}
		by, trust := votes[group[v]], 1.0
		if len(by) == 0 {
			by, trust = s.akin(group[v], group, votes)
		}
		if len(by) == 0 && e.Parent == Unseen && e.P < .9 {
			by, trust = all, 1
		}
		name, share := leading(by)
		e.Agency, e.AgencyP = name, share*trust
	}
	for v := range t.Edges { // what was passed on is as sure as the way that it took
		e := &t.Edges[v]
		if _, p := s.members[v].Agency(); p > 0 || e.Agency == "" {
			continue
		}
		for u, steps := v, 0; t.Edges[u].Parent != Unseen && steps < 3; steps++ {
			e.AgencyP *= t.Edges[u].P + (1-t.Edges[u].P)*.7
			u = t.Edges[u].Parent
		}
	}
}

// votes returns the root of each member's tree, and what the members of each tree
// credit, by root and agency.
func (s *story) votes(t *Trace) (group []int, votes map[int]map[string]float64) {
	group, votes = make([]int, len(t.Edges)), map[int]map[string]float64{}
	for v := range t.Edges {
		r := v
		for t.Edges[r].Parent != Unseen {
			r = t.Edges[r].Parent
		}
		group[v] = r
		if votes[r] == nil {
			votes[r] = map[string]float64{}
		}
		if f := s.members[v].Feed; f != "" {
			votes[r][f] += 3
			continue
		}
		for _, a := range s.credited[v] {
			votes[r][a] += 1 / float64(len(s.credited[v]))
		}
	}
	return group, votes
}

// akin returns the votes of the tree that has most of a root's text, if it has any and
// that is enough for both to be from one source that is not here, and the share that it has.
func (s *story) akin(root int, group []int, votes map[int]map[string]float64) (map[string]float64, float64) {
	var best map[string]float64
	most := 0.0
	for k, u := range s.parents[root] {
		up := &s.up[root][k]
		small := min(up.n, s.down[root][k].n)
		if by := votes[group[u]]; len(by) > 0 && small > 0 && up.common >= sameText*small && up.common > most*small {
			best, most = by, up.common/small
		}
	}
	return best, most
}

// leading returns the agency with most votes and its share.
func leading(votes map[string]float64) (string, float64) {
	names := make([]string, 0, len(votes))
	for a := range votes {
		names = append(names, a)
	}
	slices.Sort(names)
	best, sum := "", .5
	for _, a := range names {
		sum += votes[a]
		if best == "" || votes[a] > votes[best] {
			best = a
		}
	}
	if best == "" {
		return "", 0
	}
	return best, votes[best] / sum
}
