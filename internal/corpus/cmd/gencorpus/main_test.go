package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/wiretrace/wiretrace/internal/corpus"
)

func TestRun(t *testing.T) {
	dir := t.TempDir()
	out, gold := filepath.Join(dir, "corpus.jsonl"), filepath.Join(dir, "gold.jsonl")
	var stdout, stderr bytes.Buffer
	if code := run([]string{"-n", "20", "-seed", "5", "-o", out, "-gold", gold}, &stdout, &stderr); code != 0 {
		t.Fatalf("status %d: %s", code, &stderr)
	}
	if code := run([]string{"-n", "20", "-seed", "5"}, &stdout, &stderr); code != 0 {
		t.Fatalf("status %d: %s", code, &stderr)
	}
	var want []byte
	for line := range corpus.Lines(5, 20) {
		want = append(want, line...)
	}
	if !bytes.Equal(stdout.Bytes(), want) {
		t.Error("standard output is not the corpus")
	}
	if got, err := os.ReadFile(out); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not the corpus (%v)", out, err)
	}
	if got, err := os.ReadFile(gold); err != nil || bytes.Count(got, []byte("\n")) != 20 {
		t.Errorf("%s has not 20 lines (%v)", gold, err)
	}
}

func TestFlood(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if code := run([]string{"-flood", "-n", "7", "-seed", "5"}, &stdout, &stderr); code != 0 {
		t.Fatalf("status %d: %s", code, &stderr)
	}
	var want, line []byte
	for d := range corpus.Flood(5, 7) {
		line = corpus.AppendLine(line[:0], &d)
		want = append(want, line...)
	}
	if !bytes.Equal(stdout.Bytes(), want) {
		t.Error("standard output is not the flood")
	}
}

func TestRunRefuses(t *testing.T) {
	tests := []struct {
		name string
		args []string
		want int
	}{
		{"unknown flag", []string{"-x"}, 2},
		{"argument", []string{"file"}, 2},
		{"negative number", []string{"-n", "-1"}, 2},
		{"folder that is not there", []string{"-o", filepath.Join(t.TempDir(), "no", "file")}, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if got := run(test.args, &stdout, &stderr); got != test.want || stderr.Len() == 0 {
				t.Errorf("run(%q) = %d with message %q, want %d with one", test.args, got, &stderr, test.want)
			}
		})
	}
}
