package page

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/wiretrace/wiretrace/report"
)

// A graph is the copy graph of a cluster. Time runs to the right, each outlet has a lane, and an edge
// leads from each parent to its copy.
type graph struct {
	Height  int
	AxisY   int
	Bottom  int
	Lanes   []lane
	Edges   []edge
	Nodes   []node
	Ticks   []svgTick
	Unseen  *node // nil: no member has an unseen source
	Drawn   int
	All     int
	Left    int // number of members that are not drawn
	Twins   int // drawn members whose parent has the same text as others
	Open    int // other drawn members whose parent is not likely
	Unknown bool
	NoClock string // label of the column of members without a time
	// Which marks the legend must explain.
	HasOrigin, HasExact, HasVague, HasSure, HasOpen, HasRunner, HasLeft bool
}

// A lane is an outlet's row.
type lane struct {
	Name, Full  string
	When        string // time of its first article
	More        int    // drawn articles after the first
	Y, TextY    int
	first       int64
	known, seen bool
}

// A node is a member.
type node struct {
	N            int
	ID           string
	X, Y         string
	Title        string
	Class        string // by its time: exact, vague, upper or none
	Origin, Root bool
	More         int // number of its copies that are not drawn
	MoreX        string
	Bar          bool // draw the bounds of its time
	From, Width  string

	x, y float64
}

// An edge is a likely parent.
type edge struct {
	From, To int // indices of members; -1: the unseen source
	Path     string
	Width    string
	Class    string // sure, open, runner or unseen
	Title    string
}

const (
	graphLeft  = 230
	graphRight = 840
	laneTop    = 60
	laneStep   = 26
	// maxDrawn is how many members are drawn. With more, edges hide each other.
	maxDrawn = 60
	// keptDrawn is how many members of a larger cluster are drawn: the roots, and those with most
	// descendants.
	keptDrawn = 40
	nodeGap   = 12 // between the nodes of a lane
)

// likelyParent is the probability above which a parent is called likely. Edges below it are dashed.
const likelyParent = .55

// newGraph draws the copy graph of a traced cluster.
func newGraph(v *report.ClusterView) *graph {
	if len(v.Members) == 0 {
		return nil
	}
	at := indexOf(v)
	parents := make([]int, len(v.Members))
	for i := range parents {
		parents[i] = parentOf(v, at, i)
	}
	drawn := chosen(v, parents)
	g := &graph{Drawn: len(drawn), All: len(v.Members), Left: len(v.Members) - len(drawn)}
	lanes := g.lay(v, drawn)
	s := g.scale(v, drawn)
	place := g.place(v, drawn, lanes, s)
	g.count(parents, place)
	g.connect(v, at, drawn, parents, place)
	g.explain()
	g.Ticks = svgTicks(s)
	g.Bottom = laneTop + len(g.Lanes)*laneStep - 8
	g.Height, g.AxisY = g.Bottom+14, laneTop-26
	return g
}

// chosen returns the members to draw, in ascending order.
func chosen(v *report.ClusterView, parents []int) []int {
	all := make([]int, len(parents))
	for i := range all {
		all[i] = i
	}
	if len(all) <= maxDrawn {
		return all
	}
	weight := descendants(parents)
	root := func(i int) bool { return v.Members[i].Traced != nil && v.Members[i].Traced.Root }
	rank := func(i int) int {
		switch {
		case isOrigin(v, i):
			return 0
		case weight[i] > 0:
			return 1
		case root(i):
			return 2
		}
		return 3
	}
	slices.SortStableFunc(all, func(a, b int) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(weight[b], weight[a]))
	})
	all = all[:keptDrawn]
	slices.Sort(all)
	return all
}

// descendants counts the descendants of each member.
func descendants(parents []int) []int {
	n := make([]int, len(parents))
	for i := range parents {
		// No path is longer than the cluster, even if records are wrong.
		for p, steps := parents[i], 0; p >= 0 && steps < len(parents); p, steps = parents[p], steps+1 {
			n[p]++
		}
	}
	return n
}

// lay makes the lanes, sorted by each outlet's first article, and returns the lane of each outlet.
func (g *graph) lay(v *report.ClusterView, drawn []int) map[string]int {
	at := map[string]int{}
	if slices.ContainsFunc(drawn, func(i int) bool { return fromUnseen(v, i) }) {
		g.Lanes = append(g.Lanes, lane{Name: "not in the collection", Full: "a source that is not in the collection", seen: true})
		g.Unseen = &node{N: -1}
	}
	top := len(g.Lanes)
	for _, i := range drawn { // in order of time
		source := v.Members[i].Article.Source
		m := momentOf(&v.Members[i])
		if k, ok := at[source]; ok {
			l := &g.Lanes[k]
			if l.More++; m.Known && (!l.known || m.Best < l.first) {
				l.When, l.first, l.known = m.Text, m.Best, true
			}
			continue
		}
		at[source] = len(g.Lanes)
		g.Lanes = append(g.Lanes, lane{Name: isolated(short(legible(source), 30)), Full: legible(source), When: m.Text, first: m.Best, known: m.Known})
	}
	order := slices.Clone(g.Lanes[top:])
	slices.SortStableFunc(order, func(a, b lane) int {
		if a.known != b.known {
			return map[bool]int{true: -1, false: 1}[a.known]
		}
		return cmp.Compare(a.first, b.first)
	})
	copy(g.Lanes[top:], order)
	for i := range g.Lanes {
		g.Lanes[i].Y = laneTop + i*laneStep
		g.Lanes[i].TextY = g.Lanes[i].Y + 4
	}
	places := map[string]int{}
	for i := range g.Lanes {
		if !g.Lanes[i].seen {
			places[g.Lanes[i].Full] = i
		}
	}
	for source := range at {
		at[source] = places[legible(source)]
	}
	return at
}

