package page

import (
	"fmt"

	"github.com/wiretrace/wiretrace/report"
)

// connect draws an edge to each member that is drawn, and where the parent is open a
// second one from the next likely.
func (g *graph) connect(v *report.ClusterView, at map[string]int, drawn, parents []int, place map[int]int) {
	name := articleNames(v, plainArticle)
	for _, i := range drawn {
		m := &v.Members[i]
		to := &g.Nodes[place[i]]
		if m.Source == nil || to.Origin {
			continue
		}
		open := m.Source.P <= likelyParent
		switch {
		case m.Traced != nil && m.Traced.TwinCount > 0 && m.Source.Parent != unseen:
			g.Twins++
		case open:
			g.Open++
		}
		if from := g.end(m.Source.Parent, parents[i], place); from != nil {
			class := "sure"
			if open {
				class = "open"
			}
			if from.N < 0 {
				class += " unseen"
			}
			g.Edges = append(g.Edges, g.newEdge(from, to, m.Source.P, class, fmt.Sprintf("%s %s", name(m.Article.ID), fromWords(m, name))))
		}
		if r := m.Source.RunnerUp; open && r != nil {
			member, second := -1, "no article here"
			if k, ok := at[r.Parent]; ok {
				member, second = k, name(r.Parent)
			}
			if from := g.end(r.Parent, member, place); from != nil && from != to {
				title := fmt.Sprintf("%s, or else from %s (%s)", name(m.Article.ID), second, report.Chance(r.P))
				g.Edges = append(g.Edges, g.newEdge(from, to, 0, "runner", title))
			}
		}
	}
}

// end returns the node where an edge begins; nil: it is not drawn.
func (g *graph) end(id string, member int, place map[int]int) *node {
	if id == unseen {
		return g.Unseen
	}
	if k, ok := place[member]; ok && member >= 0 {
		return &g.Nodes[k]
	}
	return nil
}

// newEdge draws an edge: from left to right where the clocks say so, else around the
// left side.
func (g *graph) newEdge(from, to *node, p float64, class, title string) edge {
	x1, y1, x2, y2 := from.x+5, from.y, to.x-7, to.y
	e := edge{From: from.N, To: to.N, Class: class, Title: title, Width: fmt.Sprintf("%.2f", .8+3.2*p)}
	switch {
	case y1 == y2 && x2 > x1: // one outlet's own lane: above it
		e.Path = fmt.Sprintf("M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f", from.x, y1-6, from.x+10, y1-18, to.x-24, y1-18, to.x-6, y1-4)
	case x2-x1 >= 16:
		mid := (x2 - x1) / 2
		e.Path = fmt.Sprintf("M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f", x1, y1, x1+mid, y1, x2-mid, y2, x2, y2)
	default:
		g.HasLeft = true
		out := min(from.x, to.x) - 34
		e.Path = fmt.Sprintf("M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f", from.x-5, y1, out, y1, out, y2, x2, y2)
	}
	return e
}

// explain notes which marks the drawing has.
func (g *graph) explain() {
	for i := range g.Nodes {
		n := &g.Nodes[i]
		g.HasOrigin = g.HasOrigin || n.Origin
		g.HasExact = g.HasExact || n.Class == "exact"
		g.HasVague = g.HasVague || n.Class != "exact"
	}
	for i := range g.Edges {
		switch e := &g.Edges[i]; e.Class {
		case "runner":
			g.HasRunner = true
		case "open", "open unseen":
			g.HasOpen = true
		default:
			g.HasSure = true
		}
	}
}
