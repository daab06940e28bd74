package graph

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// copies renders the copy graph.
type copies struct {
	to        encoder
	runnersUp bool // also draw edges from the second likeliest parents
	nodes     int
	begun     bool
}

func copyScheme() *scheme {
	return &scheme{
		name: Copies, timed: true,
		nodes: []attribute{
			{"kind", "string"},
			{"id", "string"},
			{"source", "string"},
			{"title", "string"},
			{"url", "string"},
			{"time", "string"},
			{"cluster", "string"},
			{"class", "string"},
			{"copied", "double"},
			{"agency", "string"},
			{"report", "int"},
			{"origin", "boolean"},
			{"keep", "boolean"},
			{"status", "string"},
		},
		edges: []attribute{
			{"kind", "string"},
			{"p", "double"},
			{"delay_seconds", "long"},
			{"kept_words", "int"},
			{"added_words", "int"},
			{"cut_words", "int"},
			{"evidence", "string"},
		},
	}
}

// Summary begins the graph.
func (c *copies) Summary(report.Summary) error {
	c.begun = true
	return c.to.begin(copyScheme())
}

// Cluster writes the nodes and edges of a cluster.
func (c *copies) Cluster(v *report.ClusterView) error {
	label := v.Cluster.ID
	if v.Keep >= 0 && v.Keep < len(v.Members) {
		label += "  " + v.Members[v.Keep].Article.Title
	}
	if err := c.to.group(label); err != nil {
		return err
	}
	at := map[string]int{} // article id -> node
	for i := range v.Members {
		c.nodes++
		at[v.Members[i].Article.ID] = c.nodes
		if err := c.to.node(c.article(v, i)); err != nil {
			return err
		}
	}
	first := c.nodes - len(v.Members)
	unseen := map[string]int{} // agency -> node of its unseen source
	for i := range v.Members {
		if agency, ok := v.Cluster.UnseenSource(&v.Members[i]); ok && unseen[agency] == 0 {
			c.nodes++
			unseen[agency] = c.nodes
			if err := c.to.node(c.unseen(v, agency)); err != nil {
				return err
			}
		}
	}
	for i := range v.Members {
		m := &v.Members[i]
		if m.Source == nil {
			continue
		}
		from, delay := at[m.Source.Parent], ""
		if from > 0 {
			delay = delayOf(m, &v.Members[from-first-1])
		}
		if agency, ok := v.Cluster.UnseenSource(m); ok {
			from = unseen[agency]
		}
		if err := c.edges(m, from, first+1+i, delay, at); err != nil {
			return err
		}
	}
	return nil
}

// article returns the node of member i.
func (c *copies) article(v *report.ClusterView, i int) *node {
	m := &v.Members[i]
	a := &m.Article
	n := &node{n: c.nodes, label: a.Source, start: start(a.Clock())}
	for _, line := range []string{report.When(a.Clock()), a.Title} {
		if line != "" {
			n.label += "\n" + line
		}
	}
	class, copied, index := "", "", ""
	if x := m.Traced; x != nil {
		class, copied = x.Class, decimal(x.Copied)
		if x.Report >= 0 {
			index = strconv.Itoa(x.Report)
		}
	}
	origin := ""
	if v.Traced {
		origin = strconv.FormatBool(v.Cluster.Origin.Article != nil && *v.Cluster.Origin.Article == a.ID)
	}
	status := ""
	if m.Status != article.StatusUsable {
		status = m.Status.String()
	}
	n.values = []string{
		"article", a.ID, a.Source, a.Title, a.URL, a.Clock().String(), v.Cluster.ID, class, copied, m.Agency, index,
		origin, strconv.FormatBool(i == v.Keep), status,
	}
	return n
}

// unseen returns the node of a source that is not in the store.
func (c *copies) unseen(v *report.ClusterView, agency string) *node {
	n := &node{n: c.nodes, label: "unseen source", dashed: true}
	if agency != "" {
		n.label = agency + "\n" + n.label
	}
	n.values = []string{"unseen", "", "", "", "", "", v.Cluster.ID, "", "", agency, "", "", "", ""}
	return n
}

// edges writes the edges to an article from its likeliest parent, whose node is from, and if wanted from
// the second likeliest, as far as they are in the graph.
func (c *copies) edges(m *report.MemberView, from, to int, delay string, at map[string]int) error {
	if from != 0 {
		var reasons []string
		for _, e := range m.Source.Evidence {
			reasons = append(reasons, fmt.Sprintf("%s (%+.4f): %s", e.Kind, report.Round(e.Weight), e.Text))
		}
		e := &edge{from: from, to: to, weight: m.Source.P, width: m.Source.P}
		e.values = []string{"parent", decimal(m.Source.P), delay, "", "", "", strings.Join(reasons, "\n")}
		if m.Traced != nil && m.Traced.FromParent != nil {
			d := m.Traced.FromParent
			e.values[3], e.values[4], e.values[5] = strconv.Itoa(d.Kept.Words), strconv.Itoa(d.Added.Words), strconv.Itoa(d.Cut.Words)
		}
		if err := c.to.edge(e); err != nil {
			return err
		}
	}
	r := m.Source.RunnerUp
	if !c.runnersUp || r == nil || at[r.Parent] == 0 || at[r.Parent] == from {
		return nil
	}
	return c.to.edge(&edge{
		from: at[r.Parent], to: to, weight: r.P, width: r.P, dashed: true,
		values: []string{"runner-up", decimal(r.P), "", "", "", "", ""},
	})
}

// delayOf returns the seconds between a parent and its copy, or "" if unknown.
func delayOf(m, parent *report.MemberView) string {
	if m.Traced == nil || parent.Traced == nil || !m.Traced.Clock.Known || !parent.Traced.Clock.Known {
		return ""
	}
	return strconv.FormatInt(m.Traced.Clock.Best-parent.Traced.Clock.Best, 10)
}

// Article does nothing.
func (c *copies) Article(*report.ArticleView) error { return nil }

// End ends the graph.
func (c *copies) End() error {
	if !c.begun { // the report failed before it started
		return nil
	}
	return c.to.end()
}

func decimal(x float64) string { return strconv.FormatFloat(report.Round(x), 'f', -1, 64) }

// start returns a time as XML Schema dates and times: a date stays a date, and a time known to the minute
// gets its first second. It returns "" for months and years.
func start(t article.Time) string {
	s := t.String()
	switch t.Precision {
	case article.PrecisionDay, article.PrecisionSecond:
		return s
	case article.PrecisionMinute:
		if t.Zone {
			return strings.TrimSuffix(s, "Z") + ":00Z"
		}
		return s + ":00"
	}
	return ""
}
