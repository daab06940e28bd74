package evaluate

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "rewrite the goldens in testdata")

// schemas is where the schemas of the records are published.
const schemas = "../doc/schema/evaluate"

const ferryLabels = "id\tcluster\nferry-1\tferry\nferry-2\tferry\nferry-3\tferry\nharvest-1\tharvest\nharvest-2\tharvest\nlight-1\tlight\nlost-1\tharvest\n"

const ferryArticles = `{"id":"ferry-1","source":"coast.example","cluster":"c1","also":[]}
{"id":"ferry-2","source":"bay.example","cluster":"c1","also":[]}
{"id":"ferry-3","source":"hill.example","cluster":null,"also":["c1"]}
{"id":"harvest-1","source":"plain.example","cluster":"c2","also":[]}
{"id":"harvest-2","source":"plain.example","cluster":"c2","also":[]}
{"id":"light-1","source":"<b>\u001b[31m\u202e&\"lamp\"","cluster":"c2","also":[]}
`

const ferryPairs = `{"a":"ferry-1","b":"ferry-2","p":0.97,"jaccard":0.8,"containment_a":0.9,"containment_b":0.85,"matched_words":120,"passages":0,"kind":"same"}
{"a":"ferry-1","b":"ferry-3","p":0.31,"jaccard":0.1,"containment_a":0.2,"containment_b":0.7,"matched_words":21,"passages":0,"kind":"quote"}
{"a":"harvest-1","b":"light-1","p":0.64,"jaccard":0.3,"containment_a":0.6,"containment_b":0.4,"matched_words":33,"passages":0,"kind":"same"}
{"a":"harvest-1","b":"harvest-2","p":0.9,"jaccard":0.7,"containment_a":0.8,"containment_b":0.8,"matched_words":80,"passages":0,"kind":"same"}
`

