package graph_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/internal/exporttest"
	"github.com/wiretrace/wiretrace/internal/peer"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/graph"
	"github.com/wiretrace/wiretrace/view"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func renderer(tb testing.TB, out io.Writer, format, which string) report.Renderer {
	tb.Helper()
	r, err := graph.New(out, format, which, true)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func press(t *testing.T, format, which string, q view.Query) []byte {
	t.Helper()
	var out bytes.Buffer
	exporttest.Render(t, exporttest.Press(t, dedup.Options{}), q, renderer(t, &out, format, which))
	return out.Bytes()
}

func hostile(t *testing.T, format, which string) []byte {
	t.Helper()
	var out bytes.Buffer
	exporttest.HostileReport(t, renderer(t, &out, format, which))
	return out.Bytes()
}

func TestGolden(t *testing.T) {
	for _, format := range graph.Formats() {
		for _, which := range graph.Graphs() {
			exporttest.Golden(t, *update, "ferry-"+which+"."+format, string(press(t, format, which, view.Query{Article: "p001"})))
		}
	}
}

func TestUnknown(t *testing.T) {
	if _, err := graph.New(io.Discard, "png", graph.Copies, false); err == nil {
		t.Error("png is a format")
	}
	if _, err := graph.New(io.Discard, graph.DOT, "readers", false); err == nil {
		t.Error("readers is a graph")
	}
}

// readGraph prints what networkx reads of a file, with the types of the values.
const readGraph = `
import sys, io, json, networkx as nx
data = io.BytesIO(sys.stdin.buffer.read())
g = nx.read_graphml(data) if sys.argv[1] == "graphml" else nx.read_gexf(data, version="1.3")
assert g.is_directed()
def types(items):
    seen = {}
    for _, d in items:
        for k, v in d.items(): seen.setdefault(k, type(v).__name__)
    return seen
edges = list(g.edges(data=True))
nodes = {n: {k: (str(v) if k == "start" else v) for k, v in d.items()} for n, d in g.nodes(data=True)}
print(json.dumps({"nodes": nodes, "edges": [[u, v, d] for u, v, d in edges], "node_types": types(g.nodes(data=True)),
  "edge_types": types([(0, d) for _, _, d in edges]), "dynamic": g.graph.get("mode") == "dynamic",
  "dag": nx.is_directed_acyclic_graph(g)}))`

type networkx struct {
	Nodes     map[string]map[string]any `json:"nodes"`
	Edges     []json.RawMessage         `json:"edges"`
	NodeTypes map[string]string         `json:"node_types"`
	EdgeTypes map[string]string         `json:"edge_types"`
	Dynamic   bool                      `json:"dynamic"`
	DAG       bool                      `json:"dag"`
}

func readNetworkx(t *testing.T, format string, data []byte) networkx {
	t.Helper()
	var g networkx
	if err := json.Unmarshal([]byte(peer.Python(t, readGraph, data, format)), &g); err != nil {
		t.Fatal(err)
	}
	return g
}

// An edgeOf is an edge as networkx has it, from and to with the ids of articles.
type edgeOf struct{ From, To, Kind string }

func (g *networkx) edges(t *testing.T) (out []edgeOf) {
	t.Helper()
	for _, raw := range g.Edges {
		var e [3]any
		if err := json.Unmarshal(raw, &e); err != nil {
			t.Fatal(err)
		}
		id := func(n any) string {
			x := g.Nodes[fmt.Sprint(n)]
			if x["kind"] == "unseen" {
				return "unseen " + fmt.Sprint(x["cluster"], x["agency"])
			}
			return fmt.Sprint(x["id"])
		}
		kind, _ := e[2].(map[string]any)["kind"].(string)
		out = append(out, edgeOf{id(e[0]), id(e[1]), kind})
	}
	return out
}

// A counts has the edges of a report, by another way than the package goes.
type counts struct {
	nodes map[string]bool
	edges map[edgeOf]bool
	links []report.OutletLink
}

func (x *counts) Summary(s report.Summary) error {
	x.links = s.Day.Links
	return nil
}
func (x *counts) Article(*report.ArticleView) error { return nil }
func (x *counts) End() error                        { return nil }

func (x *counts) Cluster(v *report.ClusterView) error {
	for i := range v.Members {
		m := &v.Members[i]
		x.nodes[m.Article.ID] = true
		if m.Source.Parent != "unseen" {
			x.edges[edgeOf{m.Source.Parent, m.Article.ID, "parent"}] = true
		}
		if r := m.Source.RunnerUp; r != nil && r.Parent != "unseen" {
			x.edges[edgeOf{r.Parent, m.Article.ID, "runner-up"}] = true
		}
	}
	return nil
}

func pressCounts(t *testing.T) *counts {
	t.Helper()
	x := &counts{nodes: map[string]bool{}, edges: map[edgeOf]bool{}}
	exporttest.Render(t, exporttest.Press(t, dedup.Options{}), view.Query{}, x)
	return x
}

// TestNetworkxReadsCopies sees that networkx reads the copy graph of the press from both
// formats: every article, every edge, and values of the right types.
func TestNetworkxReadsCopies(t *testing.T) {
	want := pressCounts(t)
	nodeTypes := map[string]string{"kind": "str", "id": "str", "title": "str", "time": "str", "copied": "float", "report": "int", "origin": "bool", "keep": "bool", "label": "str"}
	edgeTypes := map[string]string{"kind": "str", "p": "float", "delay_seconds": "int", "kept_words": "int", "weight": "float"}
	for _, format := range []string{graph.GraphML, graph.GEXF} {
		g := readNetworkx(t, format, press(t, format, graph.Copies, view.Query{}))
		articles := map[string]bool{}
		for _, n := range g.Nodes {
			if n["kind"] == "article" {
				articles[fmt.Sprint(n["id"])] = true
			}
		}
		if diff := cmp.Diff(want.nodes, articles); diff != "" {
			t.Errorf("%s: articles (-want +read):\n%s", format, diff)
		}
		read, unseen := map[edgeOf]bool{}, 0
		for _, e := range g.edges(t) {
			if strings.HasPrefix(e.From, "unseen ") {
				unseen++
				continue
			}
			read[e] = true
		}
		if diff := cmp.Diff(want.edges, read); diff != "" {
			t.Errorf("%s: edges (-want +read):\n%s", format, diff)
		}
		if unseen == 0 || len(g.Nodes) == len(articles) {
			t.Errorf("%s: no unseen source", format)
		}
		for k, want := range nodeTypes {
			if g.NodeTypes[k] != want {
				t.Errorf("%s: %s of nodes is %s, want %s", format, k, g.NodeTypes[k], want)
			}
		}
		for k, want := range edgeTypes {
			if g.EdgeTypes[k] != want {
				t.Errorf("%s: %s of edges is %s, want %s", format, k, g.EdgeTypes[k], want)
			}
		}
		if format == graph.GEXF && (!g.Dynamic || g.NodeTypes["start"] == "") {
			t.Errorf("%s: not dynamic, or no node has a start", format)
		}
	}
}

// TestNetworkxReadsOutlets sees that the graph of outlets is outlets.jsonl.
func TestNetworkxReadsOutlets(t *testing.T) {
	want := pressCounts(t).links
	for _, format := range []string{graph.GraphML, graph.GEXF} {
		g := readNetworkx(t, format, press(t, format, graph.Outlets, view.Query{}))
		var got []report.OutletLink
		for _, raw := range g.Edges {
			var e [3]any
			var link struct {
				Articles int     `json:"articles"`
				Share    float64 `json:"share"`
				Agency   int     `json:"agency"`
				Delay    *int64  `json:"median_delay"`
			}
			var parts []json.RawMessage
			if err := errors.Join(json.Unmarshal(raw, &e), json.Unmarshal(raw, &parts), json.Unmarshal(parts[2], &link)); err != nil {
				t.Fatal(err)
			}
			got = append(got, report.OutletLink{
				From: fmt.Sprint(g.Nodes[fmt.Sprint(e[0])]["source"]), To: fmt.Sprint(g.Nodes[fmt.Sprint(e[1])]["source"]),
				Articles: link.Articles, Share: link.Share, Agency: link.Agency, MedianDelay: link.Delay,
			})
		}
		slices.SortFunc(got, func(a, b report.OutletLink) int { return strings.Compare(a.From+"\x00"+a.To, b.From+"\x00"+b.To) })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-outlets.jsonl +read):\n%s", format, diff)
		}
	}
}

