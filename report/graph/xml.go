package graph

import (
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
)

// graphML writes GraphML (graphml.graphdrawing.org), attributes as data of declared
// keys.
type graphML struct {
	out    io.Writer
	scheme *scheme
	edges  int
	b      bytes.Buffer
}

func (g *graphML) begin(s *scheme) error {
	g.scheme = s
	g.b.WriteString(xml.Header)
	g.b.WriteString(`<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"` +
		` xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">` + "\n")
	key := func(id, of string, a attribute) {
		tag(&g.b, "key", "id", id, "for", of, "attr.name", a.name, "attr.type", a.kind)
		g.b.WriteString("/>\n")
	}
	key("label", "node", attribute{"label", "string"})
	for i, a := range s.nodes {
		key("n"+strconv.Itoa(i), "node", a)
	}
	key("weight", "edge", attribute{"weight", "double"})
	for i, a := range s.edges {
		key("e"+strconv.Itoa(i), "edge", a)
	}
	tag(&g.b, "graph", "id", s.name, "edgedefault", "directed")
	g.b.WriteString(">\n")
	return g.flush()
}

func (g *graphML) group(string) error { return nil }

func (g *graphML) node(n *node) error {
	tag(&g.b, "node", "id", nodeID(n.n))
	g.b.WriteByte('>')
	g.data("label", n.label)
	for i, v := range n.values {
		g.data("n"+strconv.Itoa(i), v)
	}
	g.b.WriteString("</node>\n")
	return g.flush()
}

func (g *graphML) edge(e *edge) error {
	g.edges++
	tag(&g.b, "edge", "id", "e"+strconv.Itoa(g.edges), "source", nodeID(e.from), "target", nodeID(e.to))
	g.b.WriteByte('>')
	g.data("weight", decimal(e.weight))
	for i, v := range e.values {
		g.data("e"+strconv.Itoa(i), v)
	}
	g.b.WriteString("</edge>\n")
	return g.flush()
}

func (g *graphML) data(key, v string) {
	if v == "" {
		return
	}
	tag(&g.b, "data", "key", key)
	g.b.WriteByte('>')
	escape(&g.b, v)
	g.b.WriteString("</data>")
}

func (g *graphML) end() error {
	g.b.WriteString("</graph>\n</graphml>\n")
	return g.flush()
}

func (g *graphML) flush() error {
	_, err := g.b.WriteTo(g.out)
	return err
}

// gexf writes GEXF 1.3 (gexf.net). The format lists edges after all nodes, so edges are held until the
// end: about 200 bytes each.
type gexf struct {
	out    io.Writer
	scheme *scheme
	n      int // edges
	b      bytes.Buffer
	edges  bytes.Buffer
}

func (g *gexf) begin(s *scheme) error {
	g.scheme = s
	g.b.WriteString(xml.Header)
	g.b.WriteString(`<gexf xmlns="http://gexf.net/1.3" version="1.3">` + "\n" + `<meta><creator>wiretrace</creator></meta>` + "\n")
	if s.timed {
		// A start may be a date or a date with a time. networkx 3.6 knows no other name for both.
		tag(&g.b, "graph", "defaultedgetype", "directed", "mode", "dynamic", "timeformat", "date")
	} else {
		tag(&g.b, "graph", "defaultedgetype", "directed", "mode", "static")
	}
	g.b.WriteString(">\n")
	for _, c := range []struct {
		class string
		list  []attribute
	}{{"node", s.nodes}, {"edge", s.edges}} {
		tag(&g.b, "attributes", "class", c.class)
		g.b.WriteString(">\n")
		for i, a := range c.list {
			kind := a.kind
			if kind == "int" {
				kind = "integer"
			}
			tag(&g.b, "attribute", "id", strconv.Itoa(i), "title", a.name, "type", kind)
			g.b.WriteString("/>\n")
		}
		g.b.WriteString("</attributes>\n")
	}
	g.b.WriteString("<nodes>\n")
	return g.flush()
}

func (g *gexf) group(string) error { return nil }

func (g *gexf) node(n *node) error {
	attrs := []string{"id", nodeID(n.n), "label", n.label}
	if n.start != "" {
		attrs = append(attrs, "start", n.start)
	}
	tag(&g.b, "node", attrs...)
	g.b.WriteByte('>')
	values(&g.b, n.values)
	g.b.WriteString("</node>\n")
	return g.flush()
}

func (g *gexf) edge(e *edge) error {
	g.n++
	tag(&g.edges, "edge", "id", strconv.Itoa(g.n), "source", nodeID(e.from), "target", nodeID(e.to), "weight", decimal(e.weight))
	g.edges.WriteByte('>')
	values(&g.edges, e.values)
	g.edges.WriteString("</edge>\n")
	return nil
}

// values writes the attributes that are not empty.
func values(b *bytes.Buffer, list []string) {
	b.WriteString("<attvalues>")
	for i, v := range list {
		if v != "" {
			tag(b, "attvalue", "for", strconv.Itoa(i), "value", v)
			b.WriteString("/>")
		}
	}
	b.WriteString("</attvalues>")
}

func (g *gexf) end() error {
	g.b.WriteString("</nodes>\n<edges>\n")
	if err := g.flush(); err != nil {
		return err
	}
	if _, err := g.edges.WriteTo(g.out); err != nil {
		return err
	}
	g.b.WriteString("</edges>\n</graph>\n</gexf>\n")
	return g.flush()
}

func (g *gexf) flush() error {
	_, err := g.b.WriteTo(g.out)
	return err
}

func nodeID(n int) string { return "n" + strconv.Itoa(n) }

// tag writes the start of a tag with attributes, given as names and values in turn. It leaves the tag
// open.
func tag(b *bytes.Buffer, name string, attrs ...string) {
	b.WriteByte('<')
	b.WriteString(name)
	for i := 0; i+1 < len(attrs); i += 2 {
		b.WriteByte(' ')
		b.WriteString(attrs[i])
		b.WriteString(`="`)
		escape(b, attrs[i+1])
		b.WriteByte('"')
	}
}

// escape writes text for an element or attribute. Characters that XML does not allow become U+FFFD.
func escape(b *bytes.Buffer, s string) {
	if err := xml.EscapeText(b, []byte(s)); err != nil { // a buffer takes all
		return
	}
}
