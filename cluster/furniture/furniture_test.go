package furniture

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cespare/xxhash/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/shingle"
)

// An item is an article as this package sees it.
type item struct{ outlet, text string }

// words returns n invented words.
func words(r *rand.Rand, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		for range 3 + r.IntN(6) {
			b.WriteByte(byte('a' + r.IntN(26)))
		}
	}
	return b.String()
}

// paragraphs returns n lines of 20 to 30 words, all of its own.
func paragraphs(r *rand.Rand, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = words(r, 20+r.IntN(11))
	}
	return out
}

func count(items []item) *Counter {
	c := NewCounter(len(items))
	for _, x := range items {
		c.Add(x.outlet, x.text)
	}
	return c
}

// cut returns the parts of a text.
func cut(text string, ranges []shingle.Range) []string {
	var out []string
	for _, r := range ranges {
		out = append(out, text[r.Start:r.End])
	}
	return out
}

// site makes the articles of an outlet, with the lines it prints under each.
func site(r *rand.Rand, outlet string, n int, furniture ...string) []item {
	var out []item
	for range n {
		lines := append(paragraphs(r, 4+r.IntN(5)), furniture...)
		out = append(out, item{outlet, strings.Join(lines, "\n\n")})
	}
	return out
}

func TestFurnitureIsFound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	under := []string{"Read also: the harbour in pictures", "Write to the editors", "© The Norhaven Courier"}
	items := slices.Concat(site(r, "courier.example", 40, under...), site(r, "other.example", 40),
		[]item{{"other.example", strings.Join(append(paragraphs(r, 4), under...), "\n")}})
	c := count(items)
	for _, x := range items {
		want := under
		if x.outlet != "courier.example" {
			want = nil // one article of another outlet is no habit
		}
		if diff := cmp.Diff(want, cut(x.text, c.Mask(nil, x.outlet, x.text, nil))); diff != "" {
			t.Errorf("masked of an article of %s (-want +got):\n%s", x.outlet, diff)
		}
	}
}

// TestHowManyArticlesShow: three articles show as three in nine of ten cases, five
// in all but one of 2,000, two never.
func TestHowManyArticlesShow(t *testing.T) {
	const line, trials = "Subscribe to our letter", 2000
	r := rand.New(rand.NewPCG(2, 2))
	for n, want := range map[int][2]float64{2: {0, 0}, 3: {.89, .93}, 5: {.9985, 1}} {
		found := 0
		for range trials {
			items := site(r, "courier.example", n, line)
			c := count(items)
			if len(c.Mask(nil, items[0].outlet, items[0].text, nil)) > 0 {
				found++
			}
		}
		if got := float64(found) / trials; got < want[0] || got > want[1] {
			t.Errorf("found in %.4f of cases with %d articles, want %.4f to %.4f", got, n, want[0], want[1])
		}
	}
}

func TestNoFurniture(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	long := words(r, 120) // 780 letters and spaces or so
	if len(long) <= maxLine {
		t.Fatalf("a paragraph of %d bytes is not long", len(long))
	}
	story := paragraphs(r, 6)
	story = append(story, words(r, 40)) // the longest
	var updates, prints, background, outlets []item
	for i := range 12 {
		updates = append(updates, item{"courier.example", strings.Join(append(paragraphs(r, 1), story...), "\n")})
		prints = append(prints, item{"courier.example", strings.Join(story, "\n") + fmt.Sprintf("\nPage %d", i)})
		background = append(background, item{"courier.example", strings.Join(append(paragraphs(r, 5), long), "\n")})
		outlets = append(outlets, item{fmt.Sprintf("o%d.example", i), strings.Join(append(paragraphs(r, 5), "The agency reports"), "\n")})
	}
	for name, items := range map[string][]item{
		"running updates of a story":   updates,
		"several addresses":            prints,
		"a long paragraph":             background,
		"a line of many outlets":       outlets,
		"blank lines alone":            {{"a", "\n\n \n"}, {"a", "\n \n"}, {"a", "\t\n"}, {"a", "\n"}, {"a", ""}},
		"articles of one line, thrice": {{"a", long[:500]}, {"a", long[:500]}, {"a", long[:500]}, {"a", long[:500]}},
	} {
		c := count(items)
		for _, x := range items {
			if got := cut(x.text, c.Mask(nil, x.outlet, x.text, nil)); got != nil {
				t.Errorf("%s: masked %q", name, got)
			}
		}
	}
}

