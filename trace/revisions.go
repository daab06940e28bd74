package trace

import "slices"

// The members of a story are the articles, followed by their earlier revisions. The only
// possible parent of a later revision is the revision before it, so an article and its revisions
// form one path of the tree. Merging the path into one node leaves a tree.

// revisions records which members of a story are revisions of which article. The zero value is for
// a story without revisions.
type revisions struct {
	articles int   // number of articles
	article  []int // by member: its article; nil if there are no earlier revisions
	before   []int // by member: the revision before it, or Unseen
}

// withRevisions returns the members followed by their earlier revisions.
func withRevisions(members []*Member) ([]*Member, revisions) {
	r := revisions{articles: len(members)}
	if !slices.ContainsFunc(members, func(m *Member) bool { return len(m.Earlier) > 0 }) {
		return members, r
	}
	all := slices.Clone(members)
	for i := range members {
		r.article, r.before = append(r.article, i), append(r.before, Unseen)
	}
	for i, m := range members {
		before := Unseen
		for _, e := range m.Earlier {
			all, r.article, r.before = append(all, e), append(r.article, i), append(r.before, before)
			before = len(all) - 1
		}
		r.before[i] = before
	}
	return all, r
}

// of returns the article that a member is a revision of.
func (r *revisions) of(v int) int {
	if v == Unseen || r.article == nil {
		return v
	}
	return r.article[v]
}

// previous returns the revision before a member, or Unseen if it is the first one.
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

// restrict makes the revision before a later revision its only possible parent.
func (s *story) restrict() {
	if s.article == nil {
		return
	}
	for v := range s.parents {
		if u := s.previous(v); u != Unseen {
			s.parents[v] = []int{u}
		}
	}
}

// fold turns edges between members into edges between articles. An article has the source of
// its first revision. Its probability as a parent is the sum over its revisions.
func (s *story) fold(t *Trace) {
	t.sources = make([]int, s.articles)
	if s.article == nil {
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

// foldEdge turns the edge of a first revision into the edge of article v. p has the probability
// of each parent of the revision.
func (s *story) foldEdge(e *Edge, v int, p []float64) {
	parent := s.of(e.Parent)
	e.Earlier = Unseen
	if parent != e.Parent {
		e.Earlier = slices.Index(s.members[parent].Earlier, s.members[e.Parent])
	}
	sum := make([]float64, s.articles+1) // by article; the unseen source is last
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
