// Package ninjs writes clusters as ninjs 3.1, IPTC's JSON format for news. Each cluster is one line: a
// package (type composite) with the articles as associated items.
//
// [Writer] is a [report.Renderer] and streams. Items are partial: they have no bodies. ninjs has neither a
// credit line nor probabilities; edNote says in words what has no field. doc/formats.md has the mapping.
// The package is pure.
package ninjs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// Version is the version of ninjs that is written.
const Version = "3.1"

// schema is the name of its JSON Schema.
const schema = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"

// An item is a news object, with the properties that this package writes.
type item struct {
	Name           string      `json:"name,omitempty"` // of an association
	Rel            string      `json:"rel,omitempty"`
	URI            string      `json:"uri"`
	Standard       *standard   `json:"standard,omitempty"`
	Type           string      `json:"type,omitempty"`
	Representation string      `json:"representationType,omitempty"`
	Version        string      `json:"version,omitempty"`
	FirstCreated   string      `json:"firstCreated,omitempty"`
	VersionCreated string      `json:"versionCreated,omitempty"`
	Title          string      `json:"title,omitempty"`
	Headlines      []text      `json:"headlines,omitempty"`
	By             string      `json:"by,omitempty"`
	Language       string      `json:"language,omitempty"`
	EdNote         string      `json:"edNote,omitempty"`
	PubStatus      string      `json:"pubStatus,omitempty"`
	Descriptions   []text      `json:"descriptions,omitempty"`
	InfoSources    []party     `json:"infoSources,omitempty"`
	Renditions     []rendition `json:"renditions,omitempty"`
	AltIDs         []text      `json:"altIds,omitempty"`
	Associations   []item      `json:"associations,omitempty"`
}

type standard struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Schema  string `json:"schema"`
}

// A text is a headline, a description or an alternative id.
type text struct {
	Role  string `json:"role,omitempty"`
	Value string `json:"value"`
}

type party struct {
	Name string `json:"name"`
	Role string `json:"role"`
}

type rendition struct {
	Name string `json:"name"`
	Href string `json:"href"`
	Type string `json:"contentType"`
}

// The roles of parties.
const (
	originator = "originator" // the agency whose text it is
	publisher  = "publisher"
)

// A Writer writes a line for each cluster. It is not safe for concurrent use.
type Writer struct {
	Out        io.Writer
	generation string
	b          bytes.Buffer
}

// Summary records the generation, which is the version of the packages.
func (w *Writer) Summary(s report.Summary) error {
	w.generation = strconv.FormatUint(s.Generation, 10)
	return nil
}

