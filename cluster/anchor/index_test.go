package anchor

import (
	"cmp"
	"errors"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/shingle"
)

// batches is a feed of batches of several articles.
type batches struct {
	first   []Doc
	records [][]byte
	failing int // batch that cannot be read; -1: none
}

var errRead = errors.New("cannot be read")

func (b *batches) Batches() int { return len(b.first) }

func (b *batches) Batch(i int, buf *[]byte) (Doc, []byte, error) {
	if i == b.failing {
		return 0, nil, errRead
	}
	*buf = append((*buf)[:0], b.records[i]...)
	return b.first[i], *buf, nil
}

// feed packs a corpus into batches of some sizes.
func (c corpus) feed(t *rapid.T) (*batches, int) {
	f, total := &batches{failing: -1}, 0
	for d := 0; d < len(c); {
		n := min(rapid.IntRange(1, 9).Draw(t, "batch"), len(c)-d)
		var records []byte
		for _, as := range c[d : d+n] {
			records = AppendRecord(records, as)
			total += len(as)
		}
		f.first, f.records = append(f.first, Doc(d)), append(f.records, records)
		d += n
	}
	return f, total
}

// spread gives a corpus hashes from all over, as grams have them.
func (c corpus) spread() corpus {
	out := make(corpus, len(c))
	for d, as := range c {
		for _, a := range as {
			out[d] = append(out[d], shingle.Anchor{Hash: (a.Hash + 1) * 0x9E3779B1, Pos: a.Pos})
		}
	}
	return out
}

// TestPartsEqualWhole: an index of a feed, in one part or many, finds what one
// that is filled article by article does, to the last bit.
func TestPartsEqualWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCorpus(t).spread()
		want := c.index(c.ascending())
		feed, total := c.feed(t)
		x := &Index{docs: len(c)}
		b := builder{x: x, feed: feed, keep: clone}
		b.init(len(c), total, rapid.IntRange(1, total+1).Draw(t, "anchors of a part"))
		if err := b.run(rapid.IntRange(1, 5).Draw(t, "workers")); err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(want.totals, x.totals); diff != "" {
			t.Fatalf("totals (-whole +parts):\n%s", diff)
		}
		if diff := gocmp.Diff(want.counts, x.counts); diff != "" {
			t.Fatalf("counts (-whole +parts):\n%s", diff)
		}
		var s, r Searcher
		for i := range feed.Batches() {
			d, records, err := feed.Batch(i, new([]byte))
			for ; len(records) > 0 && err == nil; d++ {
				var rec Record
				rec, records, err = CutRecord(records)
				hits := slices.Clone(r.SearchRecord(x, d, rec, Top, everywhere(nil)))
				if diff := gocmp.Diff(slices.Clone(s.Search(want, d, Top, nil)), hits); diff != "" {
					t.Fatalf("article %d (-whole +parts):\n%s", d, diff)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestReach: a search within a reach of an index with other numbers finds what one of
// all articles does that asks the same of each.
func TestReach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCorpus(t).spread()
		want := c.index(c.ascending())
		feed, total := c.feed(t)
		numbers := rapid.Permutation(c.ascending()).Draw(t, "numbers")
		x, err := Build(&Plan{Numbers: numbers, Total: total, Feed: feed, Keep: clone, Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		place := make([]Doc, len(c))
		for d, n := range numbers {
			place[n] = Doc(d)
		}
		some := rapid.Custom(func(t *rapid.T) Doc { return Doc(rapid.IntRange(0, len(c)).Draw(t, "number")) })
		reach := Reach{Always: some.Draw(t, "always"), From: some.Draw(t, "from"), To: some.Draw(t, "to")}
		reach.Keep = func(n Doc) bool { return n%3 != 1 }
		keep := func(d Doc) bool {
			n := numbers[d]
			return (n < reach.Always || n >= reach.From && n < reach.To) && reach.Keep(n)
		}
		byDoc := func(a, b Hit) int { return cmp.Compare(a.Doc, b.Doc) }
		var s, r Searcher
		for d, as := range c {
			rec, _, err := CutRecord(AppendRecord(nil, as))
			if err != nil {
				t.Fatal(err)
			}
			hits := slices.Clone(r.SearchRecord(x, numbers[d], rec, 2, reach))
			for i := range hits {
				hits[i].Doc = place[hits[i].Doc]
			}
			slices.SortFunc(hits, byDoc)
			all := slices.SortedFunc(slices.Values(s.Search(want, Doc(d), 2, keep)), byDoc)
			if diff := gocmp.Diff(all, hits, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("article %d (-all +reach):\n%s", d, diff)
			}
		}
	})
}

// TestPartOfAnchors: an index of the anchors of some articles finds for these what the whole one does, and has
// the weights of all.
func TestPartOfAnchors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCorpus(t).spread()
		feed, total := c.feed(t)
		whole := Plan{Numbers: c.ascending(), Total: total, Feed: feed, Keep: clone, Workers: 2}
		want, err := Build(&whole)
		if err != nil {
			t.Fatal(err)
		}
		part := whole
		part.Table, part.Only, part.Totals = want.Table(), NewSelection(rapid.IntRange(0, 9).Draw(t, "room")), slices.Clone(want.totals)
		with := map[int]bool{}
		for d := range c {
			if with[d] = rapid.Bool().Draw(t, "with"); !with[d] {
				continue
			}
			part.Totals[d] = rapid.SampledFrom([]float32{-1, want.totals[d]}).Draw(t, "total")
			for _, a := range c[d] {
				part.Only.Add(a.Hash)
			}
		}
		x, err := Build(&part)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(want.totals, x.totals); diff != "" {
			t.Fatalf("totals (-whole +part):\n%s", diff)
		}
		if diff := gocmp.Diff(want.counts, x.counts); diff != "" {
			t.Fatalf("counts (-whole +part):\n%s", diff)
		}
		var s, r Searcher
		for d, as := range c {
			rec, _, err := CutRecord(AppendRecord(nil, as))
			if err != nil {
				t.Fatal(err)
			}
			if !with[d] {
				continue
			}
			hits := slices.Clone(r.SearchRecord(x, Doc(d), rec, Top, everywhere(nil)))
			if diff := gocmp.Diff(slices.Clone(s.SearchRecord(want, Doc(d), rec, Top, everywhere(nil))), hits); diff != "" {
				t.Fatalf("article %d (-whole +part):\n%s", d, diff)
			}
		}
	})
}

