package report

import (
	"fmt"
)

// sources writes where the text of a cluster is from, and how many independent
// reports it holds.
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
			clean(r.Roots[0]), number(len(r.Roots)-1), words(r.Why))
		t.wrapped("  ", "    ", line, false)
	}
}

// sourceName says in few words where a member's text is from.
func sourceName(c *Cluster, m *MemberView, quote func(string) string) string {
	if o := c.Origin.Article; o != nil && *o == m.Article.ID && m.Source.Parent == Unseen {
		return "the original"
	}
	return "from " + parentName(m.Source.Parent, quote)
}

// parentName names a parent. An article without a parent in the collection may be its own
// work as well as a copy of an unseen source.
func parentName(parent string, quote func(string) string) string {
	if parent == Unseen {
		return "no article here"
	}
	return quote(parent)
}

// evidence writes what spoke for a member's parent.
func (t *Text) evidence(m *MemberView) {
	const indent = "    "
	if m.Agency != "" {
		t.wrapped(indent, indent+"  ", fmt.Sprintf("text of %s: %s", words(m.agencyName()), oddsOf(m.AgencyP)), false)
	}
	t.reasoned(indent, m.Source, m.Source.Parent != Unseen)
}

// reasoned writes the evidence for a parent, a sentence a line with what it does to
// the log-odds, and the runner-up.
func (t *Text) reasoned(indent string, c *Copy, seen bool) {
	for i := range c.Evidence {
		e := &c.Evidence[i]
		t.wrapped(fmt.Sprintf("%s%+5.1f  ", indent, e.Weight), indent+"       ", words(e.Sentence(seen)), false)
	}
	if r := c.RunnerUp; r != nil && r.P >= leastRunnerUp {
		t.wrapped(indent, indent+"  ", fmt.Sprintf("next most likely: %s (%s)", parentName(r.Parent, clean), Chance(r.P)), false)
	}
}

// leastRunnerUp is the probability below which a runner-up is not worth a line.
const leastRunnerUp = .05