// Cluster writes the package of a cluster.
func (w *Writer) Cluster(v *report.ClusterView) error {
	enc := json.NewEncoder(&w.b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(w.cluster(v)); err != nil {
		return err
	}
	_, err := w.b.WriteTo(w.Out)
	return err
}

// Article does nothing.
func (w *Writer) Article(*report.ArticleView) error { return nil }

// End does nothing: every line is complete.
func (w *Writer) End() error { return nil }

func (w *Writer) cluster(v *report.ClusterView) *item {
	c := &v.Cluster
	it := &item{
		URI: uri("cluster", c.ID), Standard: &standard{"ninjs", Version, schema}, Type: "composite", Representation: "partial",
		Version: w.generation, EdNote: clusterNote(c), AltIDs: []text{{"wiretrace:cluster", c.ID}},
	}
	if v.Keep >= 0 && v.Keep < len(v.Members) {
		it.Title = v.Members[v.Keep].Article.Title
		it.Headlines = headline(it.Title)
	}
	if c.Origin.Agency != nil {
		it.InfoSources = []party{{*c.Origin.Agency, originator}}
	}
	for _, at := range []struct {
		role  string
		value *string
	}{{"wiretrace:first", c.First}, {"wiretrace:last", c.Last}} {
		if at.value != nil {
			it.Descriptions = append(it.Descriptions, text{at.role, *at.value})
		}
	}
	at := make(map[string]*report.MemberView, len(v.Members))
	for i := range v.Members {
		at[v.Members[i].Article.ID] = &v.Members[i]
	}
	for i := range v.Members {
		it.Associations = append(it.Associations, member(v, &v.Members[i], at))
	}
	return it
}

// clusterNote describes in words what ninjs has no field for.
func clusterNote(c *report.Cluster) string {
	s := fmt.Sprintf("articles: %d; outlets: %d", c.Size, c.Outlets)
	if c.Independent == nil {
		return s + "; sources were not traced"
	}
	s += fmt.Sprintf("; independent reports: %d; ", *c.Independent)
	switch o := &c.Origin; {
	case o.Article != nil:
		return s + fmt.Sprintf("origin: %s, probability %s", *o.Article, decimal(o.P))
	case o.Unseen:
		return s + "the origin is not in the collection, probability " + decimal(o.P)
	}
	return s + "origin: not known"
}

// member returns the item of an article. at maps the ids of its cluster to articles.
func member(v *report.ClusterView, m *report.MemberView, at map[string]*report.MemberView) item {
	a := &m.Article
	it := item{
		Name: or(a.Title, a.ID), Rel: "member", URI: uri("article", a.ID), Type: "text", Representation: "partial",
		Headlines: headline(a.Title), By: a.Byline, AltIDs: []text{{"wiretrace:id", a.ID}},
	}
	if report.IsLanguage(a.Lang) {
		it.Language = a.Lang
	}
	if a.URL != "" {
		it.AltIDs = append(it.AltIDs, text{"url", a.URL})
	}
	if link := report.Link(a.URL); link != "" {
		it.Renditions = []rendition{{"web", link, "text/html"}}
	}
	if a.Source != "" {
		it.InfoSources = []party{{a.Source, publisher}}
	}
	if m.Agency != "" {
		it.InfoSources = append(it.InfoSources, party{m.Agency, originator})
	}
	switch m.Status {
	case article.StatusWithheld:
		it.PubStatus = "withheld"
	case article.StatusCancelled:
		it.PubStatus = "canceled"
	}
	it.times(a)
	it.source(v, m, at)
	return it
}

// times sets ninjs' times from those that have a zone and are not only dates. All times are also in the
// descriptions, at their precision.
func (it *item) times(a *article.Article) {
	exact := func(t article.Time) string {
		switch {
		case !t.Zone:
			return ""
		case t.Precision == article.PrecisionSecond:
			return t.String()
		case t.Precision == article.PrecisionMinute:
			return strings.TrimSuffix(t.String(), "Z") + ":00Z"
		}
		return ""
	}
	it.FirstCreated, it.VersionCreated = exact(a.Published), exact(a.Updated)
	for _, c := range []struct {
		role string
		at   article.Time
	}{{"wiretrace:published", a.Published}, {"wiretrace:updated", a.Updated}, {"wiretrace:fetched", a.Fetched}} {
		if c.at.Known() {
			it.Descriptions = append(it.Descriptions, text{c.role, c.at.String()})
		}
	}
}

// source associates an article with its source. If the order of the two texts is unknown, they are
// alternates.
func (it *item) source(v *report.ClusterView, m *report.MemberView, at map[string]*report.MemberView) {
	if m.Source == nil {
		return
	}
	from := item{Rel: "derivedFrom", EdNote: "probability " + decimal(m.Source.P)}
	if agency, ok := v.Cluster.UnseenSource(m); ok {
		from.Name, from.URI = "a source that is not in the collection", uri("unseen", v.Cluster.ID)
		if agency != "" {
			from.URI += "." + report.LocalName(agency)
			from.InfoSources = []party{{agency, originator}}
		}
		it.Associations = []item{from}
		return
	}
	p := at[m.Source.Parent]
	if p == nil {
		return
	}
	if report.OrderOf(m, p) == report.OrderUnknown {
		from.Rel = "alternate"
	}
	id := p.Article.ID
	from.Name, from.URI, from.AltIDs = or(p.Article.Title, id), uri("article", id), []text{{"wiretrace:id", id}}
	it.Associations = []item{from}
}

// uri returns the name of a thing.
func uri(kind, id string) string { return report.Namespace + kind + "/" + report.LocalName(id) }

func headline(s string) []text {
	if s == "" {
		return nil
	}
	return []text{{Value: s}}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func decimal(x float64) string { return strconv.FormatFloat(report.Round(x), 'f', -1, 64) }