// fromUnseen reports whether an edge leads from the unseen source to a member. No edge leads to the
// origin.
func fromUnseen(v *report.ClusterView, i int) bool {
	m := &v.Members[i]
	return m.Source != nil && m.Source.Parent == unseen && !isOrigin(v, i)
}

// scale lays out the times of the drawn members.
func (g *graph) scale(v *report.ClusterView, drawn []int) *scale {
	var instants []int64
	dates := true
	for _, i := range drawn {
		m := momentOf(&v.Members[i])
		if m.Known {
			instants = append(instants, m.Best)
			dates = dates && !m.Exact && !m.Upper
		} else {
			g.Unknown = true
		}
	}
	right := float64(graphRight)
	if g.Unknown {
		right -= 110
		g.NoClock = fmt.Sprintf("%.1f", float64(graphRight-14))
	}
	left := float64(graphLeft)
	if g.Unseen != nil {
		left += 40
	}
	s := newScale(instants, left, right, breakWidth)
	s.dates = dates
	return s
}

// place puts the members into their lanes and returns the node of each.
func (g *graph) place(v *report.ClusterView, drawn []int, lanes map[string]int, s *scale) map[int]int {
	at := make(map[int]int, len(drawn))
	name := articleNames(v, plainArticle)
	for _, i := range drawn {
		m := &v.Members[i]
		when := momentOf(m)
		k := lanes[m.Article.Source]
		n := node{N: i, ID: m.Article.ID, Class: "none", x: graphRight - 14, y: float64(g.Lanes[k].Y)}
		if when.Known {
			n.x = s.x(when.Best)
			n.clock(&when, s)
		}
		n.Origin = isOrigin(v, i)
		n.Root = m.Traced != nil && m.Traced.Root
		n.Title = nodeTitle(m, &when, n.Origin, name)
		at[i] = len(g.Nodes)
		g.Nodes = append(g.Nodes, n)
	}
	g.spread()
	if g.Unseen != nil {
		g.Unseen.x, g.Unseen.y = graphLeft+8, laneTop
		g.Unseen.X, g.Unseen.Y = fmt.Sprintf("%.1f", g.Unseen.x), fmt.Sprintf("%.0f", g.Unseen.y)
	}
	return at
}

// spread separates nodes of a lane that would hide each other. If there are too many for the frame, they
// are closer.
func (g *graph) spread() {
	lanes := map[float64][]*node{}
	for i := range g.Nodes {
		lanes[g.Nodes[i].y] = append(lanes[g.Nodes[i].y], &g.Nodes[i])
	}
	for _, lane := range lanes {
		slices.SortStableFunc(lane, func(a, b *node) int { return cmp.Compare(a.x, b.x) })
		gap := min(nodeGap, (graphRight-graphLeft)/float64(len(lane)))
		least := float64(graphLeft)
		for _, n := range lane {
			n.x = max(n.x, least)
			least = n.x + gap
		}
		most := float64(graphRight)
		for _, n := range slices.Backward(lane) {
			n.x = min(n.x, most)
			most = n.x - gap
			n.X, n.Y, n.MoreX = fmt.Sprintf("%.1f", n.x), fmt.Sprintf("%.0f", n.y), fmt.Sprintf("%.1f", n.x+9)
		}
	}
}

// clock draws the time of a node and its bounds.
func (n *node) clock(m *moment, s *scale) {
	switch {
	case m.Upper:
		n.Class = "upper"
		n.Bar, n.From, n.Width = true, fmt.Sprintf("%.1f", n.x-26), "26"
	case m.Exact:
		n.Class = "exact"
	default:
		n.Class = "vague"
		from, to := s.x(m.From), s.x(m.To)
		n.Bar, n.From, n.Width = true, fmt.Sprintf("%.1f", from), fmt.Sprintf("%.1f", to-from)
	}
}

func nodeTitle(m *report.MemberView, when *moment, origin bool, name func(id string) string) string {
	s := fmt.Sprintf("%s, %s, %s", isolated(m.Article.Source), when.Text, isolated(m.Article.ID))
	if when.Note != "" {
		s += " (" + when.Note + ")"
	}
	if origin {
		return s + "; the origin"
	}
	if from := fromWords(m, name); from != "" {
		s += "; " + from
	}
	return s
}

// count sets the number of copies of each node that are not drawn.
func (g *graph) count(parents []int, place map[int]int) {
	for i, p := range parents {
		if _, ok := place[i]; ok || p < 0 {
			continue
		}
		// Skip ancestors that are not drawn.
		for steps := 0; p >= 0 && steps < len(parents); p, steps = parents[p], steps+1 {
			if k, ok := place[p]; ok {
				g.Nodes[k].More++
				break
			}
		}
	}
}
