package cluster

import (
	"bytes"
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestRunSearchFindsAllCandidates holds the search of one run after the other, in hot runs too, to that over an
// index.
func TestRunSearchFindsAllCandidates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 7))
		idx := indexOfArticles(crawl(r, rapid.IntRange(0, 80).Draw(t, "articles")))
		o := Options{Window: rapid.Int32Range(0, 200).Draw(t, "window"), Hot: rapid.IntRange(1, 12).Draw(t, "hot")}
		want, err := AllCandidates(idx, o)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(idx.texts(want), met(t, idx, o)); diff != "" {
			t.Fatalf("candidates (-index +runs):\n%s", diff)
		}
	})
}

// met returns what meetings find, as contents.
func met(t *rapid.T, idx *fakeIndex, o Options) [][2]uint64 {
	found := [][2]uint64{}
	m := NewRunSearch(o)
	for band := range PrefixBand + 1 {
		idx.EachRun(band, func(_ uint32, docs []Doc) bool {
			m.Reset()
			var run []Text
			for _, x := range collapse(nil, idx, docs, nil) {
				run = append(run, Text{Content: x.content, Shingles: x.shingles, Span: x.span, Packed: idx.Packed(x.doc)})
			}
			slices.SortFunc(run, func(x, y Text) int { return bytes.Compare(x.AppendRank(nil), y.AppendRank(nil)) })
			for _, x := range run {
				if c, n, ok := RankedText(x.AppendRank(nil)); c != x.Content || n != x.Shingles || !ok {
					t.Fatalf("RankedText gives %x, %d, %v for %x, %d", c, n, ok, x.Content, x.Shingles)
				}
				for range 2 { // a text that comes again changes nothing
					if err := m.Add(x, func(y *Text) error {
						found = append(found, [2]uint64{min(x.Content, y.Content), max(x.Content, y.Content)})
						return nil
					}); err != nil {
						t.Fatal(err)
					}
				}
			}
			return true
		})
	}
	slices.SortFunc(found, func(x, y [2]uint64) int { return slices.Compare(x[:], y[:]) })
	return slices.Compact(found)
}

// TestConnection joins what pairs lead to, whatever their order.
func TestConnection(t *testing.T) {
	pairs := [][2]string{{"d", "e"}, {"b", "c"}, {"c", "a"}, {"e", "f"}, {"a", "b"}}
	for range 2 {
		slices.Reverse(pairs)
		var c Connection[string]
		for _, p := range pairs {
			c.Join(p[0], p[1])
		}
		got := map[string]string{}
		if err := c.Each(cmp.Compare[string], func(text, first string) error { got[text] = first; return nil }); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"a": "a", "b": "a", "c": "a", "d": "d", "e": "d", "f": "d"}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("connections (-want +got):\n%s", diff)
		}
	}
}
