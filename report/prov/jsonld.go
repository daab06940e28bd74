package prov

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"io"

	"github.com/wiretrace/wiretrace/report"
)

// context has the terms of PROV-JSONLD that are used here, so that no one need fetch
// them.
//
//go:embed context.jsonld
var context []byte

// A JSONLD writes PROV-JSONLD, which is RDF by its context: a bundle for each cluster, which is a named graph,
// and in the default graph who made the bundles. It writes the plain form of each qualified derivation too:
// prov:wasDerivedFrom. It is a [report.Renderer], holds no more than a cluster, and is not safe for concurrent use.
type JSONLD struct {
	Out     io.Writer
	Version string // of the program; may be empty

	run     string
	written map[string]bool // agents written to the current graph
	n       int             // number of statements in the current graph
	b       bytes.Buffer
}

// Summary begins the graph.
func (j *JSONLD) Summary(s report.Summary) error {
	j.run, j.written = runName(s), map[string]bool{}
	j.b.WriteString(`{"@context":[{`)
	for i, p := range prefixes() {
		if i > 0 {
			j.b.WriteByte(',')
		}
		writeText(&j.b, p.name)
		j.b.WriteByte(':')
		writeText(&j.b, p.iri)
	}
	j.b.WriteString("},")
	if err := json.Compact(&j.b, context); err != nil {
		return err
	}
	j.b.WriteString("],\n\"@graph\":[")
	return j.statements(toolStatements(j.run, j.Version))
}

// Cluster writes the bundle of a cluster.
func (j *JSONLD) Cluster(v *report.ClusterView) error {
	id := name("bundle", v.Cluster.ID)
	j.b.WriteString(",\n{\"@type\":\"Bundle\"")
	j.member("@id")
	writeText(&j.b, id)
	j.member("@graph")
	j.b.WriteByte('[')
	n, written := j.n, j.written
	j.n, j.written = 0, map[string]bool{}
	list := clusterStatements(v, j.run)
	if err := j.statements(list); err != nil {
		return err
	}
	for i := range list {
		if s := &list[i]; s.kind == wasDerivedFrom {
			j.b.WriteString(",\n{\"@id\":")
			writeText(&j.b, s.args[0])
			j.b.WriteString(`,"prov:wasDerivedFrom":{"@id":`)
			writeText(&j.b, s.args[1])
			j.b.WriteString("}}")
		}
	}
	j.b.WriteString("\n]}")
	j.n, j.written = n, written
	return j.statements([]statement{
		{kind: wasGeneratedBy, args: [2]string{id, j.run}}, {kind: wasAttributedTo, args: [2]string{id, tool}},
	})
}

// Article does nothing: texts are not provenance.
func (j *JSONLD) Article(*report.ArticleView) error { return nil }

// End ends the graph.
func (j *JSONLD) End() error {
	if j.run == "" { // the report failed before it started
		return nil
	}
	j.b.WriteString("\n]}\n")
	return j.flush()
}

func (j *JSONLD) statements(list []statement) error {
	for i := range list {
		s := &list[i]
		if s.kind == agent && j.written[s.id] {
			continue
		}
		if s.kind == agent {
			j.written[s.id] = true
		}
		if j.n++; j.n > 1 {
			j.b.WriteByte(',')
		}
		j.b.WriteByte('\n')
		j.statement(s)
	}
	return j.flush()
}

func (j *JSONLD) statement(s *statement) {
	f := formOf(s.kind)
	j.b.WriteString(`{"@type":`)
	writeText(&j.b, f.class)
	if f.prefix == "" {
		j.member("@id")
		writeText(&j.b, s.id)
	} else {
		for i, arg := range f.args {
			j.member(arg)
			writeText(&j.b, s.args[i])
		}
	}
	for _, a := range s.attrs {
		switch a.name {
		case "prov:type", "prov:label", "prov:location":
			j.member(a.name[len("prov:"):])
		default:
			j.member(a.name)
		}
		j.b.WriteByte('[')
		for i, v := range a.values {
			if i > 0 {
				j.b.WriteByte(',')
			}
			j.value(v)
		}
		j.b.WriteByte(']')
	}
	j.b.WriteByte('}')
}

func (j *JSONLD) value(v value) {
	if v.datatype == qualified || v.datatype == "xsd:anyURI" { // the context declares these as names
		writeText(&j.b, v.text)
		return
	}
	j.b.WriteString(`{"@value":`)
	writeText(&j.b, v.text)
	if v.lang != "" {
		j.member("@language")
		writeText(&j.b, v.lang)
	} else if v.datatype != "" {
		j.member("@type")
		writeText(&j.b, v.datatype)
	}
	j.b.WriteByte('}')
}

func (j *JSONLD) member(name string) {
	j.b.WriteByte(',')
	writeText(&j.b, name)
	j.b.WriteByte(':')
}

func (j *JSONLD) flush() error {
	_, err := j.b.WriteTo(j.Out)
	return err
}
