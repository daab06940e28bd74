package store

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
)

var update = flag.Bool("update", false, "write testdata/store-v1 anew")

// oldStore is the store of format 1 that is kept for ever: the files of a
// directory and the articles that must come out of them.
const (
	oldStore    = "testdata/store-v1.tar.gz"
	oldArticles = "testdata/store-v1.json"
)

// TestOldStore opens a store as the first version of the format left it, adds
// to it and verifies it.
func TestOldStore(t *testing.T) {
	if *update {
		writeOldStore(t)
	}
	dir := t.TempDir()
	unpackTar(t, oldStore, dir)
	b, err := os.ReadFile(oldArticles)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]article.Article
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	s := openTest(t, dir, Options{ReadOnly: true})
	if diff := cmp.Diff(want, contents(t, s)); diff != "" {
		t.Errorf("articles (-want +got):\n%s", diff)
	}
	g, err := s.Generation()
	if err != nil || string(g.Pairs) != "pairs of an old run" {
		t.Errorf("generation %q, %v", g.Pairs, err)
	}
	view(t, s, func(v *View) {
		for _, a := range want {
			d, ok := v.Lookup(a.ID)
			if sk := sketch(a.Text); !ok || v.Row(d).Content != sk.Content {
				t.Errorf("%q: its sketch means something else now: a new meaning version is due", a.ID)
			}
		}
	})
	closeVerified(t, s)
	s = openTest(t, dir, Options{})
	if got := add(t, s, made(8, 40), 10); got.Stored != 40 {
		t.Errorf("added to the old store: %+v", got)
	}
}

func writeOldStore(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	arts := made(7, 60)
	add(t, s, arts, 10)
	arts[2].Text, arts[2].Furniture = "a corrected text", nil
	arts[2].Updated = article.Time{Unix: 1_900_000_000, Precision: article.PrecisionDay}
	add(t, s, arts[:3], 10)
	if _, _, err := s.Delete([]string{arts[4].ID}); err != nil {
		t.Fatal(err)
	}
	if err := s.SwapGeneration(Generation{Horizon: 50, Pairs: []byte("pairs of an old run")}); err != nil {
		t.Fatal(err)
	}
	b, err := json.MarshalIndent(contents(t, s), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	closeVerified(t, s)
	if err := os.WriteFile(oldArticles, append(b, '\n'), 0o666); err != nil {
		t.Fatal(err)
	}
	packTar(t, dir, oldStore)
}

func packTar(t *testing.T, dir, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	zw := gzip.NewWriter(f)
	tw := tar.NewWriter(zw)
	for file, b := range state(t, dir) {
		err = errors.Join(err, tw.WriteHeader(&tar.Header{Name: file, Mode: 0o644, Size: int64(len(b))}))
		_, werr := tw.Write([]byte(b))
		err = errors.Join(err, werr)
	}
	if err := errors.Join(err, tw.Close(), zw.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
}

func unpackTar(t *testing.T, name, dir string) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zr, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for tr := tar.NewReader(zr); ; {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(tr)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(h.Name)), b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
