package store

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/internal/oldstore"
)

var update = flag.Bool("update", false, "write the store of the current format in testdata anew")

// oldStore is the store of format 1; those of all formats are kept for ever.
const oldStore = "testdata/store-v1.tar.gz"

// oldFiles returns the files of the store of a format: those of a directory,
// and the articles that must come out of them.
func oldFiles(format int) (files, articles string) {
	name := fmt.Sprintf("testdata/store-v%d", format)
	return name + ".tar.gz", name + ".json"
}

// TestOldStore opens stores as each version of the format left them, adds to
// them and verifies them.
func TestOldStore(t *testing.T) {
	if *update {
		writeOldStore(t)
	}
	for format := oldestFormat; format <= formatVersion; format++ {
		t.Run(fmt.Sprint(format), func(t *testing.T) { testOldStore(t, format) })
	}
}

func testOldStore(t *testing.T, format int) {
	dir := t.TempDir()
	files, articles := oldFiles(format)
	oldstore.Unpack(t, files, dir)
	b, err := os.ReadFile(articles)
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
	g, err := conclusionsOf(s)
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
	if format >= 2 {
		view(t, s, func(v *View) {
			if n, err := v.Anchored(1), anchorsWhole(v); n == 0 || err != nil {
				t.Errorf("anchors of %d documents, %v", n, err)
			}
		})
	}
	if format >= 3 {
		view(t, s, func(v *View) {
			if b, err := v.Block(0); string(b) != "a block of an old run" {
				t.Errorf("block %q, %v", b, err)
			}
		})
	}
	closeVerified(t, s)
	s = openTest(t, dir, Options{})
	if got := add(t, s, made(8, 40), 10); got.Stored != 40 {
		t.Errorf("added to the old store: %+v", got)
	}
}

// writeOldStore writes the store of the current format.
func writeOldStore(t *testing.T) {
	t.Helper()
	files, articles := oldFiles(formatVersion)
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	arts := made(7, 60)
	arts[7].Status, arts[7].Revision, arts[8].Teaser = article.StatusCorrected, "2", true
	arts[7].Origin = article.Origin{File: "crawl.warc.gz", Offset: 7, Record: "<urn:uuid:7>"}
	arts[7].AddLink(article.RelVia, "https://wire.example/7")
	add(t, s, arts, 10)
	arts[2].Text, arts[2].Furniture = "a corrected text", nil
	arts[2].Updated = article.Time{Unix: 1_900_000_000, Precision: article.PrecisionDay}
	add(t, s, arts[:3], 10)
	if err := anchorAll(s); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Delete([]string{arts[4].ID}); err != nil {
		t.Fatal(err)
	}
	if err := s.SwapGeneration(Generation{Horizon: 50, Pairs: []byte("pairs of an old run"), Blocks: [][]byte{[]byte("a block of an old run")}}); err != nil {
		t.Fatal(err)
	}
	b, err := json.MarshalIndent(contents(t, s), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	closeVerified(t, s)
	if err := os.WriteFile(articles, append(b, '\n'), 0o666); err != nil {
		t.Fatal(err)
	}
	packTar(t, dir, files)
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
