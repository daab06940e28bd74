// Package graph writes reports as graphs for other programs: GraphML, GEXF and DOT of
// which article copied which.
//
// [New] returns a renderer for one of the [Formats], which writes either the copy graph, with
// a node an article and an arrow from each parent to its copy, or the graph of outlets, with an
// arrow from each outlet to those that copy it. Nodes are called n1, n2, … in the order of the
// report; their attributes say what they are. doc/formats.md lists all attributes.
// The package is pure.
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

// New returns a renderer that writes a graph in a format to out; it is not safe for
// concurrent use. With runnersUp the copy graph also has an edge from the second likeliest parent of each
// article. Without, it has one parent an article at most.
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

// A scheme says what a graph is about: its name, whether nodes have a time, and the
// attributes of nodes and edges.
type scheme struct {
	name  string
	timed bool
	nodes []attribute
	edges []attribute
}

// An attribute is one that every node, or every edge, may have.
type attribute struct{ name, kind string } // string, int, long, double or boolean

// A node is a node with the values of its attributes; an empty value is not there.
type node struct {
	n      int // 1, 2, …
	label  string
	start  string // RFC 3339, a date or longer; empty: none
	values []string
	dashed bool // it is not in the store
}

// An edge leads from one node to another.
type edge struct {
	from, to int
	weight   float64 // in [0,1], or a number of articles
	width    float64 // of its line, in [0,1]
	values   []string
	dashed   bool // it is the second likeliest
}

// An encoder writes a graph in one format. The first call is begin, the last end.
type encoder interface {
	begin(*scheme) error
	// group begins a group of nodes and edges, until the next one; an empty label: none.
	group(label string) error
	node(*node) error
	edge(*edge) error
	end() error
}
