package ingest

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
)

var updateGolden = flag.Bool("update", false, "rewrite the goldens of the formats")

// TestWireFormats reads a file of each feed and agency format. The golden holds
// every field of every article, what is counted, and what is rejected.
func TestWireFormats(t *testing.T) {
	files, err := filepath.Glob("testdata/wire/*")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, file := range files {
		if filepath.Ext(file) == ".golden" {
			continue
		}
		fmt.Fprintf(&out, "== %s\n", filepath.Base(file))
		describeFile(t, &out, file)
	}
	golden := "testdata/wire/formats.golden"
	if *updateGolden {
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Error(diff)
	}
}

// describeFile writes what a file gives.
func describeFile(t *testing.T, out *bytes.Buffer, file string) {
	t.Helper()
	src := Open([]string{file}, nil, Options{})
	defer func() { _ = src.Close() }()
	var (
		c   Chunk
		dec Decoder
	)
	describe := func(r Reject) {
		fmt.Fprintf(out, "reject: line %d, offset %d: %s\n", r.Line, r.Offset, r.Reason)
	}
	for {
		err := src.Next(&c)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range c.Rejects {
			describe(r)
		}
		err = dec.Decode(&c, func(a *article.Article) error {
			b := a.Clone()
			b.Origin.File = filepath.Base(b.Origin.File)
			out.Write(AppendRecord(nil, &b))
			return context.Cause(t.Context())
		}, describe)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range c.Skips {
			fmt.Fprintf(out, "skip: %d %s\n", s.N, s.What)
		}
	}
}
