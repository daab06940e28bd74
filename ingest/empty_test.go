package ingest

import (
	"os"
	"path/filepath"
	"testing"
)

// TestEmptyFile sees that a file without content is counted, whatever its name
// and however it is packed, and that one with content is not.
func TestEmptyFile(t *testing.T) {
	const record = `{"id":"a","text":"The pilots are back."}`
	for _, tt := range []struct {
		name, data string
		want       int64
	}{
		{"a.jsonl", "", 1},
		{"a.csv", "", 1},
		{"a.xml", "", 1},
		{"a.warc", "", 1},
		{"a.txt", "", 1},
		{"a.jsonl", "\ufeff\r\n\n \n", 1},
		{"a.jsonl.gz", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00", 1},
		{"a.jsonl", "\n\n" + record, 0},
		{"a.jsonl", record + "\n\n", 0},
		{"a.jsonl", "\x00\x00\x00\n", 0}, // lost content is no empty file
	} {
		path := filepath.Join(t.TempDir(), tt.name)
		if err := os.WriteFile(path, []byte(tt.data), 0o600); err != nil {
			t.Fatal(err)
		}
		src := Open([]string{path}, nil, Options{})
		var c Chunk
		var got int64
		for src.Next(&c) == nil {
			for _, s := range c.Skips {
				if s.What == "empty file" && !s.File {
					got += s.N
				}
			}
		}
		if err := src.Close(); err != nil || got != tt.want {
			t.Errorf("%s with %q: %d empty files, want %d; %v", tt.name, tt.data, got, tt.want, err)
		}
	}
}
