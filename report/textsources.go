package report

import (
	"fmt"
)

// sources writes the source of a cluster's text and its independent reports.
func (t *Text) sources(v *ClusterView) {
	c := &v.Cluster
	if c.Independent == nil {
		return
	}
	t.wrapped("  ", "    ", originLine(v, clean), false)
	if v.Gone > 0 {
		t.printf("  %s\n", cut(fmt.Sprintf("%s of it deleted or revised since: run \"wiretrace dedup\"", count(v.Gone, "article")), t.width()-2))
	}
	for i := range c.Reports {
		r := &c.Reports[i]
		if r.Why == "" {
			continue
		}
		line := fmt.Sprintf("%s and %s more have no source in the collection and count as one report: %s",
			clean(r.Roots[0]), Number(len(r.Roots)-1), words(r.Why))
		t.wrapped("  ", "    ", line, false)
	}
}

// sourceName returns a short name of a member's source.
func sourceName(c *Cluster, m *MemberView, quote func(string) string) string {
	if o := c.Origin.Article; o != nil && *o == m.Article.ID && m.Source.Parent == Unseen {
		return "the original"
	}
	return "from " + parentName(m.Source.Parent, quote)
}

// parentName returns the name of a parent. An article without a parent in the collection may be its own
// work or a copy of an unseen source.
func parentName(parent string, quote func(string) string) string {
	if parent == Unseen {
		return "no article here"
	}
	return quote(parent)
}

// evidence writes the evidence for a member's parent.
func (t *Text) evidence(m *MemberView) {
	const indent = "    "
	if m.Agency != "" {
		t.wrapped(indent, indent+"  ", fmt.Sprintf("text of %s: %s", words(m.agencyName()), oddsOf(m.AgencyP)), false)
	}
	t.reasoned(indent, m.Source, m.Source.Parent != Unseen)
}

// reasoned writes the evidence for a parent, a sentence on each line with its effect on the odds, and the
// runner-up.
func (t *Text) reasoned(indent string, c *Copy, seen bool) {
	for i := range c.Evidence {
		e := &c.Evidence[i]
		t.wrapped(fmt.Sprintf("%s%+5.1f  ", indent, e.Weight), indent+"       ", words(e.Sentence(seen)), false)
	}
	if r := c.RunnerUp; r != nil && r.P >= leastRunnerUp {
		t.wrapped(indent, indent+"  ", fmt.Sprintf("next most likely: %s (%s)", parentName(r.Parent, clean), Chance(r.P)), false)
	}
}

// leastRunnerUp is the least probability of a runner-up that is printed.
const leastRunnerUp = .05
