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
					b.WriteString(plain(40+20*side+i, slotWords))
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
