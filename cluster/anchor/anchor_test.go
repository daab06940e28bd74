package anchor

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/shingle"
)

// A corpus is the anchors of articles, by number.
type corpus [][]shingle.Anchor

func (c corpus) index(order []Doc) *Index {
	x := NewIndex(Doc(len(c)))
	for _, d := range order {
		x.Add(d, c[d])
	}
	x.Build()
	return x
}

// ascending returns the numbers of the articles in order.
func (c corpus) ascending() []Doc {
	var out []Doc
	for d := range c {
		out = append(out, Doc(d))
	}
	return out
}

// anyCorpus draws articles whose anchors are of few grams, so that they meet
// often, at few places, so that diagonals meet and ties are many. No article
// has an anchor twice, as shingle.Anchors promises.
func anyCorpus(t *rapid.T) corpus {
	grams := rapid.SampledFrom([]int{3, 8, 40}).Draw(t, "grams")
	places := rapid.SampledFrom([]uint32{1, 30, 200, 1 << 20}).Draw(t, "places")
	article := rapid.Custom(func(t *rapid.T) []shingle.Anchor {
		as := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) shingle.Anchor {
			return shingle.Anchor{
				Hash: uint32(rapid.IntRange(0, grams-1).Draw(t, "gram")),
				Pos:  Unit * rapid.Uint32Range(0, places-1).Draw(t, "place"),
			}
		}), 0, grams, func(a shingle.Anchor) uint32 { return a.Hash }).Draw(t, "anchors")
		slices.SortFunc(as, func(a, b shingle.Anchor) int { return cmp.Compare(a.Pos, b.Pos) })
		return as
	})
	return rapid.SliceOfN(article, 0, 24).Draw(t, "articles")
}

// slowSearch is the definition, with maps: every pair of equal anchors is a
// touch, every touch is the first of a diagonal.
func slowSearch(c corpus, d Doc, top int, keep func(Doc) bool) []Hit {
	df := map[uint32]int{}
	for _, as := range c {
		for _, a := range as {
			df[a.Hash]++
		}
	}
	var hits []Hit
	for o, as := range c {
		if Doc(o) == d || keep != nil && !keep(Doc(o)) {
			continue
		}
		h := Hit{Doc: Doc(o)}
		var diagonals []int
		for _, x := range c[d] {
			for _, y := range as {
				if x.Hash == y.Hash && df[x.Hash] <= Cap {
					h.Sum += math.Floor(Weight(df[x.Hash], len(c))*weightSteps) / weightSteps
					diagonals = append(diagonals, int(Place(y.Pos))-int(Place(x.Pos)))
				}
			}
		}
		for _, low := range diagonals {
			n := 0
			for _, g := range diagonals {
				if g >= low && g <= low+width {
					n++
				}
			}
			h.Shared = max(h.Shared, n)
		}
		if h.Shared >= least {
			hits = append(hits, h)
		}
	}
	slices.SortStableFunc(hits, func(x, y Hit) int {
		if math.Abs(x.Sum-y.Sum) > 1e-9 { // summed in another order
			return cmp.Compare(y.Sum, x.Sum)
		}
		return cmp.Or(cmp.Compare(y.Shared, x.Shared), cmp.Compare(x.Doc, y.Doc))
	})
	if top <= 0 || len(hits) <= top {
		return hits
	}
	total := func(d Doc) (w float64) {
		for _, a := range c[d] {
			w += Weight(df[a.Hash], len(c))
		}
		return w
	}
	last := hits[top-1]
	return slices.DeleteFunc(hits, func(h Hit) bool {
		weak := h.Sum < last.Sum-1e-9 || h.Sum < last.Sum+1e-9 && h.Shared < last.Shared
		return weak && h.Sum < strong*min(total(d), total(h.Doc))
	})
}

// rounded compares hits with sums of weights as far as float32 goes.
func rounded(hits []Hit) []Hit {
	out := make([]Hit, len(hits))
	for i, h := range hits {
		h.Sum = math.Round(h.Sum*1e6) / 1e6
		out[i] = h
	}
	return out
}

func TestSearchEqualsSlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCorpus(t)
		x := c.index(c.ascending())
		top := rapid.SampledFrom([]int{0, 1, 3, Top}).Draw(t, "top")
		var keep func(Doc) bool
		if rapid.Bool().Draw(t, "filtered") {
			keep = func(d Doc) bool { return d%3 != 1 }
		}
		var s Searcher
		for d := range c {
			want := rounded(slowSearch(c, Doc(d), top, keep))
			if diff := gocmp.Diff(want, rounded(s.Search(x, Doc(d), top, keep))); diff != "" {
				t.Fatalf("hits of article %d (-slow +search):\n%s", d, diff)
			}
		}
		if x.Docs() != len(c) {
			t.Fatalf("%d articles, want %d", x.Docs(), len(c))
		}
	})
}

