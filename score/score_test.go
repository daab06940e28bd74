package score

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/shingle"
)

// prepared returns a text as it is compared.
func prepared(s Source) *Text {
	var sh shingle.Shingler
	var p Preparer
	var t Text
	s.Stream = &shingle.Stream{}
	sh.Stream(s.Stream, s.Text, nil)
	p.Prepare(&t, &s)
	return &t
}

func compared(a, b *Text, ctx Context) *Evidence {
	var c Comparer
	var e Evidence
	c.Compare(&e, a, b, ctx)
	return &e
}

// filler returns n words that no other seed gives, in sentences of ten.
func filler(seed uint64, n int) string {
	r := rand.New(rand.NewPCG(seed, 9))
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "w%c%c%cx%d ", 'a'+r.IntN(26), 'a'+r.IntN(26), 'a'+r.IntN(26), seed%97)
		if i%10 == 9 {
			b.WriteString(". ")
		}
	}
	return b.String()
}

func TestCompareCounts(t *testing.T) {
	wire := filler(1, 60)
	for _, test := range []struct {
		name    string
		a, b    string
		matched float64
		net     float64
	}{
		{"nothing", filler(2, 50), filler(3, 50), 0, 0},
		{"a passage", filler(2, 50) + wire, filler(3, 50) + wire, 60, 60},
		{"quoted in one", filler(2, 50) + wire, filler(3, 50) + "“" + wire + "” he said", 60, 0},
		{"two pieces in another order", wire + filler(4, 30), filler(4, 30) + wire, 90, 90},
		{"five words", filler(2, 50) + "one two three four five", filler(3, 50) + "one two three four five", 0, 0},
	} {
		e := compared(prepared(Source{Text: test.a}), prepared(Source{Text: test.b}), Context{})
		if e.Matched != test.matched || e.Net != test.net {
			t.Errorf("%s: matched %v, NET %v; want %v, %v", test.name, e.Matched, e.Net, test.matched, test.net)
		}
	}
}

// TestCompareSymmetric sees that the order of two texts makes no difference.
func TestCompareSymmetric(t *testing.T) {
	m := loaded(t)
	rapid.Check(t, func(t *rapid.T) {
		a, b := prepared(Source{Text: mixture(t, "a")}), prepared(Source{Text: mixture(t, "b")})
		x, y := compared(a, b, Context{}), compared(b, a, Context{})
		if x.Features != y.Features || m.LogOdds(x) != m.LogOdds(y) {
			t.Fatalf("%+v in one order, %+v in the other", x, y)
		}
		for i, r := range x.Runs {
			if r.Len < minRun || !slices.Equal(a.words[r.A:r.A+r.Len], b.words[r.B:r.B+r.Len]) {
				t.Fatalf("run %d is %+v", i, r)
			}
		}
	})
}

// mixture draws a text of a few passages, some of them in quotation marks.
func mixture(t *rapid.T, name string) string {
	var b strings.Builder
	for range rapid.IntRange(1, 6).Draw(t, name+" parts") {
		s := filler(rapid.Uint64Range(1, 6).Draw(t, name), rapid.IntRange(1, 40).Draw(t, name+" words"))
		if rapid.Bool().Draw(t, name+" quoted") {
			s = "“" + s + "” "
		}
		b.WriteString(s)
	}
	return b.String()
}

// TestMonotone sees that more shared text never lowers p, at given lengths, but for what both
// texts fill in around it.
func TestMonotone(t *testing.T) {
	m := loaded(t)
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.IntRange(60, 300).Draw(t, "words")
		a, b := varied(filler(1, words), 3), varied(filler(2, words), 5)
		n := min(len(a), len(b))
		a, b = a[:n], b[:n]
		z := math.Inf(-1)
		for range rapid.IntRange(1, 5).Draw(t, "passages") {
			from := rapid.IntRange(0, n-1).Draw(t, "from")
			to := min(n, from+rapid.IntRange(1, 80).Draw(t, "length"))
			copy(b[from:to], a[from:to])
			e := compared(prepared(Source{Text: strings.Join(a, " ")}), prepared(Source{Text: strings.Join(b, " ")}), Context{})
			clear(e.Features[FormFeatures:])
			if now := m.LogOdds(e); now < z-1e-9 {
				t.Fatalf("log-odds fell from %v to %v at %+v", z, now, e)
			} else {
				z = now
			}
		}
	})
}

// varied returns the words of a text, some of them figures and names, in one sentence.
func varied(s string, step int) []string {
	words := strings.Fields(strings.ReplaceAll(s, ".", ""))
	for i := range words {
		switch {
		case i%(7*step) == step:
			words[i] = strconv.Itoa(i * step)
		case i%(5*step) == step:
			words[i] = strings.ToUpper(words[i][:1]) + words[i][1:]
		}
	}
	return words
}

