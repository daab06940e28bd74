package pair

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/cluster/anchor"
	"github.com/wiretrace/wiretrace/shingle"
)

var update = flag.Bool("update", false, "rewrite the quality goldens")

// A pairCase is two texts, and what a reader says of them.
type pairCase struct {
	name  string
	a, b  string
	one   bool // whether they are one text
	where setting
}

// A setting is where and when two texts were printed.
type setting uint8

const (
	elsewhere setting = iota // by two outlets, five hours apart
	here                     // by one outlet, five hours apart
	daily                    // by one outlet, a day apart
)

// paras returns paragraphs from to to of a text.
func paras(s string, from, to int) string {
	return strings.Join(strings.Split(s, "\n")[from:to], "\n")
}

// noise replaces one letter in n, as a bad scan does.
func noise(s string, n int) string {
	r := rand.New(rand.NewPCG(1, 1))
	b := []byte(s)
	for i, x := range b {
		if x >= 'a' && x <= 'z' && r.IntN(n) == 0 {
			b[i] = byte('a' + r.IntN(26))
		}
	}
	return string(b)
}

func pairCases() []pairCase {
	update1 := paras(bridgeEN, 0, 3)
	update2 := strings.Replace(update1, "on Tuesday", "on Tuesday evening", 1) + "\n" + paras(bridgeEN, 3, 4)
	update3 := "NORHAVEN (Northpress) - A ferry will replace the closed swing bridge from Thursday, the city said late on Tuesday.\n" + paras(update2, 1, 4) + "\n" + paras(bridgeEN, 4, 5)
	lead := func(first, s string, from int) string {
		return first + "\n" + paras(s, from, len(strings.Split(s, "\n")))
	}
	return []pairCase{
		{"cut: English, half", bridgeEN, paras(bridgeEN, 0, 3), true, elsewhere},
		{"cut: English, lead alone", bridgeEN, paras(bridgeEN, 0, 1), true, elsewhere},
		{"cut: German, three paragraphs", storyDE, paras(storyDE, 0, 3), true, elsewhere},
		{"cut: French, two paragraphs", storyFR, paras(storyFR, 0, 2), true, elsewhere},
		{"cut: Russian, three paragraphs", storyRU, paras(storyRU, 0, 3), true, elsewhere},
		{"cut: Chinese, two paragraphs", storyZH, paras(storyZH, 0, 2), true, elsewhere},
		{"cut from the top and the bottom", bridgeEN, paras(bridgeEN, 2, 4), true, elsewhere},
		{"re-led: English", bridgeEN, lead("Shock for commuters: Norhaven has to live without its most loved bridge for weeks.", bridgeEN, 1), true, elsewhere},
		{"re-led: Russian", storyRU, lead("Остров Кедровый отрезан от материка: единственный паром встал.", storyRU, 1), true, elsewhere},
		{"re-led: Chinese", storyZH, lead("古桥封闭，居民出行受阻，镇政府昨天公布了新的安排。", storyZH, 1), true, elsewhere},
		{"re-spelled and scanned badly", bridgeEN, noise(strings.ToUpper(bridgeEN[:9])+bridgeEN[9:], 18), true, elsewhere},
		{"brief of one sentence, whole", briefEN, briefEN + " (Northpress)", true, elsewhere},
		{"brief in a round-up", "News in brief\n" + briefEN + "\n" + paras(quoteEN1, 0, 1) + "\n" + paras(ferryEN, 0, 2), briefEN, true, elsewhere},
		{"merged of two wires: with the first", paras(bridgeEN, 0, 4) + "\n" + paras(ferryEN, 0, 4), bridgeEN, true, elsewhere},
		{"merged of two wires: with the second", paras(bridgeEN, 0, 4) + "\n" + paras(ferryEN, 0, 4), ferryEN, true, elsewhere},
		{"the two wires that were merged", bridgeEN, ferryEN, false, elsewhere},
		{"updates: first and second", update1, update2, true, here},
		{"updates: second and third", update2, update3, true, here},
		{"updates: first and third", update1, update3, true, here},
		{"statement carried whole by both", carrierES1, carrierES2, true, elsewhere},
		{"statement and a carrier", statementES, carrierES1, true, elsewhere},
		{"quote alone: English", quoteEN1, quoteEN2, false, elsewhere},
		{"quote alone: Chinese", storyZH, rivalZH, false, elsewhere},
		{"rival agencies: English", bridgeEN, bridgeRival, false, elsewhere},
		{"rival agencies: Russian", storyRU, rivalRU, false, elsewhere},
		{"daily template: English", river("Monday", "412", "7", "21", "38"), river("Tuesday", "403", "9", "22", "41"), false, daily},
		{"daily template: German", kurs("4.312,80", "0,7", "Stahlwerke Moers", "3,1", "212"), kurs("4.287,15", "0,4", "Reederei Kamp", "2,6", "187"), false, daily},
		{"daily template, reprinted", river("Monday", "412", "7", "21", "38"), river("Monday", "412", "7", "21", "38") + " (Northpress)", true, elsewhere},
		{"furniture left in, other stories", ferryEN + "\n" + furnitureEN, quoteEN1 + "\n" + furnitureEN, false, here},
		{"furniture left in, one story", bridgeEN + "\n" + furnitureEN, paras(bridgeEN, 0, 5), true, elsewhere},
		{"furniture left in, brief", briefEN + "\n" + furnitureEN, briefEN, true, elsewhere},
		{"background paragraph", paras(bridgeEN, 0, 3) + "\n" + backgroundEN, paras(ferryEN, 0, 4) + "\n" + backgroundEN, false, elsewhere},
		{"other languages", storyDE, storyFR, false, elsewhere},
	}
}