// TestTotals: the weight of all anchors, those of one article alone and those
// above the cap among them.
func TestTotals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCorpus(t)
		x := c.index(c.ascending())
		df := map[uint32]int{}
		for _, as := range c {
			for _, a := range as {
				df[a.Hash]++
			}
		}
		for d, as := range c {
			want := 0.0
			for _, a := range as {
				want += Weight(df[a.Hash], len(c))
			}
			got, n := x.Total(Doc(d))
			if math.Abs(got-want) > 1e-4 || n != len(as) {
				t.Fatalf("article %d: weight %v of %d anchors, want %v of %d", d, got, n, want, len(as))
			}
		}
	})
}

// TestSort: any number of touches of few or many articles are sorted as numbers are.
func TestSort(t *testing.T) {
	var s Searcher
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		docs := rapid.SampledFrom([]uint32{1, 40, 1 << 11, 1 << 20, math.MaxUint32}).Draw(t, "articles")
		s.touches = s.touches[:0]
		for range rapid.IntRange(0, 20*fewTouches).Draw(t, "touches") {
			s.touches = append(s.touches, newTouch(r.Uint32N(docs), uint16(r.Uint32()), uint16(r.Uint32()), uint64(r.IntN(weightSteps))))
		}
		want := slices.Sorted(slices.Values(s.touches))
		if s.sort(); !slices.Equal(want, s.touches) {
			t.Fatalf("%d touches of %d articles are not sorted", len(want), docs)
		}
	})
}

// TestTotalOfSample: a sample gives about the weight of all anchors, and two texts with
// many anchors in common are asked of by nearly the same.
func TestTotalOfSample(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	df, asked := map[uint32]int{}, map[uint32]int{}
	var a, b []shingle.Anchor
	for i := range 400 {
		x := shingle.Anchor{Hash: r.Uint32(), Pos: uint32(i) * Unit}
		df[x.Hash] = 1 + r.IntN(40)
		if a = append(a, x); i%10 > 0 {
			b = append(b, x)
		}
	}
	ask := func(h uint32) int { asked[h]++; return df[h] }
	for _, as := range [][]shingle.Anchor{a, b} {
		whole := Total(as, 1000, 0, func(h uint32) int { return df[h] })
		if got := Total(as, 1000, 100, ask); math.Abs(got-whole) > .05*whole {
			t.Errorf("a sample of %d anchors weighs %.1f, all %.1f", len(as), got, whole)
		}
	}
	if len(asked) > 120 {
		t.Errorf("two texts with nine tenths of their anchors in common were asked of by %d hashes, want 120 at most", len(asked))
	}
	if got := Total(a[:5], 1000, 100, ask); got != Total(a[:5], 1000, 0, ask) {
		t.Errorf("a sample of all of 5 anchors weighs %v", got)
	}
}

// TestNumbersSayNothing: other numbers and another order of Add give the same
// hits under their other names, with the same sums to the last bit, and ties
// at the end of the list all in or all out.
func TestNumbersSayNothing(t *testing.T) {
	tied := 0
	rapid.Check(t, func(t *rapid.T) {
		c := anyCorpus(t)
		name := rapid.Permutation(c.ascending()).Draw(t, "names") // old number to new
		other := make(corpus, len(c))
		for d, as := range c {
			other[name[d]] = as
		}
		x := c.index(c.ascending())
		y := other.index(rapid.Permutation(c.ascending()).Draw(t, "order of Add"))
		top := rapid.IntRange(1, 4).Draw(t, "top")
		var s, r Searcher
		for d := range c {
			want := slices.Clone(s.Search(x, Doc(d), top, nil))
			for i := range want {
				want[i].Doc = name[want[i].Doc]
			}
			got := slices.Clone(r.Search(y, name[d], top, nil))
			if len(got) > top {
				tied++
			}
			byDoc := func(a, b Hit) int { return cmp.Compare(a.Doc, b.Doc) }
			slices.SortFunc(want, byDoc)
			slices.SortFunc(got, byDoc)
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Fatalf("hits of article %d (-as it was +renamed):\n%s", d, diff)
			}
		}
	})
	if tied == 0 {
		t.Error("no two hits tied at the end of a list: the test tests nothing")
	}
}

// lists returns one posting list an offset: the article searched for has its
// anchors at place 1000, another one at these offsets from it.
func lists(docs []Doc, offsets ...int) []List {
	var out []List
	for _, o := range offsets {
		l := List{Pos: 1000}
		for _, d := range docs {
			l.Postings = append(l.Postings, Posting{d, uint16(1000 + o)})
		}
		out = append(out, l)
	}
	return out
}

