package score

import (
	"fmt"
	"strings"
	"testing"
)

// plain returns n words without names and figures that no other seed gives.
func plain(seed, n int) string {
	var b strings.Builder
	for i := range n {
		x := seed*1000 + i
		fmt.Fprintf(&b, "%c%c%c%c%c ", 'a'+x%26, 'a'+x/26%26, 'a'+x/676%26, 'k'+x%7, 'b'+x%11)
	}
	return b.String()
}

// TestForms sees that what two texts share is a form from a number of slots on that each fills in
// with another figure: three where the days differ, six where a clock is missing, and no fewer than
// the figures that agree.
func TestForms(t *testing.T) {
	for _, test := range []struct {
		name    string
		slots   int
		agree   int // figures that are the same in both
		undated bool
		long    bool // the slots hold more words than slots may
		want    bool
	}{
		{"two slots", 2, 0, false, false, false},
		{"three slots", 3, 0, false, false, true},
		{"three slots of many words", 3, 0, false, true, false},
		{"five slots without clocks", 5, 0, true, false, false},
		{"six slots without clocks", 6, 0, true, false, true},
		{"as many figures agree", 3, 3, false, false, true},
		{"more figures agree", 3, 4, false, false, false},
		{"as many figures agree, without clocks", 6, 3, true, false, true},
		{"more figures agree, without clocks", 6, 4, true, false, false},
	} {
		filled := func(side int) *Text {
			b := strings.Builder{}
			b.WriteString(plain(90+side, 40) + ". ")
			for i := range test.slots + 1 {
				b.WriteString(plain(i, 6))
				if i < test.agree {
					fmt.Fprintf(&b, "%d ", 7000+i)
				}
				b.WriteString(plain(20+i, 6))
				if i < test.slots {
					fmt.Fprintf(&b, "%d ", 300+100*side+i)
				}
				if test.long {
					b.WriteString(plain(40+20*side+i, shortSlot))
				}
			}
			return prepared(Source{Text: b.String(), Second: int64(20000+9*side) * 86400, Timed: !test.undated})
		}
		e := compared(filled(0), filled(1), Context{})
		if len(e.Runs) != test.slots+1 {
			t.Fatalf("%s: %d runs, want %d", test.name, len(e.Runs), test.slots+1)
		}
		if form := e.Recurring > 0; form != test.want || form && e.Net > 0 {
			t.Errorf("%s: of a form %v, want %v: %+v", test.name, form, test.want, e)
		}
	}
}

// TestFilling sees what counts as another filling of a slot.
func TestFilling(t *testing.T) {
	const head, tail = "the gauge at the lower bridge of the old town showed ", " this morning as the office of the county told the press"
	for _, test := range []struct {
		name           string
		a, b           string
		titleA, titleB string
		want           Filling
	}{
		{"the same", "312 cm", "312 cm", "", "", Filling{Same: 1}},
		{"another figure", "312 cm", "498 cm", "", "", Filling{Figures: 1}},
		{"grouped in another way", "12 312 cm", "12312 cm", "", "", Filling{}},
		{"rounded", "12,312 cm", "12.3 cm", "", "", Filling{Same: 1}},
		{"another digit of the first two", "12,312 cm", "13.3 cm", "", "", Filling{Figures: 1}},
		{"in one text alone", "312 cm", "nothing", "", "", Filling{}},
		{"digits of another script", "٣١٢ cm", "312 cm", "", "", Filling{Same: 1}},
		{"other digits of another script", "٣١٢ cm", "٤٩٨ cm", "", "", Filling{Figures: 1}},
		{"subjects", "much to Arnholm", "little to Bexdorf", "Water in Arnholm", "Water in Bexdorf", Filling{Subjects: 1}},
		{"subjects of no headline", "much to Arnholm", "little to Bexdorf", "Water", "Water", Filling{}},
		{"one spelt in two ways", "much to Arnholm", "much to Arnholmen", "In Arnholm", "In Arnholmen", Filling{}},
		{"at the end of a row of numbers", strings.Repeat("7 14 ", 20) + "312 cm", strings.Repeat("7 14 ", 20) + "498 cm", "", "", Filling{Figures: 1, Same: 1}},
		{"twice in a row of numbers", "312 1 2 3 4 5 6 7 8 cm", "498 1 2 3 4 5 6 7 8 cm", "", "", Filling{Figures: 1, Same: 1}},
		{"a sentence is no slot", plain(1, slotWords) + "312 cm", plain(2, slotWords) + "498 cm", "", "", Filling{}},
	} {
		x, y := prepared(Source{Text: head + test.a + tail, Title: test.titleA}), prepared(Source{Text: head + test.b + tail, Title: test.titleB})
		for _, e := range []*Evidence{compared(x, y, Context{}), compared(y, x, Context{})} {
			if e.Filling != test.want {
				t.Errorf("%s: %+v, want %+v", test.name, e.Filling, test.want)
			}
		}
	}
}

// TestLargeTables sees that two tables of many numbers are compared in time that grows with their length.
func TestLargeTables(t *testing.T) {
	table := func(last string) *Text {
		b := strings.Builder{}
		for i := range 60000 {
			fmt.Fprintf(&b, "%d ", 10000+i)
			if i%7 == 6 {
				b.WriteString(last)
			}
		}
		return prepared(Source{Text: b.String()})
	}
	if e := compared(table("3 "), table("4 "), Context{}); e.Filling.Figures < 8000 {
		t.Errorf("%+v, want a figure that differs in each row", e.Filling)
	}
}

// TestFormsOfOneDay sees that two fillings of one form are no copies on one day either, and that a
// report in which a number was changed is one.
func TestFormsOfOneDay(t *testing.T) {
	m := loaded(t)
	at := func(title, text string) *Text {
		return prepared(Source{Title: title, Text: text, Second: 86400 * 20000, Timed: true})
	}
	p := func(a, b *Text) float64 {
		return P(m.LogOdds(compared(a, b, Context{Recurring: NewBuilder(0).Build()})))
	}
	bond := func(who string, sum, rate, price int) *Text {
		return at(fmt.Sprintf("%s issues a bond of %d million", who, sum), fmt.Sprintf("%s is issuing a bond of %d million crowns that pays %d pct a year and is priced at %d, the lead bank said. "+
			"It is offered in pieces of 5000 crowns and will be listed on the exchange of Norhaven. The fee for selling is %d pct, and that for "+
			"managing and underwriting together is %d pct of the sum.", who, sum, rate, price, rate+20, rate+40))
	}
	if got := p(bond("Arnholm Steel", 70, 8, 101), bond("Bexdorf Rail", 45, 6, 99)); got >= .5 {
		t.Errorf("two bonds: p %.2f", got)
	}
	fire := func(dead int) *Text {
		return at("Fire in the harbour", fmt.Sprintf("A fire in a warehouse in the harbour of Norhaven killed %d people on Monday night, the police said. ", dead)+
			"Some 200 firemen from 4 towns fought the flames until 6 in the morning. "+plain(3, 120))
	}
	if got := p(fire(3), fire(5)); got < .95 {
		t.Errorf("a report and its update: p %.2f", got)
	}
}