// A library is a collection in which pairs are weighed with their rarity: the
// texts of all cases, ten days of the river report and of the exchange, and
// 200 texts of invented words.
type library struct {
	preparer Preparer
	index    *anchor.Index
	number   map[string]anchor.Doc
}

func newLibrary(cases []pairCase) *library {
	l := &library{number: map[string]anchor.Doc{}}
	var texts []string
	put := func(s string) {
		if _, ok := l.number[s]; !ok {
			l.number[s] = anchor.Doc(len(texts))
			texts = append(texts, s)
		}
	}
	for _, c := range cases {
		put(c.a)
		put(c.b)
	}
	for i := range 10 {
		put(river(fmt.Sprint("day ", i), fmt.Sprint(380+7*i), fmt.Sprint(i), "20", fmt.Sprint(30+i)))
		put(kurs(fmt.Sprint(4200+31*i), fmt.Sprint(i), fmt.Sprint("Werk ", i), fmt.Sprint(9-i), fmt.Sprint(150+i)))
	}
	r := rand.New(rand.NewPCG(2, 2))
	for range 200 {
		put(prose(r, 220))
	}
	l.index = anchor.NewIndex(anchor.Doc(len(texts)))
	for i, s := range texts {
		l.index.Add(anchor.Doc(i), shingle.Anchors(nil, &l.text(&Source{Text: s}).Stream))
	}
	l.index.Build()
	return l
}

func (l *library) text(s *Source) *Text {
	t := new(Text)
	l.preparer.Prepare(t, s)
	return t
}

// rarity returns what a search knows of two texts of the library; found says
// whether it brings them together.
func (l *library) rarity(a, b string) (r Rarity, found bool) {
	x, y := l.number[a], l.number[b]
	r.Known = true
	r.TotalA, r.AnchorsA = l.index.Total(x)
	r.TotalB, r.AnchorsB = l.index.Total(y)
	var s anchor.Searcher
	for _, h := range s.Search(l.index, x, 0, nil) {
		if h.Doc == y {
			r.Shared, r.Sum, found = h.Shared, h.Sum, true
		}
	}
	return r, found
}

// prose returns n invented words.
func prose(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		for range 2 + r.IntN(8) {
			b.WriteByte(byte('a' + r.IntN(26)))
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// TestQualityPairs holds what the model says of texts written by hand. Titles
// are left out.
func TestQualityPairs(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	cases := pairCases()
	lib := newLibrary(cases)
	var out strings.Builder
	fmt.Fprintf(&out, "pairs of texts by model %s: p alone, p in a collection, covered of A and of B\n", m.Version)
	var comparer Comparer
	wrong := 0
	for _, c := range cases {
		a := Source{Text: c.a, Outlet: "courier.example", Second: 1_700_000_000, Timed: true}
		b := Source{Text: c.b, Outlet: "gazette.example", Second: 1_700_018_000, Timed: true}
		if c.where != elsewhere {
			b.Outlet = a.Outlet
		}
		if c.where == daily {
			b.Second = a.Second + 86_400
		}
		r, found := lib.rarity(c.a, c.b)
		x, y := lib.text(&a), lib.text(&b)
		var e Evidence
		comparer.Compare(&e, x, y, Rarity{})
		bare := m.LogOdds(&e)
		comparer.Compare(&e, x, y, r)
		z := m.LogOdds(&e)
		verdict := ""
		if (P(z) >= .5) != c.one || found && (P(bare) >= .5) != c.one {
			verdict = "  WRONG: want " + map[bool]string{true: "p >= .5", false: "p < .5"}[c.one]
			wrong++
		}
		if !found {
			verdict += "  (no candidate)"
		}
		fmt.Fprintf(&out, "%-38s %.4f %.4f %.2f %.2f%s\n", c.name, P(bare), P(z), e.CoverageA(), e.CoverageB(), verdict)
	}
	fmt.Fprintf(&out, "%d of %d wrong\n", wrong, len(cases))
	golden(t, filepath.Join("..", "..", "testdata", "quality", "pairs.txt"), out.String())
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (make it with -update)", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
