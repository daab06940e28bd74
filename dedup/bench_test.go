package dedup_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/internal/corpus"
	"github.com/wiretrace/wiretrace/store"
)

// corpusLines returns n lines of the generated corpus.
func corpusLines(n int) []byte {
	var b []byte
	for line := range corpus.Lines(1, n) {
		b = append(b, line...)
	}
	return b
}

func benchStore(b *testing.B, lines []byte) *store.Store {
	b.Helper()
	st, err := store.Open(b.TempDir(), store.Options{Create: true, Meaning: dedup.Meaning})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := st.Close(); err != nil {
			b.Error(err)
		}
	})
	ingestLines(b, st, lines)
	return st
}

func ingestLines(tb testing.TB, st *store.Store, lines []byte) {
	tb.Helper()
	src := ingest.Open([]string{"-"}, bytes.NewReader(lines), ingest.Options{})
	_, err := dedup.Ingest(tb.Context(), st, src, dedup.Options{})
	if err = errors.Join(err, src.Close()); err != nil {
		tb.Fatal(err)
	}
}

// BenchmarkJob is the whole job on 10,000 generated articles, from JSON Lines
// to a committed generation.
func BenchmarkJob10k(b *testing.B) {
	lines := corpusLines(10_000)
	b.SetBytes(int64(len(lines)))
	for b.Loop() {
		st := benchStore(b, lines)
		if _, err := dedup.Link(b.Context(), st, dedup.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCheck compares articles of the corpus with a store of 20,000, copies
// among them, in process.
func BenchmarkCheck20k(b *testing.B) {
	lines := corpusLines(20_000)
	st := benchStore(b, lines)
	var arts []article.Article
	for line := range bytes.Lines(lines[:2_000_000]) {
		a, err := ingest.ReadOne("line.json", line, ingest.Options{})
		if err != nil {
			break // the last line is cut
		}
		a.ID = "new"
		arts = append(arts, a.Clone())
	}
	conclusions, err := read(st, generation.LoadClusters)
	if err != nil {
		b.Fatal(err)
	}
	err = st.View(func(v *store.View) error {
		c, err := dedup.NewChecker(v, conclusions, 0)
		if err != nil {
			return err
		}
		for i := 0; b.Loop(); i++ {
			if _, err := c.Check(&arts[i%len(arts)]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
