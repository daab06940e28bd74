package dedup

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/internal/corpus"
	"github.com/wiretrace/wiretrace/store"
)

// BenchmarkSketching reads, decodes, normalises, shingles and signs 10,000
// generated articles on one core: all that is done to an article before it is
// packed.
func BenchmarkSketching10k(b *testing.B) {
	var lines []byte
	for line := range corpus.Lines(1, 10_000) {
		lines = append(lines, line...)
	}
	b.SetBytes(int64(len(lines)))
	var (
		dec   ingest.Decoder
		sk    sketcher
		sum   store.Sketch
		chunk ingest.Chunk
	)
	n := 0
	for b.Loop() {
		src := ingest.Open([]string{"-"}, bytes.NewReader(lines), ingest.Options{})
		for {
			err := src.Next(&chunk)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			err = dec.Decode(&chunk, func(a *article.Article) error {
				sk.observation(&sum, a)
				n++
				return nil
			}, func(r ingest.Reject) { b.Fatal(r) })
			if err != nil {
				b.Fatal(err)
			}
		}
		if err := src.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/article")
}
