package fields_test

import (
	"flag"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/internal/fields"
)

var update = flag.Bool("update", false, "write doc/fields.md anew")

// TestPageIsTrue holds doc/fields.md to the schemas; "make fields" writes it anew.
func TestPageIsTrue(t *testing.T) {
	const path = "../../doc/fields.md"
	want, err := fields.Page(os.DirFS("../../doc/schema"))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, want, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not what the schemas say, run \"make fields\" (-want +got):\n%s", path, diff)
	}
}

func TestPage(t *testing.T) {
	got, err := fields.Page(fstest.MapFS{"a.json": {Data: []byte(`{"title": "A line", "description": "one line", "properties": {
		"kind": {"enum": ["x", null], "description": "what it is"},
		"parts": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": ["integer", "null"], "description": "a|b"}}}},
		"v": {"const": "1"}}}`)}})
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(got), "## A line\n")
	const want = "\nOne line\n\n| field | type | meaning |\n|---|---|---|\n" +
		"| `kind` | value | what it is; one of `x`, `null` |\n| `parts` | array |  |\n" +
		"| `parts[].n` | integer or null | a\\|b |\n| `v` | string | always `1` |\n"
	if diff := cmp.Diff(want, table); diff != "" {
		t.Errorf("page (-want +got):\n%s", diff)
	}
}

// TestReferences: what lies at a place in another file is written out, a whole file is named.
func TestReferences(t *testing.T) {
	got, err := fields.Page(fstest.MapFS{
		"a.json": {Data: []byte(`{"title": "a", "oneOf": [{"description": "sum", "$ref": "b.json", "properties": {
			"one": {"$ref": "b.json", "description": "first"}, "list": {"type": "array", "description": "all", "items": {"$ref": "b.json"}},
			"near": {"$ref": "#/$defs/far"}, "some": {"type": "array", "items": {"$ref": "b.json#/properties/n"}}}}], "$defs": {"far": {"$ref": "b.json#/properties/n", "description": "here"}}}`)},
		"b.json": {Data: []byte(`{"title": "b", "properties": {"n": {"type": "object", "description": "there", "properties": {"x": {"type": "string", "description": "deep"}}}}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(got), "## a\n")
	table, _, _ = strings.Cut(table, "\n## b\n")
	const want = "\nSum\n\nIt has the fields of [b](#b) and these:\n\n| field | type | meaning |\n|---|---|---|\n" +
		"| `list` | array | all; the fields of [b](#b) |\n| `near` | object | here |\n| `near.x` | string | deep |\n" +
		"| `one` | object | first; the fields of [b](#b) |\n| `some` | array | there |\n| `some[].x` | string | deep |\n"
	if diff := cmp.Diff(want, table); diff != "" {
		t.Errorf("page (-want +got):\n%s", diff)
	}
}

func TestPageFails(t *testing.T) {
	for name, data := range map[string]string{
		"no JSON":        `{`,
		"no such file":   `{"title": "A", "properties": {"x": {"description": "x", "$ref": "b.json"}}}`,
		"no such place":  `{"title": "A", "properties": {"x": {"description": "x", "$ref": "a.json#/$defs/y"}}}`,
		"a circle":       `{"title": "A", "properties": {"x": {"$ref": "#/properties/x"}}}`,
		"no description": `{"title": "A", "properties": {"x": {"type": "string"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := fields.Page(fstest.MapFS{"a.json": {Data: []byte(data)}}); err == nil {
				t.Error("no error")
			}
		})
	}
}
