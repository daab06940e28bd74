package report_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wiretrace/wiretrace/report"
)

// schemas is where the schemas of the records are published.
const schemas = "../doc/schema"

// records are examples of every record by the name of its schema, each with
// as much and as little in it as can be.
func records(t *testing.T) map[string][]any {
	t.Helper()
	c, _, v := ferry().Cluster, 0, page().Record()
	traced := c
	traced.Independent, traced.Origin = new(2), report.Origin{Article: new("tide-4411"), Agency: new("Tidewire"), P: .91}
	traced.Reports = []report.IndependentReport{{Roots: []string{"a1", "b1"}, Articles: 3, Why: "one outlet's count once"}, {Roots: []string{"c1"}, Articles: 1}}
	_, _, cmp := comparison()
	first := *cmp
	first.Direction.PAFirst = new(.75)
	found := v
	found.Origin, found.Agency = &report.Origin{Unseen: true, P: .5}, new("Tidewire")
	found.Matches = slices.Clone(v.Matches)
	found.Matches[0].Passages = []report.Passage{{ID: "page", Start: 3, End: 40, From: &report.Place{ID: "tide-4411", End: 37}}}
	none := report.CheckView{Verdict: "none"}
	checked := sourced()
	checked.Known = "page-1"
	return map[string][]any{
		"article": {
			report.Article{ID: "a1", Source: "coast.example", Class: "none"},
			report.Article{ID: "a1", Cluster: &c.ID, Also: []string{"c-2"}, Class: "whole", Copied: 1, Parent: new("unseen"), ParentP: .5, Agency: new("Tidewire"), AgencyP: 1, Credits: []string{"(Tidewire)"}},
		},
		"cluster": {c, traced, report.Cluster{ID: "c-1", First: new("2024"), Last: new("2024-05-01T07:02Z")}},
		"pair":    {report.Pair{A: "a1", B: "b1", P: .99999, Jaccard: 1, Kind: "same"}, report.Pair{Kind: "quote"}},
		"passage": {
			report.Passage{ID: "a1", End: 3, Furniture: new("share")},
			report.Passage{ID: "a1", Start: 3, End: 9, Cluster: &c.ID, From: &report.Place{ID: "b1", Start: 0, End: 6}},
		},
		"copy": {
			report.Copy{Child: "b1", Parent: "unseen", P: .6, RunnerUp: &report.RunnerUp{Parent: "a1", P: .3}, Evidence: []report.Evidence{{Kind: "credit", Text: "(Tidewire)", Weight: 2.5}}},
			report.Copy{Child: "b1", Parent: "a1", P: 1, Evidence: []report.Evidence{}},
		},
		"outlet": {report.OutletLink{From: "a.example", To: "b.example", Articles: 2, Share: .5, Agency: 1, MedianDelay: new(int64(-60))}, report.OutletLink{Articles: 1}},
		"run": {report.Run{
			Schema: report.SchemaRun, Version: "(devel)", Generation: 7, Parameters: map[string]any{"near": true},
			Counts:  map[string]int64{"read": 9, "stored": 7, "known": 1, "revised": 1, "rejected": 0, "pairs": 3, "clusters": 2},
			Changes: append(ferry().Changes, report.Change{Kind: "split", ID: "c-3"}), Timings: map[string]float64{"link": .25},
		}},
		"changes": {changed(), report.Changes{Schema: report.SchemaChanges, Counts: map[string]int{}, Clusters: []report.ClusterChange{}}},
		"check":   {v, found, none.Record(), checked.Record()},
		"compare": {*cmp, first},
		"report":  reportLines(t),
		"stats":   {*stats()},
		"repair": {
			report.Repair{Schema: report.SchemaRepair, OK: true, Articles: 5, Lost: []report.LostArticle{}, Problems: []string{}},
			report.Repair{
				Schema: report.SchemaRepair, Articles: 5, Unnamed: 1, Uncertain: true, Problems: []string{"000001.vlog is damaged at byte 20"}, Damaged: "store.damaged-1",
				Lost: []report.LostArticle{{ID: "a1", URL: "https://coast.example/1", Why: "its text is damaged"}, {Begins: "Sea", Why: "its metadata are damaged"}},
			},
		},
		"verify": {*verified(), report.Verify{Schema: report.SchemaVerify, Checked: report.Checked{Problems: 1}, Problems: []string{"segment 3: gone"}}},
	}
}

// changed returns changes of all kinds of articles and sources.
func changed() report.Changes {
	return report.Changes{
		Schema: report.SchemaChanges, Before: 6, After: 7, Counts: map[string]int{"merged": 1, "retraced": 3},
		Clusters: []report.ClusterChange{{
			Change: report.Change{Kind: "merged", ID: "c-1", Others: []string{"c-2"}, Before: 2, After: 4, Reason: "1 new article"},
			Added:  []report.ChangedArticle{{ID: "a1", Source: "coast.example", Title: "Ferry"}, {}}, Gone: []report.ChangedArticle{{ID: "b1"}}, More: 3,
			Traced: []report.TracedAnew{{Article: "a1", Outlet: "coast.example", FromUnseen: true, To: new("b1"), Why: "it is new"}},
		}, {Change: report.Change{Kind: "retraced", ID: "c-3"}}},
	}
}

