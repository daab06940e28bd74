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

func TestPageFails(t *testing.T) {
	for name, data := range map[string]string{
		"no JSON":        `{`,
		"no description": `{"title": "A", "properties": {"x": {"type": "string"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := fields.Page(fstest.MapFS{"a.json": {Data: []byte(data)}}); err == nil {
				t.Error("no error")
			}
		})
	}
}