func loaded(t testing.TB) *Model {
	t.Helper()
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestParse(t *testing.T) {
	if Version() == "none" {
		t.Error("the model has no version")
	}
	for _, bad := range []string{
		"", "{}", strings.Replace(string(modelJSON), `"head"`, `"heads"`, 1),
		strings.Replace(string(modelJSON), `"share": `, `"share": -`, 1),
		strings.Replace(string(modelJSON), `"alone": 0`, `"alone": 7`, 1),
	} {
		if _, err := Parse([]byte(bad)); !errors.Is(err, ErrModel) {
			t.Errorf("%.40q: %v, want ErrModel", bad, err)
		}
	}
}

func TestKind(t *testing.T) {
	for _, test := range []struct {
		e    Evidence
		z    float64
		want Kind
	}{
		{Evidence{Matched: 60, Shorter: 100}, 1, KindSame},
		{Evidence{Matched: 60, Shorter: 400}, 1, KindPassage},
		{Evidence{Matched: 60, Shorter: 400, Speech: 40}, -1, KindStatement},
		{Evidence{Matched: 60, Shorter: 400, Recurring: 40}, -1, KindTemplate},
		{Evidence{Matched: 10, Shorter: 400, Speech: 10}, -1, KindQuote},
		{Evidence{Matched: 30, Shorter: 400, Features: [NumFeatures]float64{fFigures: .6}}, -1, KindTemplate},
		{Evidence{Matched: 30, Shorter: 400, Features: [NumFeatures]float64{fFigures: .2}}, -1, KindQuote},
		{Evidence{}, -8, KindQuote},
	} {
		if got := test.e.Kind(test.z); got != test.want {
			t.Errorf("%+v, %v: %s, want %s", test.e, test.z, got, test.want)
		}
	}
	if got := Kind(200).String(); got != "quote" || Kind(200).Valid() {
		t.Errorf("an unknown kind is %q", got)
	}
}

// report is a daily report made from one form.
func report(day int) string {
	r := rand.New(rand.NewPCG(uint64(day), 5))
	return fmt.Sprintf("The water level at the lower gauge stood at %d centimetres this morning. "+
		"The office measures the level every day at seven and gives a warning as soon as the river rises above the mark of the old mill. "+
		"%d ships passed the upper lock, and shipping between both towns is allowed without a pilot until further notice.", r.IntN(900), r.IntN(90))
}

// TestRecurring sees that a form counts for nothing on other days, and that prints of
// one report are prints.
func TestRecurring(t *testing.T) {
	const dayLength = 86400
	at := func(day int, s string) *Text {
		return prepared(Source{Text: s, Second: int64(20000+day) * dayLength, Timed: true})
	}
	b := NewBuilder(100)
	for day := range 30 {
		x := at(day, report(day))
		b.Add(x, x.Day())
	}
	b.Add(at(40, filler(1, 80)), 20040)
	r := b.Build()
	if r.Len() == 0 {
		t.Fatal("no run recurs")
	}
	ctx := Context{Recurring: r}
	m := loaded(t)
	other := compared(at(3, filler(7, 60)+report(3)), at(20, filler(8, 60)+report(20)), ctx)
	if p := P(m.LogOdds(other)); other.Net > 12 || other.Recurring < 30 || p >= .5 || other.Kind(m.LogOdds(other)) != KindTemplate {
		t.Errorf("reports of two days: p %.2f, %+v", p, other)
	}
	print := compared(at(3, report(3)), at(9, report(3)+" Northpress"), ctx)
	if p := P(m.LogOdds(print)); p < .9 {
		t.Errorf("a report and its print: p %.2f, %+v", p, print)
	}
	again, rest, err := DecodeRecurring(append(r.Encode(nil), "rest"...))
	if err != nil || string(rest) != "rest" {
		t.Fatalf("decoded: %v, rest %q", err, rest)
	}
	if diff := cmp.Diff(r, again, cmp.AllowUnexported(Recurring{})); diff != "" {
		t.Errorf("after coding (-want +got):\n%s", diff)
	}
}

func FuzzDecodeRecurring(f *testing.F) {
	b := NewBuilder(10)
	for day := range 9 {
		b.Add(prepared(Source{Text: filler(1, 40)}), int32(day*5), NoDay)
	}
	f.Add(b.Build().Encode(nil))
	f.Add([]byte{1, 4, 0, 0, 0, 255, 255, 255, 255})
	f.Fuzz(func(t *testing.T, data []byte) {
		r, rest, err := DecodeRecurring(data)
		if err != nil {
			return
		}
		if got := r.Encode(nil); !slices.Equal(got, data[:len(data)-len(rest)]) {
			t.Errorf("%x becomes %x", data, got)
		}
		r.recurs(7, 3, NoDay)
	})
}

func FuzzCompare(f *testing.F) {
	f.Add("One “two three” four.\n— five", "我们说「好」。", "Title", "de")
	f.Add("A: b\nA: c\nA: d\nA: e\n''x'' \"y\" pic.twitter.com/z t.co/ (@x) 3 May", "\xff\"\"“", "", "")
	f.Fuzz(func(t *testing.T, a, b, title, lang string) {
		x, y := prepared(Source{Text: a, Title: title, Lang: lang}), prepared(Source{Text: b, Timed: true})
		e := compared(x, y, Context{})
		if !(e.Net >= 0 && e.Net <= e.Matched+1e-9 && e.Matched <= e.Shorter+1) {
			t.Errorf("%q, %q: %+v", a, b, e)
		}
		for i, v := range e.Features {
			if !(v >= 0 && v <= 1) {
				t.Errorf("%q, %q: %s is %v", a, b, FeatureNames()[i], v)
			}
		}
	})
}
