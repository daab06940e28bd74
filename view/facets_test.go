package view

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFacets counts what stories have: each kind over what the other filters choose.
func TestFacets(t *testing.T) {
	l := &StoryList{Stories: []Story{
		{ID: "c1", LastAt: 30, Outlets: []string{"coast.example", "north.example"}, Agency: "MERIDIAN", search: "\nferry stops"},
		{ID: "c2", LastAt: 20, Outlets: []string{"coast.example", "south.example"}, Agency: "KONTOR", search: "\nferry sails"},
		{ID: "c3", LastAt: 10, Outlets: []string{"island.example"}, search: "\nbudget"},
	}}
	owners := map[string]string{"north.example": "Nordhus", "south.example": "Nordhus", "island.example": "Solo"}
	for name, test := range map[string]struct {
		q     StoryQuery
		want  Facets
		count int
	}{
		"all": {StoryQuery{}, Facets{
			[]Facet{{"coast.example", 2}, {"island.example", 1}, {"north.example", 1}, {"south.example", 1}},
			[]Facet{{"KONTOR", 1}, {"MERIDIAN", 1}},
			[]Facet{{"Nordhus", 2}, {"Solo", 1}},
		}, 3},
		"an agency": {StoryQuery{Agency: "KONTOR"}, Facets{
			[]Facet{{"coast.example", 1}, {"south.example", 1}}, []Facet{{"KONTOR", 1}, {"MERIDIAN", 1}}, []Facet{{"Nordhus", 1}},
		}, 1},
		"a house and words": {StoryQuery{House: "Nordhus", Words: "Férry stops"}, Facets{
			[]Facet{{"coast.example", 1}, {"north.example", 1}}, []Facet{{"MERIDIAN", 1}}, []Facet{{"Nordhus", 1}},
		}, 1},
		"since, on the second page": {StoryQuery{Since: 15, After: Place{30, "c1"}, Outlet: "coast.example"}, Facets{
			[]Facet{{"coast.example", 2}, {"north.example", 1}, {"south.example", 1}}, []Facet{{"KONTOR", 1}, {"MERIDIAN", 1}}, []Facet{{"Nordhus", 2}},
		}, 2},
		"nothing": {StoryQuery{Words: "harvest"}, Facets{[]Facet{}, []Facet{}, []Facet{}}, 0},
	} {
		test.q.Owners = owners
		if diff := cmp.Diff(test.want, l.Facets(test.q)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
		if n := l.Count(test.q); n != test.count {
			t.Errorf("%s: %d stories, want %d", name, n, test.count)
		}
	}
}