func TestDiagonal(t *testing.T) {
	tests := []struct {
		name    string
		offsets []int
		want    int // shared; 0: no hit
	}{
		{"one anchor", []int{0}, 0},
		{"two on a line", []int{5, 5}, 2},
		{"as far apart as may be", []int{0, width}, 2},
		{"farther", []int{0, width + 1}, 0},
		{"before and after", []int{-width / 2, width / 2}, 2},
		{"two lines, the better one counts", []int{0, 1, 2, 500, 501}, 3},
		{"a slope", []int{0, width, 2 * width, 3 * width}, 2},
		{"from end to end", []int{-1000, 64535}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var s Searcher
			got := 0
			for _, h := range s.Rank(lists([]Doc{7}, tt.offsets...), 100, 0, nil) {
				got = h.Shared
			}
			if got != tt.want {
				t.Errorf("%d on one diagonal, want %d", got, tt.want)
			}
		})
	}
}

// TestCap: grams of more than Cap articles bring none together, neither from
// the index nor from elsewhere.
func TestCap(t *testing.T) {
	for _, n := range []int{Cap, Cap + 1} {
		c := make(corpus, n)
		docs := c.ascending()
		for d := range c {
			c[d] = []shingle.Anchor{{Hash: 1, Pos: 80}, {Hash: 2, Pos: 160}, {Hash: 100 + uint32(d), Pos: 240}}
		}
		var s Searcher
		want := 0
		if n <= Cap {
			want = n - 1
		}
		if got := len(s.Search(c.index(docs), 3, 0, nil)); got != want {
			t.Errorf("%d articles have two grams: %d hits, want %d", n, got, want)
		}
		others := func(d Doc) bool { return d != 3 }
		if got := len(s.Rank(lists(docs, 0, 0), n, 0, others)); got != want {
			t.Errorf("%d postings: %d hits, want %d", n, got, want)
		}
	}
}

func TestWeight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 2_000_000).Draw(t, "n")
		df := rapid.IntRange(0, n+3).Draw(t, "df")
		w := Weight(df, n)
		if w < 0 || w > 1 || math.IsNaN(w) {
			t.Fatalf("Weight(%d, %d) = %v", df, n, w)
		}
		if df > 1 && Weight(df-1, n) < w {
			t.Fatalf("Weight(%d, %d) is more than that of one article less", df, n)
		}
	})
	for _, tt := range []struct {
		df, n int
		want  float64
	}{{1, 1000, 1}, {0, 1000, 1}, {1001, 1000, 0}, {10, 99, .5}, {5, 1, 1}, {5, 0, 1}} {
		if got := Weight(tt.df, tt.n); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("Weight(%d, %d) = %v, want %v", tt.df, tt.n, got, tt.want)
		}
	}
}

func TestPlace(t *testing.T) {
	for pos, want := range map[uint32]uint16{0: 0, 7: 0, 8: 1, 524_287: 65_535, 524_288: 65_535, math.MaxUint32: 65_535} {
		if got := Place(pos); got != want {
			t.Errorf("Place(%d) = %d, want %d", pos, got, want)
		}
	}
}

func TestNothingIndexed(t *testing.T) {
	x := NewIndex(0)
	x.Build()
	if x.Docs() != 0 {
		t.Errorf("%d articles", x.Docs())
	}
	x = NewIndex(3) // of which one comes
	x.Add(1, []shingle.Anchor{{Hash: 1, Pos: 8}})
	x.Build()
	var s Searcher
	for d := range Doc(3) {
		if got := s.Search(x, d, Top, nil); len(got) > 0 {
			t.Errorf("article %d: %v", d, got)
		}
	}
}

// benchCorpus makes n articles of 190 anchors: stories of five copies with most
// of their anchors in common, and stock phrases.
func benchCorpus(n int) corpus {
	r := rand.New(rand.NewPCG(1, 1))
	c := make(corpus, n)
	for d := range c {
		story := uint64(d / 5)
		seen := map[uint32]bool{}
		for i := range 190 {
			h := uint32(story*2654435761) ^ uint32(i)*2246822519
			switch r.IntN(10) {
			case 0, 1:
				h = r.Uint32()
			case 2:
				h = r.Uint32N(uint32(n / 4))
			}
			if !seen[h] {
				seen[h] = true
				mixed := h * 0x9E3779B1 // hashes of grams are uniform; this is one to one
				c[d] = append(c[d], shingle.Anchor{Hash: mixed, Pos: uint32(i*12 + r.IntN(8))})
			}
		}
	}
	return c
}

func BenchmarkBuild(b *testing.B) {
	c := benchCorpus(20_000)
	b.Run("articles=20000", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.index(c.ascending())
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	c := benchCorpus(20_000)
	x := c.index(c.ascending())
	for _, top := range []int{Top, 0} {
		b.Run(fmt.Sprintf("articles=20000/top=%d", top), func(b *testing.B) {
			b.ReportAllocs()
			var s Searcher
			hits := 0
			n := 0
			for ; b.Loop(); n++ {
				hits += len(s.Search(x, Doc(n%len(c)), top, nil))
			}
			b.ReportMetric(float64(hits)/float64(n), "candidates/article")
			b.ReportMetric(float64(hits)/b.Elapsed().Seconds(), "candidates/s")
		})
	}
}
