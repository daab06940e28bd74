package kept_test

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/cluster/anchor"
	"github.com/wiretrace/wiretrace/cluster/pair"
	"github.com/wiretrace/wiretrace/kept"
	"github.com/wiretrace/wiretrace/score"
	"github.com/wiretrace/wiretrace/shingle"
)

// A run is everything that a run keeps.
type run struct {
	Texts   []kept.Text
	Pairs   []kept.Pair
	Counts  []cluster.Scored
	Answers map[uint64]kept.Answer

	Finds    []kept.Find
	Observed []kept.Doc
	Stories  map[uint64]kept.Story
	Records  map[uint64]struct{}
}

func anyCounts(t *rapid.T, key uint64) cluster.Scored {
	n := func(name string) uint32 { return rapid.Uint32().Draw(t, name) }
	s := cluster.Scored{
		Z: rapid.Int16Range(-8192, 8192).Draw(t, "z"), Reuse: rapid.Int16Range(-8192, 8192).Draw(t, "reuse"),
		Kind:     score.Kind(rapid.IntRange(0, int(score.KindSame)).Draw(t, "kind")),
		Passages: rapid.Uint16().Draw(t, "passages"), Words: n("words"), Matched: n("matched"), LenA: n("a"), LenB: n("b"),
	}
	s.SizeA, s.SizeB = n("size a"), n("size b")
	s.Common = min(s.SizeA, s.SizeB, n("common"))
	s.A, s.B = uint32(key>>32), uint32(key)
	return s
}

// keys draws ascending keys of pairs.
func keys(t *rapid.T) []uint64 {
	some := rapid.Custom(func(t *rapid.T) uint64 {
		a := rapid.Uint32Range(0, math.MaxUint32-1).Draw(t, "a")
		return kept.Key(a, rapid.Uint32Range(a+1, math.MaxUint32).Draw(t, "b"))
	})
	return slices.Sorted(slices.Values(rapid.SliceOfNDistinct(some, 0, 6, rapid.ID[uint64]).Draw(t, "keys")))
}

// anyItem draws an item, or none.
func anyItem(t *rapid.T) kept.Item {
	if rapid.Bool().Draw(t, "no item") {
		return kept.Item{}
	}
	start := rapid.IntRange(0, 1<<20).Draw(t, "start")
	end := rapid.IntRange(start+1, 1<<21).Draw(t, "end")
	return kept.Item{Start: start, End: end, Head: rapid.IntRange(0, end).Draw(t, "head")}
}

func anyRun(t *rapid.T) run {
	r := run{Answers: map[uint64]kept.Answer{}, Stories: map[uint64]kept.Story{}, Records: map[uint64]struct{}{}}
	docs := slices.Sorted(slices.Values(rapid.SliceOfNDistinct(rapid.Uint32(), 0, 6, rapid.ID[uint32]).Draw(t, "texts")))
	for _, d := range docs {
		var as []shingle.Anchor
		for range rapid.IntRange(0, 3).Draw(t, "anchors") {
			as = append(as, shingle.Anchor{Hash: rapid.Uint32().Draw(t, "hash"), Pos: rapid.Uint32().Draw(t, "pos")})
		}
		x := kept.Text{Doc: d, Digest: rapid.Uint64().Draw(t, "digest"), Cut: rapid.Bool().Draw(t, "cut"), Anchors: anchor.AppendRecord(nil, as)}
		if x.Weighed = rapid.Bool().Draw(t, "weighed"); x.Weighed {
			x.Weight = rapid.Float32Range(0, 1000).Draw(t, "weight")
		}
		r.Texts = append(r.Texts, x)
	}
	float := rapid.Float32Range(-100, 100)
	for _, d := range docs {
		f := kept.Find{Doc: d, Hits: []kept.Hit{}}
		for range rapid.IntRange(0, 3).Draw(t, "hits") {
			f.Hits = append(f.Hits, kept.Hit{Doc: d / 2, Shared: 3, Sum: float.Draw(t, "sum"), Recurs: float.Draw(t, "recurs")})
		}
		r.Finds = append(r.Finds, f)
	}
	for _, key := range keys(t) {
		r.Pairs = append(r.Pairs, kept.Pair{
			Counts: anyCounts(t, key), Shared: rapid.Int32Range(0, math.MaxInt32).Draw(t, "shared"),
			Sum: float.Draw(t, "sum"), Recurs: float.Draw(t, "recurs"), Z: float.Draw(t, "z"),
			InA: pair.Mask(rapid.Uint32().Draw(t, "in a")), InB: pair.Mask(rapid.Uint32().Draw(t, "in b")),
			Bare: rapid.Bool().Draw(t, "bare"), Apart: rapid.Bool().Draw(t, "apart"), Form: rapid.Bool().Draw(t, "form"),
			Within: rapid.Bool().Draw(t, "within"), BeginsA: anyItem(t), BeginsB: anyItem(t),
		})
	}
	for _, key := range keys(t) {
		r.Counts = append(r.Counts, anyCounts(t, key))
	}
	for _, q := range keys(t) {
		a := kept.Answer{Question: q, Yes: rapid.Bool().Draw(t, "yes")}
		if a.Yes {
			a.Counts = anyCounts(t, q)
		}
		r.Answers[q] = a
	}
	for _, key := range keys(t) {
		s := kept.Story{Key: key, Words: rapid.SliceOfN(rapid.Uint32(), 1, 4).Draw(t, "words")}
		for range rapid.IntRange(0, 3).Draw(t, "members") {
			s.Loose = append(s.Loose, rapid.SliceOfN(rapid.Uint32(), 1, 3).Draw(t, "loose"))
		}
		r.Stories[key], r.Records[key] = s, struct{}{}
		r.Observed = append(r.Observed, kept.Doc(len(r.Observed)*7))
	}
	return r
}

