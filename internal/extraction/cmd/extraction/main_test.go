package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	dir := t.TempDir()
	page := filepath.Join(dir, "a.html")
	doc := filepath.Join(dir, "doc.md")
	for path, text := range map[string]string{
		page:                             `<title>Council backs tram line</title><meta name="date" content="2026-11-28"><p>` + strings.Repeat("The council of Norhaven voted on Monday to build a tram line. ", 20),
		doc:                              "# Pages\n<!-- tables -->\nold\n<!-- end -->\nafter\n",
		filepath.Join(dir, "gold.jsonl"): `{"id":"a","set":"north","file":"a.html","date":"2026-11-28","title":"Council backs tram line"}`,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	job, _ := json.Marshal(map[string]string{"id": "p0", "file": page})
	var out, errs bytes.Buffer
	if status := run([]string{"-read"}, bytes.NewReader(job), &out, &errs); status != 0 {
		t.Fatalf("-read: status %d, %s", status, &errs)
	}
	for _, want := range []string{`"id":"p0"`, `"date":"2026-11-28"`, `"title":"Council backs tram line"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("-read: no %s in %s", want, &out)
		}
	}
	results := filepath.Join(dir, "results")
	if err := os.WriteFile(results, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-engine", "mine=cat " + results, "-doc", doc, "-details", filepath.Join(dir, "details"), dir}
	if status := run(args, nil, &out, &errs); status != 0 {
		t.Fatalf("status %d, %s", status, &errs)
	}
	got, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(got); !strings.Contains(s, "/north | mine | 1.000 of 1 | 1.000 of 1 | 1.000 of 1 | - | - |") || strings.Contains(s, "-->\nold") || !strings.HasSuffix(s, "<!-- end -->\nafter\n") {
		t.Errorf("document:\n%s", s)
	}
	for _, args := range [][]string{{}, {dir}, {"-engine", "x", dir}} {
		if status := run(args, nil, &out, &errs); status != 2 {
			t.Errorf("run(%q) = %d, want 2", args, status)
		}
	}
}
