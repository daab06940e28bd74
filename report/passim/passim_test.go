package passim_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/internal/exporttest"
	"github.com/wiretrace/wiretrace/internal/peer"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/passim"
	"github.com/wiretrace/wiretrace/view"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestGolden(t *testing.T) {
	st := exporttest.Press(t, dedup.Options{})
	var clusters, pairs bytes.Buffer
	exporttest.Render(t, st, view.Query{Article: "p001"}, &passim.Clusters{Out: &clusters})
	exporttest.Render(t, st, view.Query{Article: "p001"}, &passim.Pairs{Out: &pairs})
	exporttest.Golden(t, *update, "out.json", clusters.String())
	exporttest.Golden(t, *update, "align.json", pairs.String())
}

// A line is what a program that reads passim's output uses.
type line struct {
	Cluster string `json:"cluster"`
	Size    int    `json:"size"`
	ID      string `json:"id"`
	Series  string `json:"series"`
	Begin   int    `json:"begin"`
	End     int    `json:"end"`
	Src     []struct {
		UID   int64  `json:"uid"`
		ID    string `json:"id"`
		Begin int    `json:"begin"`
		End   int    `json:"end"`
	} `json:"src"`
	UID     int64    `json:"uid"`
	PBoiler *float64 `json:"pboiler"`
	Text    string   `json:"text"`
}

// texts collects what the report says, for a comparison.
type texts struct {
	wants    report.Wants
	of       map[string]string
	clusters map[string]int
}

func (x *texts) Wants() report.Wants             { return x.wants }
func (x *texts) Summary(report.Summary) error    { return nil }
func (x *texts) Single(*report.MemberView) error { return nil }
func (x *texts) Pair(*report.PairView) error     { return nil }
func (x *texts) End() error                      { return nil }

func (x *texts) Cluster(v *report.ClusterView) error {
	x.clusters[v.Cluster.ID] = v.Cluster.Size
	return nil
}

func (x *texts) Article(v *report.ArticleView) error {
	x.of[v.Article.ID] = v.Article.Text
	return nil
}

// offsets cuts the passages out of the articles' texts, as passim's own users do in Python:
// begin and end are places of characters.
const offsets = `
import sys, json
given = json.load(sys.stdin)
texts, clusters = given["texts"], {}
for rec in map(json.loads, given["lines"]):
    assert texts[rec["id"]][rec["begin"]:rec["end"]] == rec["text"] != "", rec
    for s in rec["src"]:
        assert 0 <= s["begin"] < s["end"] <= len(texts[s["id"]]), rec
    clusters.setdefault(rec["cluster"], set()).add(rec["id"])
print(json.dumps({k: len(v) for k, v in clusters.items()}))`

// TestOffsets sees that every passage stands where the record says, and that a cluster has
// all its articles.
func TestOffsets(t *testing.T) {
	for _, near := range []bool{false, true} {
		st := exporttest.Press(t, dedup.Options{Near: near})
		x := &texts{wants: report.Wants{Members: true}, of: map[string]string{}, clusters: map[string]int{}}
		exporttest.Render(t, st, view.Query{}, x)
		var out bytes.Buffer
		exporttest.Render(t, st, view.Query{}, &passim.Clusters{Out: &out})
		given, err := json.Marshal(map[string]any{"texts": x.of, "lines": strings.Split(strings.TrimSpace(out.String()), "\n")})
		if err != nil {
			t.Fatal(err)
		}
		sizes := map[string]int{}
		if err := json.Unmarshal([]byte(peer.Python(t, offsets, given)), &sizes); err != nil {
			t.Fatal(err)
		}
		for id, want := range x.clusters {
			if sizes[id] != want {
				t.Errorf("near %v: cluster %s has passages of %d articles, want %d", near, id, sizes[id], want)
			}
		}
		for _, rec := range decode[line](t, out.Bytes()) {
			if rec.Size != x.clusters[rec.Cluster] || rec.PBoiler == nil || *rec.PBoiler > 1 || rec.Series == "" {
				t.Errorf("near %v: %+v", near, rec)
			}
		}
	}
}

func decode[T any](t *testing.T, data []byte) (out []T) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	for {
		var x T
		if err := d.Decode(&x); errors.Is(err, io.EOF) {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
}

// TestAlignments sees that the passages of pairs stand in both texts.
func TestAlignments(t *testing.T) {
	st := exporttest.Press(t, dedup.Options{})
	x := &texts{wants: report.Wants{Members: true}, of: map[string]string{}, clusters: map[string]int{}}
	exporttest.Render(t, st, view.Query{}, x)
	var out bytes.Buffer
	exporttest.Render(t, st, view.Query{Top: 5}, &passim.Pairs{Out: &out})
	type pair struct {
		ID, ID2, Text, Text2     string
		Begin, End, Begin2, End2 int
	}
	recs := decode[pair](t, out.Bytes())
	if len(recs) < 50 {
		t.Errorf("%d passages", len(recs))
	}
	cut := func(id string, from, to int) string { return string([]rune(x.of[id])[from:to]) }
	for _, r := range recs {
		if cut(r.ID, r.Begin, r.End) != r.Text || cut(r.ID2, r.Begin2, r.End2) != r.Text2 || r.ID >= r.ID2 {
			t.Errorf("%+v", r)
		}
	}
}

// TestUID holds the numbers of ids to those of Spark, whose xxhash64(”) is
// -7444071767201028348.
func TestUID(t *testing.T) {
	var out bytes.Buffer
	if err := (&passim.Clusters{Out: &out}).Article(&report.ArticleView{Cluster: "c"}); err != nil {
		t.Fatal(err)
	}
	if got := decode[line](t, out.Bytes())[0].UID; got != -7444071767201028348 {
		t.Errorf("the empty id is %d", got)
	}
}

func TestHostile(t *testing.T) {
	var out bytes.Buffer
	exporttest.HostileReport(t, &passim.Clusters{Out: &out})
	exporttest.HostileReport(t, &passim.Pairs{Out: &out})
	if recs := decode[line](t, out.Bytes()); len(recs) != 4 {
		t.Errorf("%d records", len(recs))
	}
	for l := range strings.Lines(out.String()) {
		if !json.Valid([]byte(l)) {
			t.Errorf("not a record: %q", l)
		}
	}
}

func BenchmarkClusters(b *testing.B) {
	v := exporttest.Cluster(6)
	a := &report.ArticleView{MemberView: v.Members[1], Cluster: v.Cluster.ID, IsTraced: true}
	a.Article.Text = strings.Repeat("The ferry Gudrun goes. ", 120)
	a.Passages = []report.PassageView{{End: 2000, Owner: "cluster", Cluster: v.Cluster.ID, From: &report.Place{ID: "wire-0", End: 2000}}}
	b.ReportAllocs()
	for b.Loop() {
		c := &passim.Clusters{Out: io.Discard}
		for range 10_000 {
			err := c.Cluster(v)
			for range 6 {
				err = errors.Join(err, c.Article(a))
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
