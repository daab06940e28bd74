package graph

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/wiretrace/wiretrace/report"
)

// outlets renders the graph of outlets. It counts until the end of the report.
type outlets struct {
	to    encoder
	at    map[string]int // places in list by name
	list  []outlet
	links map[[2]int]*link // by places of parent's and child's outlet
	begun bool
}

type outlet struct {
	name                   string
	articles, roots, taken int
}

type link struct {
	articles, agency int
	expected         float64 // sum of the probabilities
	delays           []int64
}

// Summary begins the graph.
func (o *outlets) Summary(report.Summary) error {
	o.begun = true
	return nil
}

// Cluster counts which outlets took text from each other in a cluster.
func (o *outlets) Cluster(v *report.ClusterView) error {
	at := make(map[string]int, len(v.Members))
	for i := range v.Members {
		at[v.Members[i].Article.ID] = i
	}
	for i := range v.Members {
		m := &v.Members[i]
		x := o.outlet(m.Article.Source)
		o.list[x].articles++
		if m.Traced != nil && m.Traced.Root {
			o.list[x].roots++
		}
		if m.Source == nil {
			continue
		}
		k, ok := at[m.Source.Parent]
		if !ok {
			continue
		}
		p := &v.Members[k]
		if from := o.outlet(p.Article.Source); from != x {
			o.list[x].taken++
			o.link(from, x).add(m, p)
		}
	}
	return nil
}

func (o *outlets) outlet(name string) int {
	k, ok := o.at[name]
	if !ok {
		k = len(o.list)
		o.at[name] = k
		o.list = append(o.list, outlet{name: name})
	}
	return k
}

func (o *outlets) link(from, to int) *link {
	l := o.links[[2]int{from, to}]
	if l == nil {
		l = &link{}
		o.links[[2]int{from, to}] = l
	}
	return l
}

// add counts an article and its parent.
func (l *link) add(m, parent *report.MemberView) {
	l.articles++
	l.expected += m.Source.P
	if m.Agency != "" {
		l.agency++
	}
	if m.Traced != nil && parent.Traced != nil && m.Traced.Clock.Known && parent.Traced.Clock.Known {
		l.delays = append(l.delays, m.Traced.Clock.Best-parent.Traced.Clock.Best)
	}
}

// Article does nothing.
func (o *outlets) Article(*report.ArticleView) error { return nil }

// End writes the graph: outlets by name, and their links by both names.
func (o *outlets) End() error {
	if !o.begun { // the report failed before it started
		return nil
	}
	err := o.to.begin(&scheme{
		name:  Outlets,
		nodes: []attribute{{"source", "string"}, {"articles", "int"}, {"roots", "int"}},
		edges: []attribute{{"articles", "int"}, {"expected", "double"}, {"share", "double"}, {"agency", "int"}, {"median_delay", "long"}},
	})
	if err != nil {
		return err
	}
	order := make([]int, len(o.list))
	for k := range order {
		order[k] = k
	}
	slices.SortFunc(order, func(x, y int) int { return cmp.Compare(o.list[x].name, o.list[y].name) })
	number := make([]int, len(o.list))
	for i, k := range order {
		number[k] = i + 1
		x := &o.list[k]
		if err := o.to.node(&node{n: i + 1, label: x.name, values: []string{x.name, strconv.Itoa(x.articles), strconv.Itoa(x.roots)}}); err != nil {
			return err
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(o.links), func(x, y [2]int) int {
		return cmp.Or(cmp.Compare(number[x[0]], number[y[0]]), cmp.Compare(number[x[1]], number[y[1]]))
	}) {
		if err := o.to.edge(o.links[k].edge(number[k[0]], number[k[1]], o.list[k[1]].taken)); err != nil {
			return err
		}
	}
	return o.to.end()
}

// edge returns the edge of a link. taken is how many articles the receiving outlet took from others.
func (l *link) edge(from, to, taken int) *edge {
	share := float64(l.articles) / float64(taken)
	delay := ""
	if n := len(l.delays); n > 0 {
		slices.Sort(l.delays)
		delay = strconv.FormatInt((l.delays[(n-1)/2]+l.delays[n/2])/2, 10)
	}
	return &edge{
		from: from, to: to, weight: float64(l.articles), width: share,
		values: []string{strconv.Itoa(l.articles), decimal(l.expected), decimal(share), strconv.Itoa(l.agency), delay},
	}
}
