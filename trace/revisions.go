package trace

import "slices"

// A story's members are the articles, then their earlier revisions. A later revision can only be
// taken from the one before it, so that an article and its revisions are one path of the tree:
// joined again they are one node, and a tree stays a tree.

// revisions records which members of a story are revisions of which article. The zero value is for
// a story without revisions.
type revisions struct {
	articles int   // members that are articles
	owner    []int // by member: the article; nil if there are no earlier revisions
	before   []int // by member: the revision before it, Unseen if none
}

// withRevisions returns the members with their earlier revisions behind them.
func withRevisions(members []*Member) ([]*Member, revisions) {
	r := revisions{articles: len(members)}
	if !slices.ContainsFunc(members, func(m *Member) bool { return len(m.Earlier) > 0 }) {
		return members, r
	}
	all := slices.Clone(members)
	for i := range members {
		r.owner, r.before = append(r.owner, i), append(r.before, Unseen)
	}
	for i, m := range members {
		before := Unseen
		for _, e := range m.Earlier {
			all, r.owner, r.before = append(all, e), append(r.owner, i), append(r.before, before)
			before = len(all) - 1
		}
		r.before[i] = before
	}
	return all, r
}

// of returns the article that a member is a revision of.
func (r *revisions) of(v int) int {
	if v == Unseen || r.owner == nil {
		return v
	}
	return r.owner[v]
}

// previous returns the revision before a member, Unseen if it is the first.
func (r *revisions) previous(v int) int {
	if r.before == nil {
		return Unseen
	}
	return r.before[v]
}

// first returns the first revision of an article.
func (r *revisions) first(v int) int {
	for r.previous(v) != Unseen {
		v = r.previous(v)
	}
	return v
}

// restrict leaves a later revision the one before it as its only parent.
func (s *story) restrict() {
	if s.owner == nil {
		return
	}
	for v := range s.parents {
		if u := s.previous(v); u != Unseen {
			s.parents[v] = []int{u}
		}
	}
}

// fold makes the edges of members those of articles: an article has the source of its first
// revision, and is as likely a parent as all its revisions together.
func (s *story) fold(t *Trace) {
	t.sources = make([]int, s.articles)
	if s.owner == nil {
		for v := range t.Edges {
			t.sources[v] = t.Edges[v].Parent
			t.Edges[v].Earlier = Unseen
		}
		return
	}
	for v := range s.articles {
		f := s.first(v)
		e := t.Edges[f]
		own := &t.Edges[v]
		e.Agency, e.AgencyP, e.Agencies = own.Agency, own.AgencyP, own.Agencies
		t.sources[v] = e.Parent
		s.foldEdge(&e, v, t.parents[f])
		*own = e
	}
	t.Edges = t.Edges[:s.articles]
}

// foldEdge makes the edge of a first revision that of article v. p has the probability of each
// parent of it.
func (s *story) foldEdge(e *Edge, v int, p []float64) {
	parent := s.of(e.Parent)
	e.Earlier = Unseen
	if parent != e.Parent {
		e.Earlier = slices.Index(s.members[parent].Earlier, s.members[e.Parent])
	}
	sum := make([]float64, s.articles+1) // that of the unseen source last
	for u, q := range p {
		if u == len(p)-1 {
			sum[s.articles] = q
		} else {
			sum[s.of(u)] += q
		}
	}
	e.Parent, e.P, e.Second, e.SecondP = parent, at(sum, parent), Unseen, 0
	for u := range sum {
		if u == s.articles {
			u = Unseen
		}
		if q := at(sum, u); u != parent && q > e.SecondP {
			e.Second, e.SecondP = u, q
		}
	}
	var identical []int
	for _, u := range e.Identical {
		if u = s.of(u); u != parent && u != v && !slices.Contains(identical, u) {
			identical = append(identical, u)
		}
	}
	e.Identical = identical
}