// TestNearlyAllOfAText: what is nearly all of an article is not masked in it,
// and masked in a longer one.
func TestNearlyAllOfAText(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	line := words(r, 12)
	items := site(r, "courier.example", 30, line)
	items = append(items, item{"courier.example", line}, item{"courier.example", line + "\nIn brief"})
	c := count(items)
	for i, want := range map[int]int{0: 1, 30: 0, 31: 0} {
		if got := c.Mask(nil, items[i].outlet, items[i].text, nil); len(got) != want {
			t.Errorf("article %d: masked %v, want %d lines", i, got, want)
		}
	}
	before := []shingle.Range{{Start: 1, End: 2}}
	if diff := cmp.Diff(before, c.Mask(slices.Clone(before), items[31].outlet, items[31].text, nil)); diff != "" {
		t.Errorf("what stood before (-want +got):\n%s", diff)
	}
}

// anyItems draws articles of few outlets and few lines.
func anyItems(t *rapid.T) []item {
	line := rapid.SampledFrom([]string{
		"Read also", "Read also ", "Comments (3)", "", " ", "\r", "\ttabs\t", "Ünïcode", "bad \xff byte", strings.Repeat("long ", 150),
		"a paragraph that is somewhat longer than the others", "and another one of the same kind, longer still",
	})
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) item {
		lines := rapid.SliceOfN(line, 0, 8).Draw(t, "lines")
		for range rapid.IntRange(0, 3).Draw(t, "own lines") {
			lines = append(lines, rapid.StringMatching(`[a-z ]{0,60}`).Draw(t, "own"))
		}
		return item{rapid.SampledFrom([]string{"", "a.example", "b.example"}).Draw(t, "outlet"), strings.Join(lines, "\n")}
	}), 0, 40).Draw(t, "articles")
}

// TestOrderAndConcurrency: what is counted depends on the set of articles.
func TestOrderAndConcurrency(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := anyItems(t)
		want := count(items)
		got := NewCounter(len(items))
		var wg sync.WaitGroup
		for share := range slices.Chunk(rapid.Permutation(items).Draw(t, "order"), 1+len(items)/3) {
			wg.Go(func() {
				for _, x := range share {
					got.Add(x.outlet, x.text)
				}
			})
		}
		wg.Wait()
		if !slices.Equal(want.cells, got.cells) {
			t.Fatal("other counts in another order")
		}
		for _, x := range items { // an article twice counts once
			got.Add(x.outlet, x.text)
		}
		if !slices.Equal(want.cells, got.cells) {
			t.Fatal("other counts of articles that came twice")
		}
	})
}

// slowFurniture tells of each line of each article whether it is furniture,
// with sets instead of cells.
func slowFurniture(items []item) map[item]int {
	bits := map[item]uint32{}
	trimmed := func(x item) (out []string) {
		for l := range strings.SplitSeq(x.text, "\n") {
			if l = strings.TrimSpace(l); l != "" {
				out = append(out, l)
			}
		}
		return out
	}
	for _, x := range items {
		bit := lineBit(split(xxhash.Sum64String(x.outlet), x.text))
		for _, l := range trimmed(x) {
			bits[item{x.outlet, l}] |= bit
		}
	}
	out := map[item]int{}
	for _, x := range items {
		for _, l := range trimmed(x) {
			n := 0
			for b := bits[item{x.outlet, l}]; b > 0; b &= b - 1 {
				n++
			}
			out[item{x.outlet, l}] = n
		}
	}
	return out
}

// TestNothingIsMissed: cells may show a line in more articles than it stands
// in, never in fewer.
func TestNothingIsMissed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := anyItems(t)
		items = slices.DeleteFunc(items, func(x item) bool { return flat(x.text) })
		c, slow := count(items), slowFurniture(items)
		for _, x := range items {
			for _, l := range split(xxhash.Sum64String(x.outlet), x.text) {
				n := slow[item{x.outlet, x.text[l.place.Start:l.place.End]}]
				if n == 0 || n >= l.least && !c.furniture(&l) {
					t.Fatalf("line %q of %q stands in %d articles and was missed", x.text[l.place.Start:l.place.End], x.outlet, n)
				}
			}
		}
	})
}

// TestLinesMaskAsTheCounter: the lines that masking found mask the same later,
// also from a store.
func TestLinesMaskAsTheCounter(t *testing.T) {
	masked := 0
	rapid.Check(t, func(t *rapid.T) {
		items := anyItems(t)
		c := count(items)
		found := map[uint64]struct{}{}
		var want [][]shingle.Range
		for _, x := range items {
			want = append(want, c.Mask(nil, x.outlet, x.text, found))
		}
		lines := NewLines(found)
		again, rest, err := DecodeLines(lines.Encode(nil))
		if err != nil || len(rest) > 0 {
			t.Fatalf("decode: %v, %d bytes left", err, len(rest))
		}
		for i, x := range items {
			masked += len(want[i])
			for _, l := range []*Lines{lines, again} {
				if diff := cmp.Diff(want[i], l.Mask(nil, x.outlet, x.text)); diff != "" {
					t.Fatalf("article %q (-counter +lines):\n%s", x.text, diff)
				}
			}
		}
		if lines.Len() != len(found) || again.Len() != len(found) {
			t.Fatalf("%d and %d lines, want %d", lines.Len(), again.Len(), len(found))
		}
	})
	if masked == 0 {
		t.Error("nothing was ever masked: the test tests nothing")
	}
}