// TestChangesJSON sees that the record has the articles of each change, not its numbers alone.
func TestChangesJSON(t *testing.T) {
	got, err := json.Marshal(changed().Clusters)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"added":[{"id":"a1","source":"coast.example","title":"Ferry"},{}],"gone":[{"id":"b1"}]`, `"from_unseen":true,"to":"b1"`, `"more":3}`, `"reason":"","added":[],"gone":[],"traced":[],"more":0}`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
}

// reportLines are the lines that JSON writes.
func reportLines(t *testing.T) []any {
	t.Helper()
	var out strings.Builder
	render(t, &report.JSON{Out: &out}, summary(), ferry(), harvest())
	render(t, &report.JSON{Out: &out}, report.Summary{})
	s, j := summary(), &report.JSON{Out: &out}
	s.Day = day()
	render(t, j, s, traced())
	chosen := printed()
	chosen.Chosen, chosen.FromChosen = chosen.Parent, chosen.Traced.FromParent
	if err := errors.Join(j.Article(printed()), j.Article(chosen), j.Article(&report.ArticleView{})); err != nil {
		t.Fatal(err)
	}
	var lines []any
	for line := range strings.Lines(out.String()) {
		lines = append(lines, json.RawMessage(line))
	}
	return lines
}

// decode returns a record as a program that reads it has it.
func decode(t *testing.T, rec any) any {
	t.Helper()
	line, err := json.Marshal(rec)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(string(line)))
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return v
}

// TestSchemas holds the published schemas and the records to each other: every
// record is valid, none without one of its fields, and no field is undocumented.
func TestSchemas(t *testing.T) {
	examples := records(t)
	files, err := filepath.Glob(schemas + "/*.json")
	if err != nil || len(files) != len(examples) {
		t.Fatalf("%d schemas in %s and examples of %d records (%v): one of each is needed", len(files), schemas, len(examples), err)
	}
	for name, recs := range examples {
		t.Run(name, func(t *testing.T) {
			c := jsonschema.NewCompiler()
			c.DefaultDraft(jsonschema.Draft2020)
			schema, err := c.Compile(filepath.Join(schemas, name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			for _, rec := range recs {
				v := decode(t, rec)
				if err := schema.Validate(v); err != nil {
					t.Errorf("%v: %v", v, err)
				}
				for _, p := range undocumented(readSchema(t, name+".json"), v, name, t) {
					t.Errorf("%s", p)
				}
				fields, _ := v.(map[string]any)
				for field := range fields {
					less := maps.Clone(fields)
					delete(less, field)
					if schema.Validate(less) == nil && (name != "report" || field != "schema") {
						t.Errorf("%s: valid without %s: is it required?", name, field)
					}
				}
			}
		})
	}
}

// TestSchemasRefuse sees that the schemas say something.
func TestSchemasRefuse(t *testing.T) {
	for name, rec := range map[string]any{
		"article": report.Article{Class: "most"},
		"pair":    report.Pair{Kind: "same", P: 1.5},
		"cluster": report.Cluster{First: new("yesterday")},
		"check":   report.Check{Schema: report.SchemaCheck, Verdict: "copy"}, // matches: null
		"compare": report.Comparison{Schema: report.SchemaCheck, Verdict: "copy", Kind: "same"},
	} {
		schema, err := jsonschema.NewCompiler().Compile(filepath.Join(schemas, name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		if v := decode(t, rec); schema.Validate(v) == nil {
			t.Errorf("%s: %v is valid", name, v)
		}
	}
}

func readSchema(t *testing.T, name string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(schemas, name))
	if err != nil {
		t.Fatal(err)
	}
	var s map[string]any
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}

// undocumented returns the fields of v that schema names nowhere.
func undocumented(schema map[string]any, v any, path string, t *testing.T) []string {
	t.Helper()
	var found []string
	switch v := v.(type) {
	case []any:
		items, _ := schema["items"].(map[string]any)
		for _, x := range v {
			found = append(found, undocumented(items, x, path+"[]", t)...)
		}
	case map[string]any:
		props := properties(schema, t)
		if props == nil {
			return nil // free, as parameters are
		}
		for _, field := range slices.Sorted(maps.Keys(v)) {
			p, ok := props[field].(map[string]any)
			if !ok {
				found = append(found, fmt.Sprintf("%s.%s is in no schema", path, field))
			}
			found = append(found, undocumented(p, v[field], path+"."+field, t)...)
		}
	}
	return found
}

// properties returns what schema names itself, by reference or in a choice.
func properties(schema map[string]any, t *testing.T) map[string]any {
	t.Helper()
	all := map[string]any{}
	if own, ok := schema["properties"].(map[string]any); ok {
		maps.Copy(all, own)
	}
	if ref, ok := schema["$ref"].(string); ok && !strings.Contains(ref, "#") {
		maps.Copy(all, properties(readSchema(t, ref), t))
	}
	choices, _ := schema["oneOf"].([]any)
	for _, c := range choices {
		if c, ok := c.(map[string]any); ok {
			maps.Copy(all, properties(c, t))
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}
