package trace

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

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
// taken from no other, where those with the same text or of one agency count once,
// and so do several that one house alone has.
func (t *Trace) Reports() []Report {
	g := t.roots()
	for v := range g.up {
		for u := range v {
			if g.up[v] != Unseen || g.up[u] != Unseen || g.find(u) == g.find(v) {
				continue
			}
			if why := t.story.joined(t, u, v); why != "" {
				g.join(u, v, why)
			}
		}
	}
	g.houses(t.story)
	at := map[int]int{}
	var out []Report
	for v := range g.up {
		r := g.find(g.root(v))
		k, ok := at[r]
		if !ok {
			k = len(out)
			at[r] = k
			out = append(out, Report{Why: strings.Join(g.why[r], "; ")})
		}
		out[k].Articles++
		if g.up[v] == Unseen {
			out[k].Roots = append(out[k].Roots, v)
		}
	}
	return out
}

// roots are the members of a cluster in groups that count once.
type roots struct {
	up   []int      // by member: its parent, Unseen for the roots
	same []int      // by root: another of its group, itself if it stands for it
	why  [][]string // by the root that stands for a group
}

func (t *Trace) roots() *roots {
	n := len(t.Edges)
	g := &roots{up: make([]int, n), same: make([]int, n), why: make([][]string, n)}
	for v := range g.up {
		g.up[v], g.same[v] = t.Edges[v].Parent, v
		if g.up[v] != Unseen && t.quotes(v) {
			g.up[v] = Unseen
		}
	}
	return g
}

func (g *roots) root(v int) int {
	for g.up[v] != Unseen {
		v = g.up[v]
	}
	return v
}

func (g *roots) find(v int) int {
	for g.same[v] != v {
		v = g.same[v]
	}
	return v
}

func (g *roots) join(u, v int, why string) {
	a, b := g.find(u), g.find(v)
	a, b = min(a, b), max(a, b)
	g.same[b] = a
	for _, w := range append([]string{why}, g.why[b]...) {
		if !slices.Contains(g.why[a], w) {
			g.why[a] = append(g.why[a], w)
		}
	}
}

// houses joins the groups that one house alone has. A text that others have too is
// no house's.
func (g *roots) houses(s *story) {
	only := map[int]string{}
	shared := map[int]bool{}
	for v := range g.up {
		r, name := g.find(g.root(v)), cmp.Or(s.members[v].House, s.members[v].Outlet)
		if old, ok := only[r]; ok && old != name {
			shared[r] = true
		}
		only[r] = name
	}
	first := map[string]int{}
	for v := range g.up {
		r := g.find(v)
		if r != v || shared[r] || g.up[v] != Unseen || only[r] == "" {
			continue
		}
		if u, ok := first[only[r]]; ok {
			g.join(u, v, fmt.Sprintf("what %s alone has counts once", only[r]))
			continue
		}
		first[only[r]] = v
	}
}

// quotes reports whether next to nothing of v is in its parent.
func (t *Trace) quotes(v int) bool {
	s, source := t.story, t.sources[v]
	v = s.first(v)
	for k, u := range s.parents[v] {
		if u == source {
			return s.up[v][k].common < ownText*s.up[v][k].n
		}
	}
	return false
}

// joined says why two roots are one report, "" if they are two.
func (s *story) joined(t *Trace, u, v int) string {
	s.table.set(u)
	x := s.table.viewOf(v, u)
	small := min(x.n, float64(len(s.table.grams[u])))
	if small > 0 && x.common >= sameText*small {
		return "they have one text, whose source is not here"
	}
	if g := t.Edges[u].Agency; g != "" && g == t.Edges[v].Agency {
		return fmt.Sprintf("what %s sent counts once", g)
	}
	return ""
}
