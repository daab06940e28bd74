package cluster

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWindow(t *testing.T) {
	const month = 30 * 24 * 60
	tests := []struct {
		name    string
		minutes [][]int32 // clocks of two groups
		window  int32
		want    bool
	}{
		{"no limit", [][]int32{{0}, {1 << 30}}, 0, true},
		{"at the bound", [][]int32{{0}, {month}}, month, true},
		{"beyond it", [][]int32{{0}, {month + 1}}, month, false},
		{"either order", [][]int32{{month + 1}, {0}}, month, false},
		{"no clock", [][]int32{{NoClock}, {month + 1}}, month, true},
		{"the ends of time", [][]int32{{-1<<31 + 1}, {1<<31 - 1}}, month, false},
		{"a copy between", [][]int32{{0, month / 2}, {month + 1}}, month, true},
		{"a span around", [][]int32{{0, 9 * month}, {4 * month}}, month, true},
		{"a copy without clock", [][]int32{{0, NoClock}, {9 * month}}, month, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(3, 3))
			set := randomSet(r, 100)
			idx := newFakeIndex()
			for i, clocks := range tt.minutes {
				for _, m := range clocks {
					idx.add(fakeArticle{set: set[i:], minute: m})
				}
			}
			cands, err := AllCandidates(idx, Options{Window: tt.window})
			if err != nil {
				t.Fatal(err)
			}
			if got := len(cands) == 1; got != tt.want {
				t.Errorf("candidates %v, want one: %v", cands, tt.want)
			}
		})
	}
}

// TestIdenticalTextsFarApart: identical texts are always linked, whatever the
// window, and empty texts never.
func TestIdenticalTextsFarApart(t *testing.T) {
	set := randomSet(rand.New(rand.NewPCG(3, 4)), 30)
	idx := indexOfArticles([]fakeArticle{{set: set}, {}, {set: set, minute: 1 << 30}, {}})
	if diff := cmp.Diff([][]Doc{{0, 2}}, Partition(idx, nil, 0)); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
	for d, want := range []Doc{0, 1, 0, 3} {
		if got := Representative(idx, Doc(d)); got != want {
			t.Errorf("representative of %d is %d, want %d", d, got, want)
		}
	}
}

// flood makes n reprints of one template that differ in a few shingles.
func flood(n int) *fakeIndex {
	r := rand.New(rand.NewPCG(5, 5))
	base := randomSet(r, 60)
	idx := newFakeIndex()
	for range n {
		s := slices.Clone(base)
		s[r.IntN(len(s))] = r.Uint64()
		idx.add(fakeArticle{set: sorted(s)})
	}
	return idx
}

// TestFloodIsLinear: a flood costs so many candidates a text and not the
// square, and is one cluster all the same.
func TestFloodIsLinear(t *testing.T) {
	const n = 3000
	idx := flood(n)
	cands, err := AllCandidates(idx, Options{})
	if err != nil {
		t.Fatal(err)
	}
	// The chosen texts of the 25 bands are much the same.
	if limit := 3 * DefaultHot * n; len(cands) > limit {
		t.Errorf("%d candidates for %d texts, want at most %d", len(cands), n, limit)
	}
	pairs, err := VerifyPairs(cands, idx.sets, nil, MinJaccard)
	if err != nil {
		t.Fatal(err)
	}
	if parts := Partition(idx, pairs, 0); len(parts) != 1 || len(parts[0]) != n {
		t.Errorf("%d parts, the first of %d texts; want one of %d", len(parts), len(parts[0]), n)
	}
}

// A fastIndex has its runs laid out, as a store has.
type fastIndex struct {
	*fakeIndex
	rows []text
	laid [][][]Doc
}

func newFastIndex(f *fakeIndex) *fastIndex {
	x := &fastIndex{fakeIndex: f, laid: make([][][]Doc, len(f.runs))}
	for d := range f.Docs() {
		content, shingles, minute := f.Row(d)
		x.rows = append(x.rows, text{content: content, shingles: shingles, span: At(minute)})
	}
	for band := range f.runs {
		f.EachRun(band, func(_ uint32, docs []Doc) bool {
			x.laid[band] = append(x.laid[band], docs)
			return true
		})
	}
	return x
}

func (x *fastIndex) Row(d Doc) (uint64, uint32, int32) {
	t := &x.rows[d]
	return t.content, t.shingles, t.span.First
}

func (x *fastIndex) EachRun(band int, fn func(uint32, []Doc) bool) {
	for _, docs := range x.laid[band] {
		if !fn(0, docs) {
			return
		}
	}
}

// BenchmarkAllCandidates: 100,000 articles of 60 shingles, a third of them
// copies with up to a tenth of their shingles replaced.
func BenchmarkAllCandidates(b *testing.B) {
	r := rand.New(rand.NewPCG(8, 8))
	f := newFakeIndex()
	for d := range 100_000 {
		set := randomSet(r, 60)
		if d > 0 && r.IntN(3) == 0 {
			set = edited(r, f.articles[r.IntN(d)].set, r.Float64()/10)
		}
		f.add(fakeArticle{set: set})
	}
	idx := newFastIndex(f)
	b.ReportAllocs()
	for b.Loop() {
		cands, err := AllCandidates(idx, Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(cands)), "candidates")
	}
}

// BenchmarkFlood: 20,000 reprints of one template.
func BenchmarkFlood(b *testing.B) {
	idx := newFastIndex(flood(20_000))
	for b.Loop() {
		cands, err := AllCandidates(idx, Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(cands)), "candidates")
	}
}
