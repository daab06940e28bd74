package pair

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/align"
)

// contentsOf returns the contents of texts.
func contentsOf(texts ...string) []Content {
	out := make([]Content, len(texts))
	var p Preparer
	for i, s := range texts {
		p.Content(&out[i], &Source{Text: s})
	}
	return out
}

func TestContent(t *testing.T) {
	var p Preparer
	var c Content
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
		p.Content(&c, &test.source)
		if len(c.grams) != test.want || !slices.IsSorted(c.grams) {
			t.Errorf("%+v: %d grams, want %d, sorted", test.source, len(c.grams), test.want)
		}
	}
}

func TestQuotations(t *testing.T) {
	long := strings.Repeat("x", longestQuote+1)
	for _, test := range []struct {
		text string
		want []string
	}{
		{`He said "no" and "yes".`, []string{"no", "yes"}},
		{`„Nein“, sagte er, „doch”.`, []string{"Nein", "doch"}},
		{"« Non », «oui»", []string{" Non ", "oui"}},
		{"“It's fine,” she said", []string{"It's fine,"}},
		{"「好」他说『不』", []string{"好", "不"}},
		{`a 12" pipe`, nil},
		{`a 12" pipe` + long + ` and "more"`, []string{"more"}},
		{"”så här” sade hon", []string{"så här"}},
	} {
		var got []string
		for _, q := range quotations(test.text) {
			got = append(got, test.text[q.start:q.end])
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%.40q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestQuotedIn(t *testing.T) {
	const s = `One two "three four" five "six".`
	text := prepared(&Source{Text: s})
	all := []align.Span{{Start: 0, End: text.Len()}}
	if got, want := quotedIn(text, quotations(s), all), len("threefoursix"); got != want {
		t.Errorf("%d symbols in quotes, want %d", got, want)
	}
	half := []align.Span{{Start: 8, End: 13}, {Start: 15, End: 19}} // reefo, five
	if got := quotedIn(text, quotations(s), half); got != 5 {
		t.Errorf("%d symbols of the spans in quotes, want 5", got)
	}
}

func FuzzQuoted(f *testing.F) {
	for _, s := range []string{`a "b" c`, "„x“ «y» 「z」", `"`, "\xff\"\"“", "”””"} {
		f.Add(s, 1, 4)
	}
	f.Fuzz(func(t *testing.T, s string, from, to int) {
		text := prepared(&Source{Text: s})
		from, to = max(0, min(from, text.Len())), max(0, min(to, text.Len()))
		if from >= to {
			return
		}
		spans := []align.Span{{Start: from, End: to}}
		if n := quotedIn(text, quotations(s), spans); n < 0 || n > to-from {
			t.Errorf("%q: %d symbols of %d in quotes", s, n, to-from)
		}
	})
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
		var s Stander
		got := s.Stand(b, &contents[0], &contents[1], 0, 1)
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
		if math.Abs(got.Share-shared/total) > 1e-9 || !got.Known || got.Near < 0 || got.Near > 1 {
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
	var s Stander
	a := s.Stand(NewBackground(x), &x[4], &x[9], 4, 9)
	b := s.Stand(NewBackground(y), &y[25], &y[20], 25, 20)
	if math.Abs(a.Share-b.Share)+math.Abs(a.Near-b.Near) > 1e-12 {
		t.Errorf("%+v in one order, %+v in the other", a, b)
	}
	if n := NewBackground(x[:leastSample-1]).Len(); n != 0 {
		t.Errorf("a background of %d articles has %d", leastSample-1, n)
	}
}

// TestPrintsAreNoNeighbours sees that prints of an article do not make it
// look like everybody's.
func TestPrintsAreNoNeighbours(t *testing.T) {
	texts := []string{bridgeEN, paras(bridgeEN, 0, 4)}
	for i := range 8 {
		texts = append(texts, fmt.Sprintf("Print %d.\n%s", i, bridgeEN))
	}
	r := rand.New(rand.NewPCG(4, 4))
	for range 30 {
		texts = append(texts, prose(r, 200))
	}
	c := contentsOf(texts...)
	var s Stander
	if got := s.Stand(NewBackground(c), &c[0], &c[1], 0, 1); got.Near > .1 {
		t.Errorf("others have %.2f of it, prints counted", got.Near)
	}
}

func TestParseChosen(t *testing.T) {
	if _, err := LoadChosen(); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{
		"", "{}", `{"version":"x"}`,
		strings.Replace(string(chosenJSON), `"rest": `, `"rest": -`, 1),
		strings.Replace(string(chosenJSON), `"quoted": -`, `"quoted": `, 1),
	} {
		if _, err := ParseChosen([]byte(bad)); !errors.Is(err, ErrModel) {
			t.Errorf("%.30q: %v, want ErrModel", bad, err)
		}
	}
}

// TestChosenMonotone sees that nothing that makes a copy can speak against one.
func TestChosenMonotone(t *testing.T) {
	c, err := LoadChosen()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, from, to float64) float64 { return rapid.Float64Range(from, to).Draw(t, name) }
		b := Beside{
			Known: true, Odds: draw("odds", leastOdds, mostOdds), StandsOut: draw("out", -3, mostStandsOut), Quoted: draw("quoted", 0, 1),
			Rest: draw("rest", -3, 3), RestLeast: draw("least", -4, 4), Weight: draw("weight", 0, 1),
		}
		z, _ := c.LogOdds(&b)
		for name, change := range map[string]func(*Beside){
			"odds":       func(x *Beside) { x.Odds += .5 },
			"stands out": func(x *Beside) { x.StandsOut += .5 },
			"unquoted":   func(x *Beside) { x.Quoted /= 2 },
			"rest":       func(x *Beside) { x.Rest += .5 },
			"rest least": func(x *Beside) { x.RestLeast += .5 },
		} {
			x := b
			change(&x)
			if y, _ := c.LogOdds(&x); y < z-1e-12 {
				t.Fatalf("%s: %v fell to %v", name, z, y)
			}
		}
	})
	if z, retold := c.LogOdds(&Beside{Odds: 1.25}); z != 1.25 || retold {
		t.Errorf("without a background %v, %v; want the odds of the passages", z, retold)
	}
}
