package anchor

import (
	"testing"

	"github.com/wiretrace/wiretrace/shingle"
)

// share builds an index of articles of the given days that all have the same two anchors,
// and returns what a search for the first of them finds of the second.
func share(t *testing.T, days ...int32) Hit {
	t.Helper()
	x := NewIndex(Doc(len(days)))
	for d := range days {
		x.Add(Doc(d), []shingle.Anchor{{Hash: 7, Pos: 0}, {Hash: 9, Pos: 8}})
	}
	x.SetDays(days)
	x.Build()
	var s Searcher
	for _, h := range s.Search(x, 0, 0, nil) {
		if h.Doc == 1 {
			return h
		}
	}
	t.Fatal("not found")
	return Hit{}
}

func TestRecurring(t *testing.T) {
	for _, c := range []struct {
		name  string
		days  []int32
		whole bool // whether all that is shared recurs
	}{
		{"daily report, two days apart", []int32{10, 12, 1, 3, 5, 20}, true},
		{"daily report, one day", []int32{10, 10, 1, 3, 5, 20}, true},
		{"prints of one story", []int32{10, 10, 10, 11, 11, 12, 12, 9}, false},
		{"a story and two later days", []int32{10, 10, 20, 30}, false},
		{"many prints on two further days", []int32{10, 10, 20, 20, 20, 30, 30}, false},
		{"three days, one of them near the second article", []int32{10, 21, 20, 30, 40}, false},
		{"no clock", []int32{10, NoDay, 1, 3, 5, 20}, false},
		{"no clock of the one searched for", []int32{NoDay, 10, 1, 3, 5, 20}, false},
	} {
		h := share(t, c.days...)
		if want := map[bool]float64{true: h.Sum}[c.whole]; h.Recurring != want {
			t.Errorf("%s: recurring %v of %v, want %v", c.name, h.Recurring, h.Sum, want)
		}
	}
}

func TestWithoutDaysNothingRecurs(t *testing.T) {
	x := NewIndex(6)
	for d := range Doc(6) {
		x.Add(d, []shingle.Anchor{{Hash: 7}, {Hash: 9, Pos: 8}})
	}
	x.Build()
	var s Searcher
	for _, h := range s.Search(x, 0, 0, nil) {
		if h.Recurring != 0 {
			t.Error(h)
		}
	}
}
