package report

import (
	"fmt"
	"strings"
)

// sources writes where the text of a cluster is from, and how many independent
// reports it holds.
func (t *Text) sources(v *ClusterView) {
	c := &v.Cluster
	if c.Independent == nil {
		return
	}
	t.printf("  %s\n", cut(originLine(c), t.width()-2))
	if v.Gone > 0 {
		t.printf("  %s\n", cut(fmt.Sprintf("%s of it deleted or revised since: run \"wiretrace dedup\"", count(v.Gone, "article")), t.width()-2))
	}
	for i := range c.Reports {
		r := &c.Reports[i]
		if r.Why == "" {
			continue
		}
		line := fmt.Sprintf("%s and %s more, taken from no article here, are one report: %s",
			clean(r.Roots[0]), number(len(r.Roots)-1), words(r.Why))
		t.printf("  %s\n", cut(line, t.width()-2))
	}
}

// originLine says where the text of a cluster is from.
func originLine(c *Cluster) string {
	o := &c.Origin
	s := "origin: not in the store"
	if o.Article != nil {
		s = "origin: " + clean(*o.Article)
	}
	s = fmt.Sprintf("%s (%s)", s, percent(o.P))
	if o.Agency != nil {
		s += fmt.Sprintf(", text of %s (%s)", words(*o.Agency), percent(o.AgencyP))
	}
	return s + "; " + count(*c.Independent, "independent report")
}

func parentName(parent string) string {
	if parent == "unseen" {
		return "a source not here"
	}
	return clean(parent)
}

// evidence writes what spoke for a member's parent.
func (t *Text) evidence(m *MemberView) {
	indent := strings.Repeat(" ", 4)
	if m.Agency != "" {
		t.printf("%s%s\n", indent, cut(fmt.Sprintf("text of %s (%s)", words(m.Agency), percent(m.AgencyP)), t.width()-4))
	}
	for _, e := range m.Source.Evidence {
		t.printf("%s%s\n", indent, cut(fmt.Sprintf("%+5.1f  %s: %s", e.Weight, e.Kind, words(e.Text)), t.width()-4))
	}
	if r := m.Source.RunnerUp; r != nil {
		t.printf("%s%s\n", indent, cut(fmt.Sprintf("or else from %s (%s)", parentName(r.Parent), percent(r.P)), t.width()-4))
	}
}
