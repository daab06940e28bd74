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

// TestSitemaps reads a page with the sitemap that describes it, in both orders,
// and in a folder.
func TestSitemaps(t *testing.T) {
	page, list := "testdata/wire/page.html", "testdata/wire/news-sitemap.xml"
	for _, paths := range [][]string{{page, list}, {list, page}, {"testdata/wire"}, {page}} {
		want := article.Article{Title: "Streik der Lotsen beendet", Lang: "de", Extra: []byte(`{"keywords":"Hafen, Streik"}`)}
		want.Published = article.ParseTime("2024-05-06T12:00:00+02:00", "sitemap")
		if len(paths) == 1 && paths[0] == page {
			want = article.Article{Lang: "de"}
		}
		for a, err := range Read(t.Context(), paths, nil, Options{}) {
			if err != nil || a.URL != "https://www.hafenblatt.example/streik" {
				continue
			}
			got := article.Article{Title: a.Title, Lang: a.Lang, Extra: a.Extra, Published: a.Published}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%v: %s", paths, diff)
			}
		}
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

// FuzzWire checks that no file of feeds or agencies breaks the way from its
// bytes to valid articles.
func FuzzWire(f *testing.F) {
	files, err := filepath.Glob("testdata/wire/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		src := &Source{stdin: bytes.NewReader(data), args: []string{"-"}, name: "file"}
		err := each(t.Context(), src, func(a article.Article, err error) bool {
			if err == nil {
				err = a.Validate()
			}
			var r Reject
			if err != nil && !errors.As(err, &r) {
				t.Fatal(err)
			}
			return true
		})
		if err = errors.Join(err, src.Close()); err != nil {
			t.Fatal(err)
		}
	})
}