func write(r run) [][]byte {
	var w kept.Writer
	for i := range r.Texts {
		w.Text(&r.Texts[i])
	}
	for i := range r.Pairs {
		w.Pair(&r.Pairs[i])
	}
	for i := range r.Counts {
		w.Counts(&r.Counts[i])
	}
	for _, a := range r.Answers {
		w.Answer(&a)
	}
	for i := range r.Finds {
		w.Find(&r.Finds[i])
	}
	w.Observed(r.Observed)
	for _, s := range r.Stories {
		w.Story(&s)
	}
	for s := range r.Records {
		w.Record(s)
	}
	return plain(w.Blocks())
}

func plain(blocks []kept.Block) (out [][]byte) {
	for _, b := range blocks {
		out = append(out, b.Bytes)
	}
	return out
}

func read(blocks [][]byte) (r run, err error) {
	x, err := kept.Open(blocks)
	if err != nil {
		return r, err
	}
	var errs [8]error
	r.Texts, errs[0] = x.Texts()
	r.Pairs, errs[1] = x.Pairs()
	r.Counts, errs[2] = x.Counts()
	r.Answers, errs[3] = x.Answers()
	r.Finds, errs[7] = x.Finds()
	r.Observed, errs[4] = x.Observed()
	r.Stories, errs[5] = x.Stories()
	r.Records, errs[6] = x.Records()
	return r, errors.Join(errs[:]...)
}

// TestCodec: what is read is what was written.
func TestCodec(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyRun(t)
		got, err := read(write(want))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-written +read):\n%s", diff)
		}
	})
}

// TestBlocksStay: an entry that comes, goes or changes leaves nearly all other blocks the same bytes.
func TestBlocksStay(t *testing.T) {
	pack := func(last [][]byte, changed int, skip bool) []kept.Block {
		w := kept.NewWriter(last)
		for d := range 40_000 {
			if d == changed && skip {
				continue
			}
			s := kept.Text{Doc: kept.Doc(d), Digest: uint64(d), Anchors: []byte{0}}
			if d == changed {
				s.Digest++
			}
			w.Text(&s)
		}
		for d := range 40_000 {
			f := kept.Find{Doc: kept.Doc(d), Hits: make([]kept.Hit, d%7)}
			if d == changed {
				f.Hits = append(f.Hits, kept.Hit{Doc: 9})
			}
			w.Find(&f)
		}
		return w.Blocks()
	}
	last := plain(pack(nil, -1, false))
	for _, changed := range []int{0, 100, 20_000, 39_999} {
		for _, skip := range []bool{false, true} {
			blocks, stay := pack(last, changed, skip), 0
			for _, b := range blocks {
				if b.Held > 0 {
					stay++
					if &b.Bytes[0] != &last[b.Held-1][0] {
						t.Errorf("a block is not that of place %d", b.Held)
					}
				}
			}
			if len(blocks) < 10 || stay < len(blocks)-4 {
				t.Errorf("%d of %d blocks stay when entry %d changes", stay, len(blocks), changed)
			}
			if !slices.EqualFunc(plain(pack(nil, changed, skip)), plain(blocks), bytes.Equal) {
				t.Error("blocks differ from those of a writer without any")
			}
		}
	}
}

func TestTable(t *testing.T) {
	x := anchor.NewIndex(3)
	for d := range uint32(3) {
		x.Add(d, []shingle.Anchor{{Hash: 7, Pos: 3}, {Hash: 9 + d, Pos: 9}})
	}
	x.Build()
	var w kept.Writer
	w.Table(x.Table())
	r, err := kept.Open(plain(w.Blocks()))
	if err != nil {
		t.Fatal(err)
	}
	table, err := r.Table()
	if err != nil || table.Docs() != 3 {
		t.Fatal(table, err)
	}
	none, err := kept.Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := none.Table(); !errors.Is(err, kept.ErrCodec) {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	counts := cluster.Scored{Pair: cluster.Pair{A: 1, B: 5, SizeA: 3, SizeB: 2, Common: 1}, Kind: score.KindSame}
	for _, b := range write(run{
		Texts:   []kept.Text{{Doc: 3, Digest: 9, Anchors: []byte{0}}},
		Pairs:   []kept.Pair{{Counts: counts, Shared: 2, Sum: 1}},
		Counts:  []cluster.Scored{counts},
		Answers: map[uint64]kept.Answer{4: {Question: 4, Yes: true, Counts: counts}},
		Stories: map[uint64]kept.Story{5: {Key: 5, Words: []uint32{1, 2}, Loose: [][]uint32{{1}, nil}}},
		Finds:   []kept.Find{{Doc: 3, Hits: []kept.Hit{{Doc: 5, Shared: 2, Sum: 1}}}},
		Records: map[uint64]struct{}{6: {}}, Observed: []kept.Doc{0, 9},
	}) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := read([][]byte{b})
		if err != nil {
			if !errors.Is(err, kept.ErrCodec) {
				t.Fatal(err)
			}
			return
		}
		again, err := read(write(r))
		if diff := cmp.Diff(r, again); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
	})
}
