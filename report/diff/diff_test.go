package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/report/diff"
)

// show writes a comparison as people read it: [-cut-] and {+added+}, a line a block.
func show(now, old string, r *diff.Result) string {
	a, b := []rune(now), []rune(old)
	var s strings.Builder
	for _, x := range r.Blocks {
		switch x.Kind {
		case diff.MovedHere:
			fmt.Fprintf(&s, "moved %d: ", x.Move)
		case diff.MovedAway:
			fmt.Fprintf(&s, "away %d, %d words\n", x.Move, x.Words)
			continue
		case diff.Same, diff.Added, diff.Cut, diff.Edited:
		}
		for _, op := range x.Ops {
			text := strings.TrimSpace(string(a[op.New.Start:op.New.End]))
			switch op.Kind {
			case diff.Added:
				text = "{+" + text + "+}"
			case diff.Cut:
				text = "[-" + strings.TrimSpace(string(b[op.Old.Start:op.Old.End])) + "-]"
			case diff.Same, diff.Edited, diff.MovedHere, diff.MovedAway:
			}
			s.WriteString(text + " ")
		}
		s.WriteString("\n")
	}
	return strings.ReplaceAll(s.String(), " \n", "\n")
}

func text(s string) diff.Text { return diff.Text{Runes: []rune(s)} }

