package prov

import (
	"bytes"
	"io"
	"strconv"

	"github.com/wiretrace/wiretrace/report"
)

// A JSON writes PROV-JSON: a document with a bundle for each cluster. The document itself says who made
// the bundles. It is a [report.Renderer], holds the ids of the clusters until the end, and is not safe for
// concurrent use.
type JSON struct {
	Out     io.Writer
	Version string // of the program; may be empty

	run     string
	bundles []string
	b       bytes.Buffer
}

// Summary begins the document.
func (j *JSON) Summary(s report.Summary) error {
	j.run = runName(s)
	j.b.WriteString(`{"prefix":{`)
	for i, p := range prefixes() {
		j.comma(i)
		j.member(p.name)
		j.text(p.iri)
	}
	j.b.WriteString("},\n\"bundle\":{")
	return j.flush()
}

// Cluster writes the bundle of a cluster.
func (j *JSON) Cluster(v *report.ClusterView) error {
	id := name("bundle", v.Cluster.ID)
	j.comma(len(j.bundles))
	j.b.WriteByte('\n')
	j.bundles = append(j.bundles, id)
	j.member(id)
	j.b.WriteByte('{')
	j.statements(clusterStatements(v, j.run))
	j.b.WriteByte('}')
	return j.flush()
}

// Article does nothing: texts are not provenance.
func (j *JSON) Article(*report.ArticleView) error { return nil }

// End writes who made the bundles, and ends the document.
func (j *JSON) End() error {
	if j.run == "" { // the report failed before it started
		return nil
	}
	list := toolStatements(j.run, j.Version)
	for _, id := range j.bundles {
		s := statement{kind: entity, id: id}
		s.add("prov:type", thing("prov:Bundle"))
		list = append(list, s,
			statement{kind: wasGeneratedBy, args: [2]string{id, j.run}},
			statement{kind: wasAttributedTo, args: [2]string{id, tool}})
	}
	j.b.WriteString("},\n")
	j.statements(list)
	j.b.WriteString("}\n")
	return j.flush()
}

// tool is the name of the program.
const tool = "wt:wiretrace"

func runName(s report.Summary) string { return name("run", strconv.FormatUint(s.Generation, 10)) }

// toolStatements returns the statements about the program and its run.
func toolStatements(run, version string) []statement {
	a := statement{kind: agent, id: tool}
	a.add("prov:type", thing("prov:SoftwareAgent"))
	a.add("prov:label", text("wiretrace"))
	if version != "" {
		a.add("schema:softwareVersion", text(version))
	}
	r := statement{kind: activity, id: run}
	r.add("prov:type", thing("wt:DedupRun"))
	return []statement{a, r, {kind: wasAssociatedWith, args: [2]string{run, tool}}}
}

// statements writes statements in groups by their kinds.
func (j *JSON) statements(list []statement) {
	groups := 0
	for k := range kinds {
		f, n := formOf(k), 0
		for i := range list {
			s := &list[i]
			if s.kind != k {
				continue
			}
			if n == 0 {
				j.comma(groups)
				j.member(f.group)
				j.b.WriteByte('{')
				groups++
			}
			j.comma(n)
			n++
			if id := s.id; f.prefix == "" {
				j.member(id)
			} else {
				j.member("_:" + f.prefix + strconv.Itoa(n))
			}
			j.body(s, f)
		}
		if n > 0 {
			j.b.WriteByte('}')
		}
	}
}

func (j *JSON) body(s *statement, f form) {
	j.b.WriteByte('{')
	n := 0
	if f.prefix != "" {
		for i, arg := range f.args {
			j.comma(i)
			j.member("prov:" + arg)
			j.text(s.args[i])
			n++
		}
	}
	for _, a := range s.attrs {
		j.comma(n)
		n++
		j.member(a.name)
		if len(a.values) > 1 {
			j.b.WriteByte('[')
		}
		for i, v := range a.values {
			j.comma(i)
			j.value(v)
		}
		if len(a.values) > 1 {
			j.b.WriteByte(']')
		}
	}
	j.b.WriteByte('}')
}

func (j *JSON) value(v value) {
	if v.datatype == "" && v.lang == "" {
		j.text(v.text)
		return
	}
	j.b.WriteString(`{"$":`)
	j.text(v.text)
	if v.lang != "" {
		j.b.WriteString(`,"lang":`)
		j.text(v.lang)
	} else {
		j.b.WriteString(`,"type":`)
		j.text(v.datatype)
	}
	j.b.WriteByte('}')
}

func (j *JSON) comma(i int) {
	if i > 0 {
		j.b.WriteByte(',')
	}
}

func (j *JSON) member(name string) {
	j.text(name)
	j.b.WriteByte(':')
}

func (j *JSON) text(s string) { writeText(&j.b, s) }

func (j *JSON) flush() error {
	_, err := j.b.WriteTo(j.Out)
	return err
}

// writeText writes s as a JSON string.
func writeText(b *bytes.Buffer, s string) {
	b.Write(report.AppendString(b.AvailableBuffer(), s))
}
