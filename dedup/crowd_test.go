package dedup_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/store"
)

// reprints returns n distinct whole prints of a story by n outlets: two words
// are others in each, and a credit line of its own stands below.
func (w *writer) reprints(name string, story []string, n int) []sheet {
	var out []sheet
	for i := range n {
		ps := slices.Clone(story)
		for range 2 {
			k := w.r.IntN(len(ps))
			words := strings.Fields(ps[k])
			words[w.r.IntN(len(words))] = w.vocab[w.r.IntN(len(w.vocab))]
			ps[k] = strings.Join(words, " ")
		}
		credit := strings.Join([]string{"Printed by", w.vocab[w.r.IntN(len(w.vocab))], w.vocab[w.r.IntN(len(w.vocab))]}, " ")
		out = append(out, sheet{
			ID: fmt.Sprintf("%s%03d", name, i), Source: fmt.Sprintf("%s%d.example", name, i),
			Published: day(0, 24*w.r.Float64()), Text: strings.Join(append(ps, credit), "\n"),
		})
	}
	return out
}

// background returns n other stories of three prints each.
func (w *writer) background(n int) []sheet {
	var out []sheet
	for i := range n {
		out = append(out, w.prints(fmt.Sprintf("o%03d-", i), w.paragraphs(6), 3)...)
	}
	return out
}

// BenchmarkNearIdentical links a story that is printed 10, 100 and 400 times, every
// print a text of its own, among 300 other articles. On two cores:
//
//	prints    every pair compared    near-identical groups
//	    10     85 ms,    319 pairs     79 ms, 319 pairs
//	   100    217 ms,  5,222 pairs    100 ms, 371 pairs
//	   400    745 ms, 34,109 pairs    203 ms, 671 pairs
//
// Of 400 prints 239 were in the largest cluster; with groups all are.
func BenchmarkNearIdentical(b *testing.B) {
	for _, n := range []int{10, 100, 400} {
		b.Run(fmt.Sprintf("prints=%d", n), func(b *testing.B) {
			w := newWriter(9)
			sheets := append(w.reprints("a", w.paragraphs(8), n), w.background(100)...)
			pairs, largest := 0, 0
			for b.Loop() {
				st, err := store.Open(b.TempDir(), store.Options{Create: true, Meaning: dedup.Meaning})
				if err != nil {
					b.Fatal(err)
				}
				c := linkedSheets(b, st, sheets, dedup.Options{})
				pairs = len(c.Scored)
				for _, k := range c.Clusters {
					largest = max(largest, len(k.Members))
				}
				if err := st.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(pairs), "pairs")
			b.ReportMetric(float64(largest), "largest-cluster")
		})
	}
}