func TestCompare(t *testing.T) {
	for _, test := range []struct{ name, now, old, want string }{
		{"same", "The ferry goes.", "The ferry goes.", "The ferry goes.\n"},
		{"empty", "", "", ""},
		{"new", "The ferry goes.", "", "{+The ferry goes.+}\n"},
		{"words", "The old ferry went on Monday.", "The ferry went on Tuesday.", "The {+old+} ferry went on [-Tuesday-] {+Monday+} .\n"},
		{"quotes and dashes", "“It’s over” – she said.", "\"It's over\" - she said.", "“It’s over” – she said.\n"},
		{"a paragraph cut", "One stays here.\n\nThree stays too.", "One stays here.\n\nTwo goes away now.\n\nThree stays too.", "One stays here.\n[-Two goes away now.-]\nThree stays too.\n"},
		{"the end of a paragraph cut", "The ferry goes\nThe bridge stays.", "The ferry goes next spring\nThe bridge stays.", "The ferry goes [-next spring-]\nThe bridge stays.\n"},
		{"the end of a paragraph changed", "The ferry goes soon.\nThe bridge stays.", "The ferry goes next spring!\nThe bridge stays.", "The ferry goes [-next spring!-] {+soon.+}\nThe bridge stays.\n"},
		{"a paragraph cut, the one before goes on", "The ferry goes. (Tidewire)", "The ferry goes.\nA museum has asked.\n", "The ferry goes.\n[-A museum has asked.-]\n{+(Tidewire)+}\n"},
		{"the rest cut", "The ferry goes.", "The ferry goes.\n\nThe bridge stays.", "The ferry goes.\n[-The bridge stays.-]\n"},
		{"a sentence added", "The ferry goes. A museum asks. The bridge stays.", "The ferry goes. The bridge stays.", "The ferry goes. {+A museum asks.+} The bridge stays.\n"},
		{"another paragraph", "The ferry goes.\n\nThe bridge stays", "The ferry goes.\n\nA museum has asked for her bell", "The ferry goes.\n[-A museum has asked for her bell-]\n{+The bridge stays+}\n"},
		{"characters", "市議会は月曜日に渡し船を廃止した。", "市議会は火曜日に渡し船を廃止した。", "市議会は [-火-] {+月-}曜日に渡し船を廃止した。\n"},
		{"Arabic", "قال المكتب يوم الاثنين", "قال المكتب يوم الأحد", "قال المكتب يوم [-الأحد-] {+الاثنين+}\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := show(test.now, test.old, diff.Compare(text(test.now), text(test.old), nil))
			want := strings.ReplaceAll(test.want, "{+月-}", "{+月+} ")
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// TestMoved gives the runs of two texts whose paragraphs stand in another order.
func TestMoved(t *testing.T) {
	lead := "The harbour office of Norhaven said on Monday that the ferry Gudrun will be replaced next spring by two smaller boats."
	quote := "We have repaired her longer than anyone thought possible, the harbour director told reporters on the quay."
	cost := "They cost fourteen million crowns together, of which the region pays two thirds and the town the rest, if the council agrees."
	old, now := lead+"\n\n"+quote+"\n\n"+cost+"\n", lead+"\n\n"+cost+"\n\n"+strings.Replace(quote, "thought", "believed", 1)+"\n"
	match := func(s, other string, words int) diff.Match {
		a, b := strings.Index(now, s), strings.Index(old, other)
		return diff.Match{New: diff.Span{Start: a, End: a + len(s)}, Old: diff.Span{Start: b, End: b + len(other)}, Words: words}
	}
	r := diff.Compare(text(now), text(old), []diff.Match{
		match(lead, lead, 21), match(cost, cost, 22), match("the harbour director told reporters on the quay", "the harbour director told reporters on the quay", 8), match(strings.Replace(quote, "thought", "believed", 1), quote, 17),
	})
	want := lead + "\n" + "away 1, 17 words\n" + cost + "\nmoved 1: We have repaired her longer than anyone [-thought-] {+believed+} possible, the harbour director told reporters on the quay.\n"
	if d := cmp.Diff(want, show(now, old, r)); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if r.Moved != 18 || r.Added != 1 || r.Cut != 1 {
		t.Errorf("moved %d, added %d, cut %d", r.Moved, r.Added, r.Cut)
	}
}

func TestSkip(t *testing.T) {
	now := "The ferry goes.\nShare this\nThe bridge stays."
	r := diff.Compare(diff.Text{Runes: []rune(now), Skip: []diff.Span{{Start: 16, End: 26}}}, text("The ferry goes.\nThe bridge stays."), nil)
	if d := cmp.Diff("The ferry goes.\nThe bridge stays.\n", strings.ReplaceAll(show(now, "", r), "{++}\n", "")); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestLong(t *testing.T) {
	var now, old strings.Builder
	for i := range 400 {
		fmt.Fprintf(&now, "Paragraph %d has its own words, as w%d and x%d, and no others.\n", i, i, i*7)
		if i%50 == 20 {
			fmt.Fprintf(&old, "A line that was cut, number %d.\n", i)
		}
		fmt.Fprintf(&old, "Paragraph %d has its own words, as w%d and x%d, and no others.\n", i, i, i*7)
	}
	r := diff.Compare(text(now.String()), text(old.String()), nil)
	if r.Coarse || r.TooLong || r.Added != 0 || r.Cut != 8*7 {
		t.Errorf("long: coarse %v, too long %v, added %d, cut %d", r.Coarse, r.TooLong, r.Added, r.Cut)
	}
	if r := diff.Compare(text(strings.Repeat("a b c d\n", 800)), text(strings.Repeat("e f g h i\n", 800)), nil); !r.Coarse || r.Cut != 4000 {
		t.Errorf("unlike: coarse %v, cut %d", r.Coarse, r.Cut)
	}
	if r := diff.Compare(text(strings.Repeat("a ", diff.MaxTokens+1)), text("a"), nil); !r.TooLong || len(r.Blocks) > 0 {
		t.Error("too long, and compared")
	}
}

// check sees that a comparison loses and invents nothing.
func check(t interface {
	Errorf(string, ...any)
	Helper()
}, now, old diff.Text, r *diff.Result,
) {
	t.Helper()
	at := 0
	a, b := make([]bool, len(now.Runes)), make([]bool, len(old.Runes))
	mark := func(dst []bool, s diff.Span) {
		for i := s.Start; i < s.End; i++ {
			if dst[i] {
				t.Errorf("rune %d twice", i)
			}
			dst[i] = true
		}
	}
	skip := func(dst []bool, list []diff.Span) {
		for _, s := range list {
			for i := max(s.Start, 0); i < min(s.End, len(dst)); i++ {
				dst[i] = true
			}
		}
	}
	for _, x := range r.Blocks {
		for _, op := range x.Ops {
			if op.New.Len() > 0 && op.New.Start < at {
				t.Errorf("new text out of order at %d", op.New.Start)
			}
			at = max(at, op.New.End)
			if (op.New.Len() == 0) != (op.Kind == diff.Cut) || (op.Old.Len() == 0) != (op.Kind == diff.Added) {
				t.Errorf("kind %d with %v and %v", op.Kind, op.New, op.Old)
			}
			mark(a, op.New)
			mark(b, op.Old)
		}
	}
	skip(a, now.Skip)
	skip(b, old.Skip)
	for side, list := range [][]bool{a, b} {
		for i, has := range list {
			if !has {
				t.Errorf("rune %d of text %d is lost", i, side)
				return
			}
		}
	}
}

// TestLossless compares texts of few words, so that much is in common, with runs in
// common that may be true or not.
func TestLossless(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"the", "ferry", "Gudrun", "of", "港", "市", "قال", "’", "—", ".", ",", "12", "e\u0301", "\u200d"})
		space := rapid.SampledFrom([]string{" ", " ", " ", "\n\n", "\n", ""})
		draw := func(name string) string {
			return strings.Join(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return word.Draw(t, "word") + space.Draw(t, "space") }), 0, 60).Draw(t, name), "")
		}
		pieces := []string{draw("x"), draw("y"), draw("z")}
		now, old := text(pieces[0]+pieces[1]+pieces[2]+draw("tail")), text(pieces[2]+draw("head")+pieces[0]+pieces[1])
		span := func(name string, n int) diff.Span {
			from := rapid.IntRange(0, n).Draw(t, name)
			return diff.Span{Start: from, End: rapid.IntRange(from, n).Draw(t, name)}
		}
		if rapid.Bool().Draw(t, "skip") {
			now.Skip = []diff.Span{span("skip", len(now.Runes))}
		}
		var shared []diff.Match
		for range rapid.IntRange(0, 5).Draw(t, "matches") {
			shared = append(shared, diff.Match{New: span("new", len(now.Runes)), Old: span("old", len(old.Runes)), Words: rapid.IntRange(0, 50).Draw(t, "words")})
		}
		check(t, now, old, diff.Compare(now, old, shared))
	})
}

