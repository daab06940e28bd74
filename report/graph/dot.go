package graph

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
)

// dot writes the language of Graphviz.
type dot struct {
	out    io.Writer
	scheme *scheme
	groups int
	open   bool
	b      bytes.Buffer
}

func (d *dot) begin(s *scheme) error {
	d.scheme = s
	d.b.WriteString("digraph " + s.name + " {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=10];\n" +
		"  edge [fontname=\"sans-serif\", fontsize=9];\n")
	return d.flush()
}

func (d *dot) group(label string) error {
	d.close()
	d.groups++
	d.open = true
	d.b.WriteString("  subgraph cluster_" + strconv.Itoa(d.groups) + " {\n    label=")
	d.quote(clean(label))
	d.b.WriteString(";\n    fontname=\"sans-serif\";\n    color=gray;\n")
	return d.flush()
}

// close ends a group.
func (d *dot) close() {
	if d.open {
		d.b.WriteString("  }\n")
	}
	d.open = false
}

// widest is the width of a line of a label, in columns: about two inches.
const widest = 40

func (d *dot) node(n *node) error {
	lines := strings.Split(n.label, "\n")
	ruler := &runewidth.Condition{StrictEmojiNeutral: true} // independent of the locale
	for i := range lines {
		lines[i] = ruler.Truncate(clean(lines[i]), widest, "…")
	}
	d.b.WriteString("    " + nodeID(n.n) + " [label=")
	d.quote(lines...)
	var tooltip []string
	for i, v := range n.values {
		if v != "" {
			tooltip = append(tooltip, d.scheme.nodes[i].name+": "+clean(v))
		}
	}
	d.b.WriteString(", tooltip=")
	d.quote(tooltip...)
	if n.dashed {
		d.b.WriteString(`, style="rounded,dashed"`)
	}
	d.b.WriteString("];\n")
	return d.flush()
}

func (d *dot) edge(e *edge) error {
	d.b.WriteString("    " + nodeID(e.from) + " -> " + nodeID(e.to) + " [label=\"" + decimal(e.weight) + "\", penwidth=" + decimal(.5+3.5*e.width))
	var tooltip []string
	for i, v := range e.values {
		if v == "" {
			continue
		}
		for line := range strings.SplitSeq(v, "\n") {
			tooltip = append(tooltip, d.scheme.edges[i].name+": "+clean(line))
		}
	}
	d.b.WriteString(", tooltip=")
	d.quote(tooltip...)
	if e.dashed {
		d.b.WriteString(", style=dashed")
	}
	d.b.WriteString("];\n")
	return d.flush()
}

func (d *dot) end() error {
	d.close()
	d.b.WriteString("}\n")
	return d.flush()
}

func (d *dot) flush() error {
	_, err := d.b.WriteTo(d.out)
	return err
}

// clean removes control characters and noncharacters, which Graphviz would pass on to drawings.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\ufffe' || r == '\uffff':
			return '\ufffd'
		case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// quote appends lines as one DOT string. It doubles backslashes, since \N and others have a meaning in
// labels. An ampersand starts an entity.
func (d *dot) quote(lines ...string) {
	d.b.WriteByte('"')
	for i, line := range lines {
		if i > 0 {
			d.b.WriteString(`\n`)
		}
		for at := 0; at < len(line); at++ {
			switch c := line[at]; c {
			case '\\', '"':
				d.b.WriteByte('\\')
				d.b.WriteByte(c)
			case '&':
				d.b.WriteString("&amp;")
			default:
				d.b.WriteByte(c)
			}
		}
	}
	d.b.WriteByte('"')
}
