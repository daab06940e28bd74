package changes_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/wiretrace/wiretrace/report"
)

// A line is a record of a result file with what orders and names it.
type line struct {
	keys []key
	text []byte
}

// A key is an id, and for pairs of earlier revisions the number of the revision.
type key struct {
	id       string
	revision int
}

func compareLines(x, y line) int {
	return slices.CompareFunc(x.keys, y.keys, func(a, b key) int { return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.revision, b.revision)) })
}

// resultLines reads a result file.
func resultLines(t *testing.T, dir, name string) (out []line) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	for text := range bytes.Lines(b) {
		var x struct {
			ID, Child, A, B      string
			RevisionA, RevisionB int
		}
		// The names of fields with "_" are not those of Go.
		text = bytes.Clone(text)
		if err := json.Unmarshal(bytes.ReplaceAll(text, []byte("revision_"), []byte("revision")), &x); err != nil {
			t.Fatal(err)
		}
		l := line{text: text}
		switch name {
		case "pairs.jsonl":
			l.keys = []key{{x.A, cmp.Or(x.RevisionA, math.MaxInt)}, {x.B, cmp.Or(x.RevisionB, math.MaxInt)}}
		case "copies.jsonl":
			l.keys = []key{{id: x.Child}}
		default:
			l.keys = []key{{id: x.ID}}
		}
		out = append(out, l)
	}
	return out
}

// apply brings the result files in dir up to date with the records in the folder of changes.
func apply(t *testing.T, dir, folder string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(folder, "changes.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var head struct{ Complete bool }
	if err := json.Unmarshal(b[:bytes.IndexByte(b, '\n')], &head); err != nil {
		t.Fatal(err)
	}
	replaced := map[string]map[string]bool{report.ReplacedArticle: {}, report.ReplacedCluster: {}, report.ReplacedPairs: {}}
	b, err = os.ReadFile(filepath.Join(folder, "touched.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for text := range bytes.Lines(b) {
		var x report.Replaced
		if err := json.Unmarshal(text, &x); err != nil {
			t.Fatal(err)
		}
		replaced[x.Kind][x.ID] = true
	}
	paired := maps.Clone(replaced[report.ReplacedPairs])
	maps.Copy(paired, replaced[report.ReplacedArticle])
	for name, gone := range map[string]map[string]bool{
		"articles.jsonl": replaced[report.ReplacedArticle], "copies.jsonl": replaced[report.ReplacedArticle],
		"passages.jsonl": replaced[report.ReplacedArticle], "clusters.jsonl": replaced[report.ReplacedCluster],
		"pairs.jsonl": paired, "outlets.jsonl": nil,
	} {
		var lines []line
		if !head.Complete && name != "outlets.jsonl" {
			lines = slices.DeleteFunc(resultLines(t, dir, name), func(l line) bool {
				return slices.ContainsFunc(l.keys, func(k key) bool { return gone[k.id] })
			})
		}
		lines = append(lines, resultLines(t, folder, name)...)
		slices.SortStableFunc(lines, compareLines)
		var out []byte
		for _, l := range lines {
			out = append(out, l.text...)
		}
		if err := os.WriteFile(filepath.Join(dir, name), out, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// same fails the test unless the result files of two folders are the same.
func same(t *testing.T, got, want string) {
	t.Helper()
	for _, name := range []string{"articles.jsonl", "clusters.jsonl", "pairs.jsonl", "passages.jsonl", "copies.jsonl", "outlets.jsonl"} {
		a, err := os.ReadFile(filepath.Join(got, name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(want, name))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(a, b) {
			continue
		}
		x, y := slices.Collect(bytes.Lines(a)), slices.Collect(bytes.Lines(b))
		for i := range min(len(x), len(y)) {
			if !bytes.Equal(x[i], y[i]) {
				t.Fatalf("%s, line %d of %d and %d:\n%s\nwant\n%s", name, i+1, len(x), len(y), x[i], y[i])
			}
		}
		t.Fatalf("%s has %d lines, want %d", name, len(x), len(y))
	}
}
