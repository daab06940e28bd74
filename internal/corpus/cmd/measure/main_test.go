//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made")
	script := "test ! -e " + dir + " && mkdir " + dir + " && echo text >" + dir + "/file; exit 3"
	var stdout, stderr bytes.Buffer
	args := []string{"-runs", "2", "-status", "3", "-label", "made", "-fresh", dir, "-disk", dir, "sh", "-c", script}
	if code := run(args, &stdout, &stderr); code != 0 {
		t.Fatalf("status %d: %s", code, &stderr)
	}
	lines := strings.Split(strings.TrimSpace(stdout.String()), "\n")
	if len(lines) != 4 || !strings.Contains(lines[0], "made") || !strings.Contains(lines[3], "median") {
		t.Errorf("figures =\n%s\nwant a head, two runs and the median", &stdout)
	}
	if _, err := os.Stat(filepath.Join(dir, "file")); err != nil {
		t.Errorf("the last run did not begin afresh: %v", err)
	}
}

func TestRunRefuses(t *testing.T) {
	tests := []struct {
		name string
		args []string
		want int
	}{
		{"no command", nil, 2},
		{"no runs", []string{"-runs", "0", "true"}, 2},
		{"failing command", []string{"sh", "-c", "exit 1"}, 1},
		{"no such command", []string{"./not-there"}, 1},
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

func TestMedian(t *testing.T) {
	got := median([]figures{{wall: 3, anon: -1}, {wall: 1, anon: -1}, {wall: 2, anon: -1}, {wall: 10, anon: -1}})
	if got.wall != 2.5 || got.anon != -1 {
		t.Errorf("median = %+v, want wall 2.5 and anon -1", got)
	}
}
