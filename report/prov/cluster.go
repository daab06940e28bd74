package prov

import (
	"fmt"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// A converter turns a cluster into statements.
type converter struct {
	v       *report.ClusterView
	at      map[string]int // members by id
	emitted map[string]bool
	list    []statement
}

// clusterStatements returns the statements about a cluster. run is the name of the activity that found it.
func clusterStatements(v *report.ClusterView, run string) []statement {
	t := &converter{v: v, at: map[string]int{}, emitted: map[string]bool{}}
	for i := range v.Members {
		t.at[v.Members[i].Article.ID] = i
	}
	t.story(run)
	for i := range v.Members {
		t.article(&v.Members[i])
	}
	for i := range v.Members {
		t.source(&v.Members[i])
	}
	return t.list
}

func (t *converter) say(s statement) { t.list = append(t.list, s) }

func (t *converter) relate(k kind, a, b string) *statement {
	t.say(statement{kind: k, args: [2]string{a, b}})
	return &t.list[len(t.list)-1]
}

// first reports whether an id is written for the first time.
func (t *converter) first(id string) bool {
	if t.emitted[id] {
		return false
	}
	t.emitted[id] = true
	return true
}

// story adds the story's text, of which the articles are versions, and the cluster, which is the
// collection of the articles.
func (t *converter) story(run string) {
	c := &t.v.Cluster
	s := statement{kind: entity, id: name("story", c.ID)}
	s.add("prov:type", thing("wt:Story"))
	o := &c.Origin
	if o.Article != nil {
		s.add("wt:origin", thing(name("art", *o.Article)))
	} else if o.Unseen {
		s.add("wt:origin", thing(t.unseen(orEmpty(o.Agency), o.AgencyP)))
	}
	if o.Article != nil || o.Unseen {
		s.add("wt:originP", share(o.P))
	}
	t.say(s)
	s = statement{kind: entity, id: name("cluster", c.ID)}
	s.add("prov:type", thing("prov:Collection"), thing("wt:Cluster"))
	if k := t.v.Keep; k >= 0 && k < len(t.v.Members) {
		a := &t.v.Members[k].Article
		if a.Title != "" {
			s.add("dcterms:title", spoken(a.Title, a.Lang))
		}
	}
	s.add("wt:size", count(c.Size))
	s.add("wt:outlets", count(c.Outlets))
	if c.Independent != nil {
		s.add("wt:independent", count(*c.Independent))
	}
	t.say(s)
	t.relate(wasGeneratedBy, s.id, run)
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// article adds an article, its outlet, and the story and cluster that it belongs to.
func (t *converter) article(m *report.MemberView) {
	a := &m.Article
	s := statement{kind: entity, id: name("art", a.ID)}
	s.add("prov:type", thing("schema:NewsArticle"))
	s.add("dcterms:identifier", text(a.ID))
	if a.Title != "" {
		s.add("dcterms:title", spoken(a.Title, a.Lang))
	}
	if a.Byline != "" {
		s.add("dcterms:creator", text(a.Byline))
	}
	if report.IsLanguage(a.Lang) {
		s.add("dcterms:language", text(a.Lang))
	}
	if a.URL != "" {
		s.add("wt:url", text(a.URL))
	}
	if link := report.Link(a.URL); link != "" {
		s.add("prov:location", value{text: iri(link), datatype: "xsd:anyURI"})
	}
	for _, c := range []struct {
		name string
		at   article.Time
	}{{"dcterms:issued", a.Published}, {"dcterms:modified", a.Updated}, {"wt:fetched", a.Fetched}} {
		if c.at.Known() {
			s.add(c.name, instant(c.at))
		}
	}
	if m.Status != article.StatusUsable {
		s.add("wt:status", text(m.Status.String()))
	}
	if x := m.Traced; x != nil {
		s.add("wt:class", text(x.Class))
		s.add("wt:copied", share(x.Copied))
		s.add("wt:root", truth(x.Root))
		s.add("wt:rootP", share(x.RootP))
		s.add("wt:report", count(x.Report))
		for _, id := range x.Also {
			s.add("wt:also", thing(name("cluster", id)))
		}
	}
	t.undirected(m, &s)
	t.say(s)
	t.relate(specializationOf, s.id, name("story", t.v.Cluster.ID))
	t.relate(hadMember, name("cluster", t.v.Cluster.ID), s.id)
	t.publishers(m, s.id)
}

// publishers adds the publisher of an article, and the agency whose text it is.
func (t *converter) publishers(m *report.MemberView, id string) {
	outlet := name("outlet", m.Article.Source)
	if m.Article.Source != "" {
		if t.first(outlet) {
			s := statement{kind: agent, id: outlet}
			s.add("prov:type", thing("prov:Organization"), thing("wt:Outlet"))
			s.add("prov:label", text(m.Article.Source))
			t.say(s)
		}
		r := t.relate(wasAttributedTo, id, outlet)
		r.add("prov:type", thing("wt:Publication"))
	}
	if m.Agency == "" {
		return
	}
	r := t.relate(wasAttributedTo, id, t.agency(m.Agency))
	r.add("prov:type", thing("wt:Supply"))
	r.add("wt:p", share(m.AgencyP))
	if m.Traced != nil && m.Traced.Feed && m.Article.Source != "" && t.first(outlet+" for "+m.Agency) {
		t.relate(actedOnBehalfOf, outlet, name("agency", m.Agency))
	}
}

// agency adds an agency and returns its name.
func (t *converter) agency(a string) string {
	id := name("agency", a)
	if t.first(id) {
		s := statement{kind: agent, id: id}
		s.add("prov:type", thing("prov:Organization"), thing("wt:Agency"))
		s.add("prov:label", text(a))
		t.say(s)
	}
	return id
}

// unseen adds a source that is not in the store and returns its name. agency is the source's agency, or
// empty.
func (t *converter) unseen(agency string, p float64) string {
	id := name("unseen", t.v.Cluster.ID)
	if agency != "" {
		id += "." + report.LocalName(agency)
	}
	if !t.first(id) {
		return id
	}
	s := statement{kind: entity, id: id}
	s.add("prov:type", thing("wt:UnseenSource"))
	s.add("prov:label", text("a source that is not in the collection"))
	t.say(s)
	if agency != "" {
		r := t.relate(wasAttributedTo, id, t.agency(agency))
		r.add("prov:type", thing("wt:Supply"))
		r.add("wt:p", share(p))
	}
	return id
}

// source adds the source of an article's text.
func (t *converter) source(m *report.MemberView) {
	if m.Source == nil {
		return
	}
	id := name("art", m.Article.ID)
	if m.Source.Parent != report.Unseen {
		parent := name("art", m.Source.Parent)
		if t.order(m) == report.OrderUnknown {
			t.relate(alternateOf, id, parent)
			return
		}
		t.derive(m, id, parent, t.subtype(m))
		return
	}
	agency, ok := t.v.Cluster.UnseenSource(m)
	switch {
	case ok && agency == m.Agency && agency != "":
		t.derive(m, id, t.unseen(agency, m.AgencyP), "prov:PrimarySource")
	case ok:
		t.derive(m, id, t.unseen(agency, t.v.Cluster.Origin.AgencyP), "wt:Copy")
	}
}

// derive adds that an article was derived from another, with the evidence.
func (t *converter) derive(m *report.MemberView, id, from, subtype string) {
	s := t.relate(wasDerivedFrom, id, from)
	s.add("prov:type", thing(subtype))
	t.evidence(m, s)
}

// evidence adds the probability of a source and the evidence for it.
func (t *converter) evidence(m *report.MemberView, s *statement) {
	s.add("wt:p", share(m.Source.P))
	var reasons []value
	for _, e := range m.Source.Evidence {
		reasons = append(reasons, text(fmt.Sprintf("%s (%+.4f): %s", e.Kind, report.Round(e.Weight), e.Text)))
	}
	s.add("wt:evidence", reasons...)
	if r := m.Source.RunnerUp; r != nil {
		if r.Parent == report.Unseen {
			s.add("wt:runnerUp", thing("wt:UnseenSource"))
		} else {
			s.add("wt:runnerUp", thing(name("art", r.Parent)))
		}
		s.add("wt:runnerUpP", share(r.P))
	}
	if m.Traced == nil {
		return
	}
	var twins []value
	for _, id := range m.Traced.Twins {
		twins = append(twins, thing(name("art", id)))
	}
	s.add("wt:twin", twins...)
	if d := m.Traced.FromParent; d != nil && m.Source.Parent != report.Unseen {
		s.add("wt:keptWords", count(d.Kept.Words))
		s.add("wt:addedWords", count(d.Added.Words))
		s.add("wt:cutWords", count(d.Cut.Words))
		s.add("wt:movedWords", count(d.Moved.Words))
	}
}

// undirected adds, to an article that is an alternate of its likeliest parent, the attributes that a
// derivation would have.
func (t *converter) undirected(m *report.MemberView, s *statement) {
	if m.Source == nil || m.Source.Parent == report.Unseen || t.order(m) != report.OrderUnknown {
		return
	}
	s.add("wt:likelyParent", thing(name("art", m.Source.Parent)))
	t.evidence(m, s)
}

// order returns whether an article is known to be later than its parent.
func (t *converter) order(m *report.MemberView) report.Order {
	k, ok := t.at[m.Source.Parent]
	if !ok {
		return report.OrderOf(m, nil)
	}
	return report.OrderOf(m, &t.v.Members[k])
}

// subtype returns the kind of derivation of an article from its parent.
func (t *converter) subtype(m *report.MemberView) string {
	k, ok := t.at[m.Source.Parent]
	if !ok {
		return "wt:Copy"
	}
	parent := &t.v.Members[k]
	if parent.Article.Source == m.Article.Source && t.order(m) == report.OrderKnown {
		return "prov:Revision"
	}
	if m.Traced != nil && m.Traced.FromParent != nil {
		d := m.Traced.FromParent
		if report.ClassOf(float64(d.Kept.Words)/max(1, float64(d.Kept.Words+d.Added.Words))) != report.ClassWhole {
			return "prov:Quotation"
		}
	}
	if parent.Traced != nil && parent.Traced.Feed {
		return "prov:PrimarySource"
	}
	return "wt:Copy"
}
