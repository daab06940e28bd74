package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "press")
	var stderr bytes.Buffer
	if code := run([]string{"-profile", "mixed", "-stories", "3", dir}, &stderr); code != 0 {
		t.Fatalf("status %d: %s", code, &stderr)
	}
	articles, err := os.ReadFile(filepath.Join(dir, "articles.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	gold, err := os.ReadFile(filepath.Join(dir, "gold_clusters.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := bytes.Count(gold, []byte("\n")), 1+bytes.Count(articles, []byte("\n")); got != want || want < 6 {
		t.Errorf("gold_clusters.tsv has %d lines, want %d", got, want)
	}
}

func TestRunRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no folder":   {nil, 2, "name one folder"},
		"no story":    {[]string{"-stories", "0", "x"}, 2, "at least one story"},
		"bad flag":    {[]string{"-storeys", "1", "x"}, 2, "storeys"},
		"bad profile": {[]string{"-profile", "radio", "x"}, 1, "web, ocr, mixed"},
	} {
		var stderr bytes.Buffer
		if code := run(tt.args, &stderr); code != tt.code || !strings.Contains(stderr.String(), tt.says) {
			t.Errorf("%s: status %d, want %d; %s, want %q in it", name, code, tt.code, &stderr, tt.says)
		}
	}
}
