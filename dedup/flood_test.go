package dedup_test

import (
	"fmt"
	"testing"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/internal/corpus"
	"github.com/wiretrace/wiretrace/store"
)

func floodLines(n int) []byte {
	var b []byte
	for d := range corpus.Flood(1, n) {
		b = corpus.AppendLine(b, &d)
	}
	return b
}

// flooded is what a run makes of a flood.
type flooded struct {
	linked  dedup.Linked
	largest int // articles of the largest cluster
}

func linkFlood(tb testing.TB, st *store.Store) flooded {
	tb.Helper()
	l, err := dedup.Link(tb.Context(), st, dedup.Options{Window: dedup.DefaultWindow})
	if err != nil {
		tb.Fatal(err)
	}
	c, err := read(st, generation.Load)
	if err != nil {
		tb.Fatal(err)
	}
	f := flooded{linked: l}
	for _, k := range c.Clusters {
		f.largest = max(f.largest, len(k.Members))
	}
	return f
}

// TestLargeFloodOfOneTemplate: articles made from one template cost so many pairs each,
// however many there are, and are not one cluster. `make bench-flood` measures 50,000.
func TestLargeFloodOfOneTemplate(t *testing.T) {
	for _, n := range []int{400, 1600} {
		st := openStore(t, t.TempDir())
		ingestLines(t, st, floodLines(n))
		f := linkFlood(t, st)
		t.Logf("%d articles: %d candidates, %d pairs, the largest of %d clusters has %d", n, f.linked.Candidates, f.linked.Pairs, f.linked.Clusters, f.largest)
		if most := 60 * n; f.linked.Candidates > most || f.linked.Pairs > most {
			t.Errorf("%d articles: %d candidates and %d pairs, want at most %d", n, f.linked.Candidates, f.linked.Pairs, most)
		}
		if f.largest > n/10 {
			t.Errorf("%d articles: %d of them are one cluster", n, f.largest)
		}
	}
}

// BenchmarkFlood links articles of one template: the time of one article should
// not grow with their number.
func BenchmarkFlood(b *testing.B) {
	for _, n := range []int{1000, 4000} {
		b.Run(fmt.Sprintf("articles=%d", n), func(b *testing.B) {
			lines := floodLines(n)
			var f flooded
			for b.Loop() {
				f = linkFlood(b, benchStore(b, lines))
			}
			b.ReportMetric(float64(f.largest), "largest-cluster")
			b.ReportMetric(float64(f.linked.Pairs)/float64(n), "pairs/article")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "us/article")
		})
	}
}
