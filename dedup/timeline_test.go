package dedup

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/cluster/anchor"
)

// TestReachIsTheWindow: the texts within a reach are those within the window.
func TestReachIsTheWindow(t *testing.T) {
	minute := rapid.OneOf(rapid.Int32Range(0, 20*longLife), rapid.SampledFrom([]int32{math.MinInt32, math.MaxInt32}))
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.IntRange(0, 4).Draw(t, "window")
		f := &full{opts: &Options{Window: time.Duration(days) * 24 * time.Hour}}
		for range rapid.IntRange(1, 30).Draw(t, "texts") {
			a := minute.Draw(t, "first")
			b := a
			if rapid.Bool().Draw(t, "printed again") {
				b = minute.Draw(t, "last")
			}
			f.texts = append(f.texts, text{span: span{min(a, b), max(a, b)}})
		}
		order := make([]int32, len(f.texts))
		for i := range order {
			order[i] = int32(i)
		}
		order = rapid.Permutation(order).Draw(t, "arrival")
		line := f.timeline(order)
		for i, p := range order {
			if line.texts[line.numbers[i]] != p {
				t.Fatalf("the text that arrived as number %d is not where its number says", i)
			}
		}
		for n, p := range line.texts {
			var got, want []int32
			reach := line.reach(anchor.Doc(n))
			for m, q := range line.texts {
				k := anchor.Doc(m)
				if (k < reach.Always || k >= reach.From && k < reach.To) && (reach.Keep == nil || reach.Keep(k)) {
					got = append(got, q)
				}
				if f.texts[p].span.near(f.texts[q].span, windowMinutes(f.opts.Window)) {
					want = append(want, q)
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("near text %d (-want +got):\n%s", p, diff)
			}
		}
	})
}
