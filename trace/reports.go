package trace

import "fmt"

// A Report is an independent report within a cluster: one way in which the news
// got here. All that was copied from it, by whomever, belongs to it.
type Report struct {
	Roots    []int  // members that were taken from no other, ascending
	Articles int    // members that come from them
	Why      string // why the roots count as one, in words; empty: there is one
}

// sameText is the share of the shorter of two roots' word grams that the other has
// from which on both were taken from one text that is not here.
const sameText = .3

// ownText is the share of an article's word grams found in its parent below
// which it is a report of its own that quotes the other.
const ownText = .2

// Reports counts the independent reports of a cluster: the members that were
// taken from no other, where those of one house, of one agency, or with the same
// text count once.
func (t *Trace) Reports() []Report {
	s, n := t.story, len(t.Edges)
	up := make([]int, n) // to the root that stands for a member
	for v := range up {
		up[v] = t.Edges[v].Parent
		if up[v] != Unseen && t.quotes(v) {
			up[v] = Unseen
		}
	}
	root := func(v int) int {
		for up[v] != Unseen {
			v = up[v]
		}
		return v
	}
	same := make([]int, n)
	for v := range same {
		same[v] = v
	}
	find := func(v int) int {
		for same[v] != v {
			v = same[v]
		}
		return v
	}
	why := make([]string, n)
	for v := range n {
		for u := range v {
			if up[v] != Unseen || up[u] != Unseen || find(u) == find(v) {
				continue
			}
			if reason := s.joined(t, u, v); reason != "" {
				a, b := find(u), find(v)
				same[b] = a
				if why[a] == "" {
					why[a] = reason
				}
			}
		}
	}
	at := map[int]int{}
	var out []Report
	for v := range n {
		r := find(root(v))
		k, ok := at[r]
		if !ok {
			k = len(out)
			at[r] = k
			out = append(out, Report{Why: why[r]})
		}
		out[k].Articles++
		if up[v] == Unseen {
			out[k].Roots = append(out[k].Roots, v)
		}
	}
	return out
}

// quotes reports whether next to nothing of v is in its parent.
func (t *Trace) quotes(v int) bool {
	s := t.story
	for k, u := range s.parents[v] {
		if u == t.Edges[v].Parent {
			return s.up[v][k].common < ownText*s.up[v][k].n
		}
	}
	return false
}

// joined says why two roots are one report, "" if they are two.
func (s *story) joined(t *Trace, u, v int) string {
	a, b := s.members[u], s.members[v]
	switch {
	case a.Outlet == b.Outlet:
		return "one outlet's count once"
	case a.House != "" && a.House == b.House:
		return fmt.Sprintf("the outlets of %s count once", a.House)
	}
	s.table.set(u)
	x := s.table.look(v, u)
	small := min(x.n, float64(len(s.table.grams[u])))
	if small > 0 && x.common >= sameText*small {
		return "they have one text, whose source is not here"
	}
	if g := t.Edges[u].Agency; g != "" && g == t.Edges[v].Agency {
		return fmt.Sprintf("what %s sent counts once", g)
	}
	return ""
}
