package ninjs_test

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/internal/exporttest"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/report/ninjs"
	"github.com/wiretrace/wiretrace/view"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// geoJSON is what IPTC's schema refers to for the outlines of places, which are not written
// here.
const geoJSON = "https://geojson.org/schema/GeoJSON.json"

// schemas are what every document is held to: testdata/written.json, and IPTC's own schema if
// WIRETRACE_NINJS_SCHEMA names the file: it is not part of this repository.
func schemas(t *testing.T) []*jsonschema.Schema {
	t.Helper()
	paths := []string{"testdata/written.json"}
	if p := os.Getenv("WIRETRACE_NINJS_SCHEMA"); p != "" {
		paths = append(paths, p)
	}
	var out []*jsonschema.Schema
	for _, path := range paths {
		c := jsonschema.NewCompiler()
		c.AssertFormat()
		if err := c.AddResource(geoJSON, map[string]any{}); err != nil {
			t.Fatal(err)
		}
		s, err := c.Compile(path)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// check holds every line to the schemas, and returns the documents.
func check(t *testing.T, data []byte) (out []map[string]any) {
	t.Helper()
	all := schemas(t)
	for line := range strings.Lines(string(data)) {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			if err := s.Validate(doc); err != nil {
				t.Errorf("%v\n%s", err, line)
			}
		}
		m, _ := doc.(map[string]any)
		out = append(out, m)
	}
	return out
}

func TestGolden(t *testing.T) {
	var out bytes.Buffer
	exporttest.Render(t, exporttest.Press(t, dedup.Options{}), view.Query{Article: "p001"}, &ninjs.Writer{Out: &out})
	check(t, out.Bytes())
	exporttest.Golden(t, *update, "ferry.json", out.String())
}

// TestPress sees that every cluster of the press is valid and has its articles, each with
// its outlet, and that some are from a source that is not here.
func TestPress(t *testing.T) {
	for _, near := range []bool{false, true} {
		var out bytes.Buffer
		exporttest.Render(t, exporttest.Press(t, dedup.Options{Near: near}), view.Query{}, &ninjs.Writer{Out: &out})
		unseen := 0
		docs := check(t, out.Bytes())
		for _, doc := range docs {
			members, _ := doc["associations"].([]any)
			if len(members) < 2 || doc["type"] != "composite" {
				t.Errorf("%v has %d members", doc["uri"], len(members))
			}
			for _, m := range members {
				m, _ := m.(map[string]any)
				if sources, _ := m["infoSources"].([]any); len(sources) == 0 {
					t.Errorf("%v has no source", m["uri"])
				}
				from, _ := m["associations"].([]any)
				for _, f := range from {
					f, _ := f.(map[string]any)
					if uri, _ := f["uri"].(string); strings.Contains(uri, "/unseen/") {
						unseen++
					}
				}
			}
		}
		if len(docs) < 15 || near != (unseen == 0) {
			t.Errorf("near %v: %d clusters, %d articles of a source that is not here", near, len(docs), unseen)
		}
	}
}

func TestHostile(t *testing.T) {
	var out bytes.Buffer
	exporttest.HostileReport(t, &ninjs.Writer{Out: &out})
	if docs := check(t, out.Bytes()); len(docs) != 1 {
		t.Errorf("%d documents", len(docs))
	}
	if n := strings.Count(out.String(), `"href"`); n != 1 || strings.Contains(out.String(), `"href":"javascript`) {
		t.Errorf("%d links, want the one that is an address", n)
	}
}

// TestSchemaRefuses sees that the schema says something.
func TestSchemaRefuses(t *testing.T) {
	for _, doc := range []string{
		`{}`,
		`{"uri":"no uri"}`,
		`{"uri":"urn:a:b","creditline":"Tidewire"}`,
		`{"uri":"urn:a:b","firstCreated":"2024-05-01"}`,
		`{"uri":"urn:a:b","type":"article"}`,
		`{"uri":"urn:a:b","associations":[{"uri":"urn:a:c"}]}`,
		`{"uri":"urn:a:b","associations":[{"uri":"urn:a:c","name":"c","dateline":"d"}]}`,
		`{"uri":"urn:a:b","altIds":[{"id":"c"}]}`,
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(doc))
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range schemas(t) {
			if s.Validate(v) == nil {
				t.Errorf("schema %d: %s is valid", i, doc)
			}
		}
	}
}

func BenchmarkNinjs(b *testing.B) {
	v := exporttest.Cluster(6)
	b.ReportAllocs()
	for b.Loop() {
		w := &ninjs.Writer{Out: io.Discard}
		err := w.Summary(report.Summary{})
		for range 10_000 {
			err = errors.Join(err, w.Cluster(v))
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
