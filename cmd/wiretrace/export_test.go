package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
)

// TestExportInterrupted: a file that was not written to its end does not get its name, and the command ends with 1.
func TestExportInterrupted(t *testing.T) {
	t.Chdir(t.TempDir())
	var out, errOut bytes.Buffer
	if code := run(context.Background(), []string{"ingest", "-"}, strings.NewReader(`{"id":"a","source":"a.example","text":"The ferry leaves at nine."}`), &out, &errOut); code != exitDone {
		t.Fatalf("ingest: status %d: %s", code, errOut.String())
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, more := range []string{"--format=jsonl", "--revisions", "--format=parquet"} {
		if code := run(ctx, []string{"export", "-o", "all", more}, nil, &out, &errOut); code != exitFailed {
			t.Errorf("export %s: status %d", more, code)
		}
		if left, err := filepath.Glob("all*"); err != nil || len(left) > 0 {
			t.Errorf("export %s: %v are there, %v", more, left, err)
		}
	}
}
