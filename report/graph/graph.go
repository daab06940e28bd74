// Package graph writes reports as graphs for other programs, in GraphML, GEXF and DOT: which article
// copied which.
//
// [New] returns a renderer for one of the [Formats]. It writes the copy graph, with a node for each
// article and an edge from each parent to its copy, or the graph of outlets, with an edge from each outlet
// to those that copy it. Nodes are called n1, n2, … in the order of the report; their attributes identify
// them. doc/formats.md lists all attributes. The package is pure.
package graph

import (
	"fmt"
	"io"

	"github.com/wiretrace/wiretrace/report"
)

// The formats.
const (
	GraphML = "graphml"
	GEXF    = "gexf"
	DOT     = "dot"
)

// Formats returns the names of the formats.
func Formats() []string { return []string{GraphML, GEXF, DOT} }

// The graphs.
const (
	Copies  = "copies"
	Outlets = "outlets"
)

// Graphs returns the names of the graphs.
func Graphs() []string { return []string{Copies, Outlets} }

// New returns a renderer that writes a graph to out. It is not safe for concurrent use. With runnersUp the
// copy graph also has edges from the second likeliest parents. Without, an article has at most one parent.
func New(out io.Writer, format, graph string, runnersUp bool) (report.Renderer, error) {
	var e encoder
	switch format {
	case GraphML:
		e = &graphML{out: out}
	case GEXF:
		e = &gexf{out: out}
	case DOT:
		e = &dot{out: out}
	default:
		return nil, fmt.Errorf("graph: no format %q", format)
	}
	switch graph {
	case Copies:
		return &copies{to: e, runnersUp: runnersUp}, nil
	case Outlets:
		return &outlets{to: e, at: map[string]int{}, links: map[[2]int]*link{}}, nil
	}
	return nil, fmt.Errorf("graph: no graph %q", graph)
}

// A scheme describes a graph: its name, whether nodes have a time, and the attributes of nodes and edges.
type scheme struct {
	name  string
	timed bool
	nodes []attribute
	edges []attribute
}

// An attribute is an attribute of nodes or edges.
type attribute struct{ name, kind string } // string, int, long, double or boolean

// A node is a node with the values of its attributes. Empty values are omitted.
type node struct {
	n      int // 1, 2, …
	label  string
	start  string // RFC 3339, a date or longer; empty: none
	values []string
	dashed bool // not in the store
}

// An edge leads from one node to another.
type edge struct {
	from, to int
	weight   float64 // in [0,1], or a number of articles
	width    float64 // width of the line, in [0,1]
	values   []string
	dashed   bool // from the second likeliest parent
}

// An encoder writes a graph in one format. The first call is begin, the last end.
type encoder interface {
	begin(*scheme) error
	// group begins a group of nodes and edges. It ends with the next group. An empty label means no group.
	group(label string) error
	node(*node) error
	edge(*edge) error
	end() error
}