func TestNetworkxReadsHostile(t *testing.T) {
	for _, format := range []string{graph.GraphML, graph.GEXF} {
		for _, which := range graph.Graphs() {
			data := hostile(t, format, which)
			if g := readNetworkx(t, format, data); len(g.Nodes) == 0 {
				t.Errorf("%s: nothing was read", format)
			}
			d := xml.NewDecoder(bytes.NewReader(data))
			for {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s: %v", format, err)
				}
			}
		}
	}
}

// names of what may stand in the file, and nothing else: a text that gets out of its
// place would bring others.
func TestXMLNames(t *testing.T) {
	known := map[string]bool{}
	for name := range strings.FieldsSeq("graphml key graph node edge data gexf meta creator attributes attribute nodes edges attvalues attvalue") {
		known[name] = true
	}
	for _, format := range []string{graph.GraphML, graph.GEXF} {
		d := xml.NewDecoder(bytes.NewReader(hostile(t, format, graph.Copies)))
		seen := map[string]bool{}
		for {
			tok, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if s, ok := tok.(xml.StartElement); ok {
				seen[s.Name.Local] = true
			}
			if _, ok := tok.(xml.Comment); ok {
				t.Errorf("%s: a comment", format)
			}
		}
		for name := range maps.Keys(seen) {
			if !known[name] {
				t.Errorf("%s: element %s", format, name)
			}
		}
	}
}

