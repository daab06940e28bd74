package score

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/shingle"
)

// contentsOf returns the contents of texts.
func contentsOf(texts ...string) []Content {
	out := make([]Content, len(texts))
	var p Preparer
	var sh shingle.Shingler
	for i, s := range texts {
		var stream shingle.Stream
		sh.Stream(&stream, s, nil)
		p.Content(&out[i], &Source{Text: s, Stream: &stream})
	}
	return out
}

func TestContent(t *testing.T) {
	var p Preparer
	var c Content
	var sh shingle.Shingler
	for _, test := range []struct {
		source Source
		want   int // distinct grams
	}{
		{Source{}, 0},
		{Source{Text: "abc"}, 0},
		{Source{Text: "ab cd"}, 1},
		{Source{Text: "abcd abcd"}, 4}, // abcd bcda cdab dabc
		{Source{Title: "wxyz", Text: "abcd"}, 2},
		{Source{Text: "古桥封闭"}, 3}, // pairs of characters
	} {
		var stream shingle.Stream
		sh.Stream(&stream, test.source.Text, nil)
		test.source.Stream = &stream
		p.Content(&c, &test.source)
		if len(c.grams) != test.want || !slices.IsSorted(c.grams) {
			t.Errorf("%+v: %d grams, want %d, sorted", test.source, len(c.grams), test.want)
		}
	}
}

// TestStand compares the index with a count by hand.
func TestStand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		texts := make([]string, 24)
		for i := range texts {
			texts[i] = fewWords(r, 30)
		}
		contents := contentsOf(texts...)
		b := NewBackground(contents)
		var s OverlapScorer
		got := s.Measure(b, &contents[0], &contents[1], 0, 1)
		shared, total := 0.0, 0.0
		for _, g := range contents[0].grams {
			df := 0
			for _, c := range contents[2:] {
				if slices.Contains(c.grams, g) {
					df++
				}
			}
			w := 1 - math.Log(float64(df+1))/math.Log(25)
			total += w
			if slices.Contains(contents[1].grams, g) {
				shared += w
			}
		}
		if math.Abs(got.Share-shared/total) > 1e-9 || got.Near < 0 || got.Near > 1 {
			t.Fatalf("%+v, want a share of %v", got, shared/total)
		}
	})
}

// fewWords returns n words of a small vocabulary, so that texts have some in common.
func fewWords(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		fmt.Fprintf(&b, "w%dx%d ", r.IntN(40)*7919, r.IntN(3))
	}
	return b.String()
}

func TestBackgroundOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	texts := make([]string, 30)
	for i := range texts {
		texts[i] = fewWords(r, 60)
	}
	turned := slices.Clone(texts)
	slices.Reverse(turned)
	x, y := contentsOf(texts...), contentsOf(turned...)
	var s OverlapScorer
	a := s.Measure(NewBackground(x), &x[4], &x[9], 4, 9)
	b := s.Measure(NewBackground(y), &y[25], &y[20], 25, 20)
	if math.Abs(a.Share-b.Share)+math.Abs(a.Near-b.Near) > 1e-12 {
		t.Errorf("%+v in one order, %+v in the other", a, b)
	}
	if n := NewBackground(x[:leastSample-1]).Len(); n != 0 {
		t.Errorf("a background of %d articles has %d", leastSample-1, n)
	}
}