func evaluated(t testing.TB, l *Labels, p *Predictions, o Options) *Report {
	t.Helper()
	r, err := Evaluate(l, p, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// reports are reports with as much and as little in them as can be.
func reports(t testing.TB) map[string]*Report {
	t.Helper()
	titles := func(id string) (string, string) {
		if id == "light-1" {
			return "", ""
		}
		return "the " + id + " paper", "Ferry to Norhaven\u202e delayed\x1b[2J by fog"
	}
	fitted, probable := distorted(300, func(p float64) float64 { return p * p })
	cases := &Labels{Format: PAN, Pairs: []Label{{"a", "b", true}}, Cases: []Passage{{"a", 0, 10, "b", 0, 10}}}
	aligned := predictions(t, "", `{"a":"a","b":"b","p":0.7}`)
	if err := aligned.ReadPassages(strings.NewReader(`{"id":"a","start":0,"end":5,"from":{"id":"b","start":0,"end":5}}`+"\n"+`{"id":"a","start":0,"end":5,"from":{"id":"z","start":0,"end":5}}`), "passages.jsonl"); err != nil {
		t.Fatal(err)
	}
	return map[string]*Report{
		"clusters": evaluated(t, labels(t, ferryLabels), predictions(t, ferryArticles, ferryPairs), Options{Worst: 5, Describe: titles}),
		"pairs": evaluated(t, labels(t, "a,b,label\nferry-1,ferry-2,copy\nferry-1,ferry-3,copy\nharvest-1,light-1,none\nharvest-2,lost-1,yes\n"),
			predictions(t, ferryArticles, ferryPairs), Options{Worst: 5}),
		"alone":    evaluated(t, labels(t, ferryLabels), predictions(t, ferryArticles, ""), Options{Worst: 5}),
		"fitted":   evaluated(t, fitted, probable, Options{Worst: 1, Fit: true}),
		"passages": evaluated(t, cases, aligned, Options{}),
		"edges":    evaluated(t, labels(t, `[["ferry-1","ferry-2"],["ferry-2","ferry-3"]]`), predictions(t, ferryArticles, ferryPairs), Options{}),
	}
}

func TestText(t *testing.T) {
	var got strings.Builder
	all := reports(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&got, "== %s\n", name)
		if err := Text(&got, all[name]); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, "text.golden", got.String())
	for _, r := range got.String() {
		if r != '\n' && r < ' ' || r == '\u202e' {
			t.Fatalf("%q is printed", r)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// TestReliability sees that the plot is XML in which nothing of ours is markup,
// and that it is the same every time.
func TestReliability(t *testing.T) {
	var got strings.Builder
	title := "labels <script>&\"' \x1b of ferry.example"
	if err := Reliability(&got, reports(t)["fitted"].Reliability, title); err != nil {
		t.Fatal(err)
	}
	if err := Reliability(io.Discard, nil, ""); err != nil {
		t.Error(err)
	}
	golden(t, "reliability.svg", got.String())
	names := map[string]int{}
	dec := xml.NewDecoder(strings.NewReader(got.String()))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%v in %s", err, got.String())
		}
		if e, ok := tok.(xml.StartElement); ok {
			names[e.Name.Local]++
		}
	}
	if names["script"] > 0 || names["circle"] != bins || names["desc"] != 1 {
		t.Errorf("elements: %v", names)
	}
	if strings.Contains(strings.Replace(got.String(), "http://www.w3.org/2000/svg", "", 1), "http") {
		t.Error("the plot needs something from elsewhere")
	}
}

func TestWriteCurve(t *testing.T) {
	var got strings.Builder
	if err := WriteCurve(&got, reports(t)["clusters"].Steps); err != nil {
		t.Fatal(err)
	}
	want := `threshold	precision	recall	f1	predicted	right
0.97	1.000000	0.166667	0.285714	1	1
0.9	1.000000	0.333333	0.500000	2	2
0.64	0.666667	0.333333	0.444444	3	2
0.31	0.750000	0.500000	0.600000	4	3
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSchema holds the published schemas and the records to each other: every
// record is valid, none without one of its fields, and no field is undocumented.
func TestSchema(t *testing.T) {
	schema := compiled(t, "evaluate")
	root := readSchema(t, "evaluate")
	for name, r := range reports(t) {
		v := decode(t, r)
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		undocumented(t, root, root, v, name)
		fields := v.(map[string]any)
		for field := range fields {
			less := maps.Clone(fields)
			delete(less, field)
			if schema.Validate(less) == nil {
				t.Errorf("valid without %s: is it required?", field)
			}
		}
	}
	calibration := compiled(t, "calibration")
	fit := reports(t)["fitted"].Calibration.Calibration
	if err := calibration.Validate(decode(t, fit)); err != nil {
		t.Error(err)
	}
	fit.A = -1
	if calibration.Validate(decode(t, fit)) == nil {
		t.Errorf("%+v is valid", fit)
	}
}

func compiled(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	s, err := c.Compile(filepath.Join(schemas, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func readSchema(t *testing.T, name string) (s map[string]any) {
	t.Helper()
	readJSON(t, filepath.Join(schemas, strings.TrimSuffix(name, ".json")+".json"), &s)
	return s
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

// undocumented reports the fields of v that schema, a part of root, names
// nowhere or does not require.
func undocumented(t *testing.T, root, schema map[string]any, v any, path string) {
	t.Helper()
	if choices, ok := schema["oneOf"].([]any); ok {
		schema = choices[0].(map[string]any) // the second is null
	}
	if ref, ok := schema["$ref"].(string); ok {
		if name, ok := strings.CutPrefix(ref, "#/$defs/"); ok {
			schema = root["$defs"].(map[string]any)[name].(map[string]any)
		} else {
			schema = readSchema(t, ref)
		}
	}
	switch v := v.(type) {
	case []any:
		items, _ := schema["items"].(map[string]any)
		for _, x := range v {
			undocumented(t, root, items, x, path+"[]")
		}
	case map[string]any:
		props, _ := schema["properties"].(map[string]any)
		required, _ := schema["required"].([]any)
		for field, x := range v {
			p, ok := props[field].(map[string]any)
			if !ok || !slices.Contains(required, any(field)) {
				t.Errorf("%s.%s is in no schema, or not required", path, field)
			}
			undocumented(t, root, p, x, path+"."+field)
		}
	}
}

func TestNum(t *testing.T) {
	for x, want := range map[Num]string{.12345: "0.1235", 1: "1", -.00001: "0", 2.0 / 3: "0.6667"} {
		if got, err := json.Marshal(x); err != nil || string(got) != want {
			t.Errorf("%v is written %s (%v), want %s", float64(x), got, err, want)
		}
	}
}