// TestDotDraws sees that Graphviz draws the press, and a hostile report, without a
// warning: every article is in the drawing once.
func TestDotDraws(t *testing.T) {
	want := pressCounts(t)
	svg := peer.Dot(t, press(t, graph.DOT, graph.Copies, view.Query{}))
	if n := strings.Count(svg, `class="node"`); n <= len(want.nodes) {
		t.Errorf("%d nodes in the drawing of %d articles and their unseen sources", n, len(want.nodes))
	}
	if n := strings.Count(svg, `class="edge"`); n < len(want.edges) {
		t.Errorf("%d edges in the drawing, %d wanted", n, len(want.edges))
	}
	if n := strings.Count(peer.Dot(t, press(t, graph.DOT, graph.Outlets, view.Query{})), `class="node"`); n < 15 {
		t.Errorf("%d outlets in the drawing", n)
	}
	svg = peer.Dot(t, hostile(t, graph.DOT, graph.Copies))
	if n := strings.Count(svg, `class="node"`); n != 4 {
		t.Errorf("%d nodes in a drawing of 3 articles and an unseen source", n)
	}
}

func BenchmarkGraphML(b *testing.B) { benchmark(b, graph.GraphML) }
func BenchmarkGEXF(b *testing.B)    { benchmark(b, graph.GEXF) }
func BenchmarkDOT(b *testing.B)     { benchmark(b, graph.DOT) }

// benchmark writes 10,000 clusters an iteration.
func benchmark(b *testing.B, format string) {
	v := exporttest.Cluster(6)
	b.ReportAllocs()
	for b.Loop() {
		r := renderer(b, io.Discard, format, graph.Copies)
		err := r.Summary(report.Summary{})
		for range 10_000 {
			err = errors.Join(err, r.Cluster(v))
		}
		if err = errors.Join(err, r.End()); err != nil {
			b.Fatal(err)
		}
	}
}

// TestRunnersUp sees that the second likeliest parents are in a graph only if they are asked for: without
// them an article has one parent at most.
func TestRunnersUp(t *testing.T) {
	for _, with := range []bool{false, true} {
		var out bytes.Buffer
		r, err := graph.New(&out, graph.GraphML, graph.Copies, with)
		if err != nil {
			t.Fatal(err)
		}
		exporttest.Render(t, exporttest.Press(t, dedup.Options{}), view.Query{}, r)
		if got := strings.Contains(out.String(), "runner-up"); got != with {
			t.Errorf("runners-up asked for: %t, there: %t", with, got)
		}
	}
}
