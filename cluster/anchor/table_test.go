package anchor

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// built indexes a corpus in one batch, with a table or learning one.
func built(t *rapid.T, c corpus, days []int32, table *Table) *Index {
	t.Helper()
	x := NewIndex(Doc(len(c)))
	x.SetDays(days)
	x.table = table
	for d, as := range c {
		x.Add(Doc(d), as)
	}
	x.Build()
	return x
}

// TestTableIsFrozen: a search weighs what articles share as the table says, whatever came
// since, and a table that was stored is the one that was learnt.
func TestTableIsFrozen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := append(anyCorpus(t), nil)
		days := rapid.SliceOfN(rapid.Int32Range(0, 60), len(c), len(c)).Draw(t, "days")
		cut := rapid.IntRange(1, len(c)).Draw(t, "learnt from")
		first := built(t, c[:cut], days[:cut], nil)
		table, err := DecodeTable(first.Table().Encode(nil))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Table().Encode(nil), table.Encode(nil)) {
			t.Fatal("decoded is another table than encoded")
		}
		same, all := built(t, c[:cut], days[:cut], table), built(t, c, days, table)
		var s Searcher
		for d := range Doc(cut) {
			want := hitsBelow(s.Search(first, d, 0, nil), Doc(cut))
			if diff := cmp.Diff(want, hitsBelow(s.Search(same, d, 0, nil), Doc(cut))); diff != "" {
				t.Fatal(diff)
			}
			for _, h := range hitsBelow(s.Search(all, d, 0, nil), Doc(cut)) {
				if w, ok := want[h.Doc]; ok && w != h {
					t.Fatalf("article %d: %v, and with further articles %v", d, w, h)
				}
			}
			a, n := first.Total(d)
			if b, m := all.Total(d); a != b || n != m {
				t.Fatalf("article %d: total %v of %d, and with further articles %v of %d", d, a, n, b, m)
			}
		}
	})
}

func hitsBelow(hits []Hit, end Doc) map[Doc]Hit {
	out := map[Doc]Hit{}
	for _, h := range hits {
		if h.Doc < end {
			out[h.Doc] = h
		}
	}
	return out
}

func FuzzDecodeTable(f *testing.F) {
	t := newTable(9)
	t.add(3, 2, nil)
	t.add(9, 6, []int32{1, 9, 4, 4, 20, 7})
	f.Add(t.Encode(nil))
	f.Add(newTable(0).Encode(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := DecodeTable(b)
		if err != nil {
			if !errors.Is(err, ErrTable) {
				t.Fatal(err)
			}
			return
		}
		again, err := DecodeTable(x.Encode(nil))
		if err != nil || !bytes.Equal(again.Encode(nil), x.Encode(nil)) {
			t.Fatal("decoded, and not encoded the same", err)
		}
	})
}