// TestSplit: places are bytes of the text as it stands.
func TestSplit(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", nil},
		{"one line", "one", []string{"one"}},
		{"newline at the end", "one\n", []string{"one"}},
		{"CRLF", "one\r\ntwo\r\n\r\nthree", []string{"one", "two", "three"}},
		{"CR alone ends no line", "one\rtwo", []string{"one\rtwo"}},
		{"blank lines", "\n\n \t\none\n\n\n", []string{"one"}},
		{"space around", "  one two \n\u00a0three\u2003", []string{"one two", "three"}},
		{"line separator ends no line", "one\u2028two", []string{"one\u2028two"}},
		{"letters of several bytes", "Ärger\nпаром\n渡船", []string{"Ärger", "паром", "渡船"}},
		{"no UTF-8", "\xff\xfe one\n\xc3\n \xe2\x80 ", []string{"\xff\xfe one", "\xc3", "\xe2\x80"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, l := range split(xxhash.Sum64String("a.example"), tt.text) {
				got = append(got, tt.text[l.place.Start:l.place.End])
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNoLines(t *testing.T) {
	var none *Lines
	if got := none.Mask(nil, "a", "one\ntwo"); got != nil || none.Len() != 0 {
		t.Errorf("nil masks %v", got)
	}
	got, rest, err := DecodeLines(append(none.Encode(nil), 7))
	if err != nil || got.Len() != 0 || !slices.Equal(rest, []byte{7}) {
		t.Errorf("no lines: %v, %v, rest %v", got, err, rest)
	}
}

func TestDecodeDamagedLines(t *testing.T) {
	good := NewLines(map[uint64]struct{}{1: {}, 2: {}, 1 << 63: {}}).Encode(nil)
	twice := slices.Concat(good[:9], good[1:9], good[17:])
	for name, b := range map[string][]byte{
		"nothing":                nil,
		"cut":                    good[:len(good)-1],
		"count beyond the bytes": {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
		"count without end":      slices.Repeat([]byte{0xff}, 12),
		"a line twice":           twice,
		"out of order":           slices.Concat(good[:1], good[9:17], good[1:9], good[17:]),
	} {
		if l, _, err := DecodeLines(b); !errors.Is(err, ErrCodec) {
			t.Errorf("%s: %v, %v", name, l, err)
		}
	}
}

func FuzzDecodeLines(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte{0})
	f.Add(NewLines(map[uint64]struct{}{3: {}, 1 << 40: {}}).Encode(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, rest, err := DecodeLines(b)
		if err != nil {
			return
		}
		if l.Len()*8+len(rest) > len(b) || !slices.IsSorted(l.hashes) {
			t.Fatalf("%d lines of %d bytes, %d left", l.Len(), len(b), len(rest))
		}
		again, _, err := DecodeLines(l.Encode(nil))
		if err != nil || !slices.Equal(l.hashes, again.hashes) {
			t.Fatalf("round trip: %v", err)
		}
	})
}

// anyRanges draws sorted, disjoint ranges below 80; they may touch.
func anyRanges(t *rapid.T, name string) []shingle.Range {
	ends := rapid.SliceOfNDistinct(rapid.IntRange(0, 80), 0, 12, rapid.ID).Draw(t, name)
	slices.Sort(ends)
	var out []shingle.Range
	for i := 0; i+1 < len(ends); i++ {
		if r := (shingle.Range{Start: ends[i], End: ends[i+1]}); rapid.Bool().Draw(t, "in") {
			out = append(out, r)
		}
	}
	return out
}

func TestJoin(t *testing.T) {
	bitmap := func(lists ...[]shingle.Range) (m [80]bool) {
		for _, l := range lists {
			for _, r := range l {
				for i := r.Start; i < r.End; i++ {
					m[i] = true
				}
			}
		}
		return m
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyRanges(t, "a"), anyRanges(t, "b")
		wasA, wasB := slices.Clone(a), slices.Clone(b)
		got := Join(a, b)
		if bitmap(got) != bitmap(a, b) {
			t.Fatalf("join of %v and %v is %v", a, b, got)
		}
		for i := 1; i < len(got); i++ {
			if got[i].Start < got[i-1].End {
				t.Fatalf("join of %v and %v is %v: not disjoint in order", a, b, got)
			}
		}
		if !slices.Equal(a, wasA) || !slices.Equal(b, wasB) {
			t.Fatal("Join changed its arguments")
		}
	})
}
