package page

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/report"
)

// TestHouses sees that the outlets of a house are together, below their sum.
func TestHouses(t *testing.T) {
	d := &report.DayView{Outlets: []report.OutletView{
		{Source: "alone.example", Articles: 3, Words: 300, Own: 1},
		{Source: "large.example", Articles: 5, Words: 500, Own: .2, Agency: .8},
		{Source: "north.example", Articles: 2, Words: 200, Own: 1},
		{Source: "south.example", Articles: 4, Words: 400, Agency: 1},
	}}
	owners := map[string]string{"north.example": "Nordhus", "south.example": "Nordhus", "alone.example": "Solo Media"}
	type row struct {
		Source, Articles, Words, Own, Agency string
		House, Within                        bool
	}
	var got []row
	for _, r := range outletRows(d, owners) {
		got = append(got, row{r.Source, r.Articles, r.Words, r.Own, r.Agency, r.House, r.Within})
	}
	want := []row{
		{"Nordhus", "6", "600", "33%", "67%", true, false},
		{"south.example", "4", "400", "0%", "100%", false, true},
		{"north.example", "2", "200", "100%", "0%", false, true},
		{"large.example", "5", "500", "20%", "80%", false, false},
		{"alone.example", "3", "300", "100%", "0%", false, false},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestFoldKeepsHouses sees that the outlets of a house are not parted from it where the list is folded.
func TestFoldKeepsHouses(t *testing.T) {
	d := &report.DayView{}
	owners := map[string]string{}
	for i := range openOutlets + 5 {
		name := fmt.Sprintf("o%02d.example", i)
		d.Outlets = append(d.Outlets, report.OutletView{Source: name, Words: 1000 - i})
		if i >= openOutlets-2 {
			owners[name] = "Nordhus"
			d.Outlets[i].Words = 100 - i
		}
	}
	for _, last := range []int{0, 2000} { // the house is the last, then the first
		d.Outlets[openOutlets-2].Words = max(last, 90)
		open, more := fold(outletRows(d, owners))
		if len(open) < openOutlets || len(more) > 0 && more[0].Within {
			t.Errorf("%d are open, the rest begins with %+v", len(open), more[0])
		}
	}
}