func FuzzCompare(f *testing.F) {
	f.Add("The ferry goes.\n\nShare", "The old ferry went.\n", 3, 9, 4, 11)
	f.Add("市議会は月曜日に", "市議会は火曜日に", 0, 4, 0, 4)
	f.Add("a\u202eb\x00c\u2028d", "", -1, 99, 7, 3)
	f.Fuzz(func(t *testing.T, a, b string, s, e, in, inEnd int) {
		if len(a)+len(b) > 1<<16 {
			return
		}
		now, old := text(a), text(b)
		r := diff.Compare(now, old, []diff.Match{{New: diff.Span{Start: s, End: e}, Old: diff.Span{Start: in, End: inEnd}, Words: 9}})
		check(t, now, old, r)
	})
}

func BenchmarkCompare(b *testing.B) {
	for _, test := range []struct {
		name string
		old  func(i int) string
	}{
		{"edited", func(i int) string { return []string{"ferry", "bridge"}[i%40/39] }},
		{"unlike", func(i int) string { return fmt.Sprintf("x%d", i) }},
		{"chance", func(i int) string { return []string{"ferry", "a", "b"}[(i*i*7919+i*31)%101%3] }},
	} {
		for _, n := range []int{500, 1500, 20_000} {
			b.Run(fmt.Sprintf("%s/%d", test.name, n), func(b *testing.B) {
				var now, old strings.Builder
				for i := range n {
					end := " "
					if i%30 == 29 {
						end = "\n"
					}
					fmt.Fprintf(&now, "ferry%s", end)
					old.WriteString(test.old(i) + end)
				}
				x, y := text(now.String()), text(old.String())
				for b.Loop() {
					diff.Compare(x, y, nil)
				}
			})
		}
	}
}
