package prov_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/internal/exporttest"
	"github.com/wiretrace/wiretrace/internal/peer"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/prov"
	"github.com/wiretrace/wiretrace/view"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func pressJSON(t *testing.T, q view.Query) []byte {
	t.Helper()
	var out bytes.Buffer
	exporttest.Render(t, exporttest.Press(t, dedup.Options{}), q, &prov.JSON{Out: &out, Version: "(test)"})
	return out.Bytes()
}

func pressJSONLD(t *testing.T, q view.Query) []byte {
	t.Helper()
	var out bytes.Buffer
	exporttest.Render(t, exporttest.Press(t, dedup.Options{}), q, &prov.JSONLD{Out: &out, Version: "(test)"})
	return out.Bytes()
}

func TestGolden(t *testing.T) {
	q := view.Query{Article: "p001"}
	exporttest.Golden(t, *update, "ferry.provjson", string(pressJSON(t, q)))
	exporttest.Golden(t, *update, "ferry.jsonld", string(pressJSONLD(t, q)))
}

// roundTrip parses a document with the prov package, writes and parses it again, and prints
// how many records of each kind it has; any warning is an error.
const roundTrip = `
import sys, io, json, warnings, collections
warnings.simplefilter("error")
from prov.model import ProvDocument
doc = ProvDocument.deserialize(content=sys.stdin.read(), format="json")
again = ProvDocument.deserialize(content=doc.serialize(format="json"), format="json")
assert doc == again, "another document after a round trip"
doc.get_provn()
flat = doc.flattened()
n = collections.Counter(type(r).__name__ for r in flat.get_records())
n["bundles"] = len(list(doc.bundles))
n["named"] = sum(1 for r in flat.get_records() if r.identifier is not None)
print(json.dumps(n))`