func TestFeedFails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCorpus(t)
		feed, total := c.feed(t)
		if len(c) == 0 {
			return
		}
		i := rapid.IntRange(0, feed.Batches()-1).Draw(t, "batch")
		want, keep := errRead, clone
		switch rapid.IntRange(0, 2).Draw(t, "what fails") {
		case 0:
			feed.records[i] = append(feed.records[i], 7)
			want = ErrRecord
		case 1:
			feed.failing = i
		default:
			keep = func([]byte) ([]byte, error) { return nil, errRead }
		}
		if _, err := Build(&Plan{Numbers: c.ascending(), Total: total, Feed: feed, Keep: keep, Workers: 2}); !errors.Is(err, want) {
			t.Fatalf("%v, want %v", err, want)
		}
	})
}

func FuzzCutRecord(f *testing.F) {
	f.Add(AppendRecord(nil, []shingle.Anchor{{Hash: 1, Pos: 80}, {Hash: 1 << 31, Pos: 1 << 30}}))
	f.Add([]byte{})
	f.Add([]byte{2, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		r, rest, err := CutRecord(b)
		if err != nil {
			return
		}
		var as []shingle.Anchor
		for i := range r.Len() {
			as = append(as, shingle.Anchor{Hash: r.Hash(i), Pos: Unit * uint32(r.place(i))})
		}
		again, end, err := CutRecord(AppendRecord(nil, as))
		if err != nil || len(end) > 0 || !slices.Equal(again.entries, r.entries) || len(rest) >= len(b) {
			t.Fatalf("%v of %v becomes %v, %v", r.entries, b, again.entries, err)
		}
	})
}
