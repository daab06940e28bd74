package trace

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Report is an independent report within a cluster: text that entered the cluster once. All
// direct and indirect copies of it belong to it.
type Report struct {
	Roots    []int  // members that were not taken from another member, ascending
	Articles int    // number of members that come from them, with the roots
	Why      string // why several roots count as one report, in words; empty: there is one root
}

// sameText is the share of word grams from which on two roots were taken from one text that is
// not in the cluster. It is a share of the shorter root.
const sameText = .3

// ownText is a share of an article's word grams. If its parent has less, the article is a
// report of its own that quotes the parent.
const ownText = .2

// Reports returns the independent reports of a cluster. Their roots are the members that were
// not taken from another member. Roots with the same text, roots of the same agency, and roots
// whose text only one house has count once.
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

// roots holds the roots of a cluster in groups. Each group is one report.
type roots struct {
	up   []int      // by member: its parent, Unseen for the roots
	same []int      // by root: another root of its group, or itself if it represents the group
	why  [][]string // by the root that represents a group
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

// houses joins the groups of one house whose text no other house has.
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

// quotes reports whether v has so little text of its parent that it only quotes it.
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

// joined returns why two roots are one report, or "" if they are not.
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