func readProv(t *testing.T, document []byte) map[string]int {
	t.Helper()
	n := map[string]int{}
	if err := json.Unmarshal([]byte(peer.Python(t, roundTrip, document)), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A counts counts what a report says, by another way than the package goes.
type counts struct {
	clusters, members, parents, agencies int
}

func (x *counts) Summary(report.Summary) error      { return nil }
func (x *counts) Article(*report.ArticleView) error { return nil }
func (x *counts) End() error                        { return nil }

func (x *counts) Cluster(v *report.ClusterView) error {
	x.clusters++
	for i := range v.Members {
		m := &v.Members[i]
		x.members++
		if m.Source.Parent != "unseen" {
			x.parents++
		}
		if m.Agency != "" {
			x.agencies++
		}
	}
	return nil
}

// TestProvReadsPress sees that the Python package prov reads the press and writes it back
// the same, with as many statements as the report has facts.
func TestProvReadsPress(t *testing.T) {
	var want counts
	exporttest.Render(t, exporttest.Press(t, dedup.Options{}), view.Query{}, &want)
	n := readProv(t, pressJSON(t, view.Query{}))
	unseen := n["ProvEntity"] - want.members - 3*want.clusters // of a cluster: story, collection, bundle
	if unseen < 1 || unseen > want.clusters {
		t.Errorf("%d unseen sources in %d clusters", unseen, want.clusters)
	}
	if n["bundles"] != want.clusters || n["ProvMembership"] != want.members || n["ProvSpecialization"] != want.members {
		t.Errorf("%v, want %+v", n, want)
	}
	if n["ProvDerivation"]+n["ProvAlternate"] < want.parents || n["ProvAlternate"] == 0 {
		t.Errorf("%d derivations and %d alternates of %d articles with a parent", n["ProvDerivation"], n["ProvAlternate"], want.parents)
	}
	if got := n["ProvAttribution"]; got < want.members+want.agencies+want.clusters {
		t.Errorf("%d attributions of %d articles, %d of them an agency's", got, want.members, want.agencies)
	}
}

func TestProvReadsHostile(t *testing.T) {
	var out bytes.Buffer
	exporttest.HostileReport(t, &prov.JSON{Out: &out})
	if n := readProv(t, out.Bytes()); n["ProvMembership"] != 3 {
		t.Errorf("%v", n)
	}
	out.Reset()
	exporttest.HostileReport(t, &prov.JSONLD{Out: &out})
	if n := expand(t, out.Bytes()); n["Membership"] != 3 {
		t.Errorf("%v", n)
	}
}

// expandLD expands a document with PyLD, without a network, and prints how many nodes of each
// class it has, and what was lost or has no IRI.
const expandLD = `
import sys, json, collections
from pyld import jsonld
def refuse(url, options={}): raise Exception("fetches " + url)
jsonld.set_document_loader(refuse)
doc = json.load(sys.stdin)
nodes = jsonld.expand(doc)
n, bad = collections.Counter(), []
def walk(x):
    if isinstance(x, list):
        for y in x: walk(y)
    elif isinstance(x, dict):
        for c in x.get("@type", []) if isinstance(x.get("@type"), list) else []:
            if ":" not in c: bad.append(c)
            n[c.rsplit("#", 1)[-1]] += 1
        for k, v in x.items():
            if not k.startswith("@") and ":" not in k: bad.append(k)
            if k == "@id" and (set(' <>{}|^"' + chr(96) + chr(92)) & set(v) or not (v.startswith("http") or v.startswith("_:"))): bad.append(v)
            walk(v)
walk(nodes)
sources = len(doc["@graph"])
graphs = jsonld.to_rdf(doc)
quads = [q for g in graphs.values() for q in g]
n["triples"], n["statements"], n["nodes"] = len(quads), sources, len(nodes)
n["derived"] = sum(1 for q in quads if q["predicate"]["value"] == "http://www.w3.org/ns/prov#qualifiedDerivation" and q["subject"]["value"].startswith("https://wiretrace.example/article/"))
n["plain"] = sum(1 for q in quads if q["predicate"]["value"] == "http://www.w3.org/ns/prov#wasDerivedFrom")
n["graphs"] = len(graphs) - 1
assert not bad, bad
print(json.dumps(n))`

func expand(t *testing.T, document []byte) map[string]int {
	t.Helper()
	n := map[string]int{}
	if err := json.Unmarshal([]byte(peer.Python(t, expandLD, document)), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestPyLDReadsPress sees that the graph is whole without a network, that nothing in it
// is lost when it is expanded, and that it says what the PROV-JSON of the same report says.
func TestPyLDReadsPress(t *testing.T) {
	ld, pj := expand(t, pressJSONLD(t, view.Query{})), readProv(t, pressJSON(t, view.Query{}))
	for class, kind := range map[string]string{
		"Derivation": "ProvDerivation", "Alternate": "ProvAlternate", "Specialization": "ProvSpecialization", "Membership": "ProvMembership",
		"Delegation": "", "Association": "ProvAssociation",
	} {
		if kind != "" && ld[class] != pj[kind] || ld[class] == 0 {
			t.Errorf("%d of %s in JSON-LD, %d of %s in PROV-JSON", ld[class], class, pj[kind], kind)
		}
	}
	if ld["derived"] != ld["Derivation"] {
		t.Errorf("%d of %d derivations belong to an article", ld["derived"], ld["Derivation"])
	}
	if ld["plain"] != ld["Derivation"] || ld["graphs"] != ld["Bundle"] || ld["Bundle"] < 10 {
		t.Errorf("%d plain derivations beside %d qualified, %d graphs of %d bundles", ld["plain"], ld["Derivation"], ld["graphs"], ld["Bundle"])
	}
}

// pairOf is a cluster of two articles of one outlet or two, with as much stated of their clocks
// and texts as the case needs.
func pairOf(outlet string, delta report.Delta, p float64, clocks [2]report.ClockView, feed bool) *report.ClusterView {
	v := &report.ClusterView{Cluster: report.Cluster{ID: "c1", Size: 2, Members: []string{"a", "b"}}, Traced: true}
	v.Cluster.SetSources(report.Origin{Article: new("a"), P: 1}, []report.IndependentReport{{Roots: []string{"a"}, Articles: 2}})
	v.Members = []report.MemberView{
		{Article: article.Article{ID: "a", Source: "wire"}, Source: &report.Copy{Child: "a", Parent: "unseen", P: 1}, Traced: &report.SourceView{Root: true, Clock: clocks[0], Feed: feed}},
		{Article: article.Article{ID: "b", Source: outlet}, Source: &report.Copy{Child: "b", Parent: "a", P: p}, Traced: &report.SourceView{Clock: clocks[1], FromParent: &delta}},
	}
	return v
}

// TestDirections sees what is stated of an article and its parent: never an order that
// nothing speaks for.
func TestDirections(t *testing.T) {
	at := func(from, to int64) report.ClockView {
		return report.ClockView{Known: true, Bounded: true, Earliest: from, Latest: to, Best: from}
	}
	apart, over, none := [2]report.ClockView{at(0, 10), at(20, 30)}, [2]report.ClockView{at(0, 100), at(20, 30)}, [2]report.ClockView{}
	same, edited, cut := report.Delta{Kept: report.Extent{Words: 9}}, report.Delta{Kept: report.Extent{Words: 90}, Added: report.Extent{Words: 3}}, report.Delta{Kept: report.Extent{Words: 50}, Added: report.Extent{Words: 50}}
	tests := []struct {
		name   string
		outlet string
		delta  report.Delta
		p      float64
		clocks [2]report.ClockView
		feed   bool
		want   string
	}{
		{"same text, later", "paper", same, .9, apart, false, "wt:Copy"},
		{"same text of a wire, later", "paper", same, .9, apart, true, "prov:PrimarySource"},
		{"same text, clocks overlap", "paper", same, .9, over, true, "alternateOf"},
		{"same text, no clocks", "paper", same, .99, none, true, "alternateOf"},
		{"same text of one outlet, no clocks", "wire", same, .99, none, false, "alternateOf"},
		{"edited, clocks overlap, likely", "paper", edited, .8, over, false, "wt:Copy"},
		{"edited, no clocks, unlikely", "paper", edited, .4, none, false, "alternateOf"},
		{"edited, later, one of several", "paper", edited, .4, apart, true, "prov:PrimarySource"},
		{"part of it", "paper", cut, .8, apart, true, "prov:Quotation"},
		{"one outlet, later", "wire", edited, .8, apart, false, "prov:Revision"},
		{"one outlet, clocks overlap", "wire", edited, .8, over, false, "wt:Copy"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			j := &prov.JSON{Out: &out}
			err := j.Summary(report.Summary{Generation: 1})
			if err = errors.Join(err, j.Cluster(pairOf(tt.outlet, tt.delta, tt.p, tt.clocks, tt.feed)), j.End()); err != nil {
				t.Fatal(err)
			}
			var doc struct {
				Bundle map[string]struct {
					Derived map[string]struct {
						Type struct {
							Name string `json:"$"`
						} `json:"prov:type"`
					} `json:"wasDerivedFrom"`
					Alternate map[string]any `json:"alternateOf"`
				} `json:"bundle"`
			}
			if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, b := range doc.Bundle {
				for _, d := range b.Derived {
					got = append(got, d.Type.Name)
				}
				for range b.Alternate {
					got = append(got, "alternateOf")
				}
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestUntraced sees that of a report without sources no derivation is claimed.
func TestUntraced(t *testing.T) {
	var out bytes.Buffer
	exporttest.Render(t, exporttest.Press(t, dedup.Options{Near: true}), view.Query{}, &prov.JSON{Out: &out})
	if n := readProv(t, out.Bytes()); n["ProvDerivation"]+n["ProvAlternate"] > 0 || n["ProvMembership"] == 0 {
		t.Errorf("%v", n)
	}
}

func BenchmarkJSON(b *testing.B) {
	v := exporttest.Cluster(6)
	b.ReportAllocs()
	for b.Loop() {
		j := &prov.JSON{Out: io.Discard}
		err := j.Summary(report.Summary{Generation: 1})
		for range 10_000 {
			err = errors.Join(err, j.Cluster(v))
		}
		if err = errors.Join(err, j.End()); err != nil {
			b.Fatal(err)
		}
	}
}
