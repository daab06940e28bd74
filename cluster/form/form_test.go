package form_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/align"
	"github.com/wiretrace/wiretrace/cluster/form"
	"github.com/wiretrace/wiretrace/shingle"
)

func first(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// fillings compares two texts the way a run does.
func fillings(a, b string) form.Filling {
	var s shingle.Shingler
	var x, y align.Text
	for _, t := range []struct {
		text *align.Text
		from string
	}{{&x, a}, {&y, b}} {
		s.Stream(&t.text.Stream, t.from, nil)
		t.text.Prepare(shingle.Spaced(t.from))
	}
	var al align.Aligner
	var c form.Comparer
	text := func(s *shingle.Stream, from string) form.Text {
		return form.Text{
			Stream:   s,
			Name:     func(i int) bool { return i > 0 && unicode.IsUpper(first(from[s.Words[i].Start:])) },
			Caseless: func(i int) bool { return unicode.Is(unicode.Lo, first(from[s.Words[i].Start:])) },
		}
	}
	return c.Compare(text(&x.Stream, a), text(&y.Stream, b), al.Align(&x, &y))
}

func TestCompare(t *testing.T) {
	quake := func(size, place, km string) string {
		return "A quake of magnitude " + size + " was felt near " + place + " on the north coast, the institute of the county said. " +
			"Its centre lay " + km + " kilometres below the ground. Nobody was hurt and no damage was reported to the office."
	}
	cable := func(who, where string) string {
		return "The queen has congratulated " + who + " of " + where + " on the day of the harbour, her office told the press on Monday. She wished " + who +
			" good health and the people of " + where + " many years of peace."
	}
	arabic := func(who, where string) string {
		return "بعثت ملكة البلاد برقية تهنئة إلى " + who + " رئيس " + where + " بمناسبة عيد الميناء، وقال مكتبها إنها تمنت الصحة والسعادة للرئيس " + who +
			" كما تمنت أن ينعم شعب " + where + " بسنوات طويلة من السلام"
	}
	for _, c := range []struct {
		name, a, b string
		want       form.Filling
	}{
		{"without capitals", arabic("سليم الراعي", "الواحة"), arabic("هدى العطار", "الربوة"), form.Filling{
			Words: 26, WordsA: 6, WordsB: 6, RepeatedA: 6, RepeatedB: 6,
		}},
		{"one word without capitals", arabic("سليم", "الواحة"), arabic("سليم", "الربوة"), form.Filling{Words: 28, WordsA: 2, WordsB: 2}},
		{"equal", quake("4", "Norhaven", "17"), quake("4", "Norhaven", "17"), form.Filling{Words: 36, Numbers: 2}},
		{"figures", quake("4", "Norhaven", "17"), quake("5", "Norhaven", "23"), form.Filling{Words: 36, NumbersA: 2, NumbersB: 2}},
		{"figures and names", quake("4", "Norhaven", "17"), quake("5", "Skarvik", "17"), form.Filling{
			Words: 35, Numbers: 1, WordsA: 1, WordsB: 1, NumbersA: 1, NumbersB: 1,
		}},
		{"names that recur", cable("Runa Holm", "Kvalsund"), cable("Piet Dahl", "Elmstrand"), form.Filling{
			Words: 30, WordsA: 6, WordsB: 6, NamesA: 3, NamesB: 3,
		}},
		{"nothing", quake("4", "Norhaven", "17"), "The council meets on Friday to talk of the ferry and its fares.", form.Filling{}},
		{"empty", "", "", form.Filling{}},
		{
			"an own sentence is no slot", quake("4", "Norhaven", "17"),
			quake("4", "Norhaven", "17") + strings.Repeat(" Our reporter counted 300 boats in the harbour that day.", 2),
			form.Filling{Words: 36, Numbers: 2},
		},
	} {
		if diff := cmp.Diff(c.want, fillings(c.a, c.b)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestCompareIsSymmetric(t *testing.T) {
	a := "On Monday 3 of 12 lifts stood still at the Holm works, and 40 men waited for the repair crew from Elmstrand until noon."
	b := "On Friday 5 of 12 lifts stood still at the Orm works, and 90 men waited for the repair crew from Elmstrand until noon."
	x, y := fillings(a, b), fillings(b, a)
	y.WordsA, y.WordsB, y.NumbersA, y.NumbersB = y.WordsB, y.WordsA, y.NumbersB, y.NumbersA
	if diff := cmp.Diff(x, y); diff != "" {
		t.Error(diff)
	}
}
