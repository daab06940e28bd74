package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/internal/baseline"
	"github.com/wiretrace/wiretrace/internal/newsroom"
)

// write makes a corpus with labels, and results that are right about it.
func write(t *testing.T) (corpus, results string) {
	t.Helper()
	corpus, results = t.TempDir(), t.TempDir()
	items, err := newsroom.Make(newsroom.Options{Seed: 1, Profile: "web", Stories: 4})
	if err != nil {
		t.Fatal(err)
	}
	files, err := newsroom.Files(items)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(corpus, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var articles strings.Builder
	for _, it := range items {
		articles.WriteString(`{"id":"` + it.Article.ID + `","cluster":"` + it.Clusters[0] + "\"}\n")
	}
	for name, data := range map[string]string{"articles.jsonl": articles.String(), "pairs.jsonl": ""} {
		if err := os.WriteFile(filepath.Join(results, name), []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return corpus, results
}

// TestRun sees that every method has a row, and that right clusters of
// somebody else's have an adjusted Rand index of 1.
func TestRun(t *testing.T) {
	corpus, results := write(t)
	var stdout, stderr bytes.Buffer
	if code := run([]string{"-results", results, corpus}, &stdout, &stderr); code != 0 {
		t.Fatalf("status %d: %s", code, &stderr)
	}
	for _, m := range baseline.Methods() {
		if !strings.Contains(stdout.String(), m.Name) {
			t.Errorf("no row of %q in\n%s", m.Name, &stdout)
		}
	}
	stdout.Reset()
	if code := run([]string{"-only", "-results", results, corpus}, &stdout, &stderr); code != 0 {
		t.Fatalf("status %d: %s", code, &stderr)
	}
	lines := strings.Split(strings.TrimSpace(stdout.String()), "\n")
	if len(lines) != 2 || strings.Fields(lines[1])[3] != "1.000" {
		t.Errorf("want one row with ARI 1.000, got\n%s", &stdout)
	}
}

func TestRunRefuses(t *testing.T) {
	corpus, _ := write(t)
	for name, tt := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no folder":    {nil, 2, "name one folder"},
		"empty folder": {[]string{t.TempDir()}, 1, "articles.jsonl"},
		"no results":   {[]string{"-only", "-results", t.TempDir(), corpus}, 1, "articles.jsonl"},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(tt.args, &stdout, &stderr); code != tt.code || !strings.Contains(stderr.String(), tt.says) {
			t.Errorf("%s: status %d, want %d; %s, want %q in it", name, code, tt.code, &stderr, tt.says)
		}
	}
}
