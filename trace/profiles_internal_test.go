package trace

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/shingle"
)

func drawSketch(t *rapid.T) *Observation {
	s := &Observation{}
	for _, o := range []string{"a", "b", "c"} {
		if rapid.Bool().Draw(t, o) {
			n := func(name string) int64 { return rapid.Int64Range(0, 5*unit).Draw(t, o+name) }
			s.outlets = append(s.outlets, namedCounts{o, outletCounts{
				articles: n("articles"), roots: n("roots"), copies: n("copies"), second: n("second"),
				credited: n("credited"), titled: n("titled"), novel: n("novel"),
				cut: n("cut"), taken: n("taken"), expected: n("expected"),
			}})
		}
	}
	return s
}

// What is learnt does not depend on the order, and a cluster's own share is left out as
// if it had never been seen.
func TestHabits(t *testing.T) {
	members := []*Member{{Outlet: "a"}, {Outlet: "b"}, {Outlet: "new"}}
	rapid.Check(t, func(t *rapid.T) {
		var list []*Observation
		for range rapid.IntRange(1, 4).Draw(t, "clusters") {
			list = append(list, drawSketch(t))
		}
		var without, with Profiles
		for _, s := range list[1:] {
			without.Add(s)
		}
		for _, s := range rapid.Permutation(list).Draw(t, "order") {
			with.Add(s)
		}
		want, got := without.clusterProfiles(members, nil), with.clusterProfiles(members, list[0])
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(clusterProfiles{}, profile{})); diff != "" {
			t.Fatalf("left out and never seen differ (-never +out):\n%s", diff)
		}
	})
}

// A scraped copy carries the furniture of the page that it was taken from.
func TestScraps(t *testing.T) {
	line := "All rights to this page are the Harbour Courier's own"
	both := "Sign up for our newsletter today"
	furnished := func(outlet string, lines ...string) *Member {
		text := strings.Join(lines, "\n")
		return &Member{Outlet: outlet, Text: text, Skip: []shingle.Range{{Start: 0, End: len(text)}}}
	}
	members := []*Member{
		furnished("harbour.example", line, both),
		furnished("coast.example", both),
		{Outlet: "scraper.example", Text: "The bridge is closed. " + line + ". " + both},
	}
	got := scraps(members)
	if got[2]["harbour.example"] < 5 || got[2]["coast.example"] != 0 || len(got[0])+len(got[1]) > 0 {
		t.Errorf("found %v", got)
	}
}

// A text that calls a man by his last name alone was cut from one that introduces him.
func TestScars(t *testing.T) {
	whole := &Member{Text: "the mayor Ann Miller closed it. later Miller said so"}
	cut := &Member{Text: "later Miller said so"}
	s := &story{members: []*Member{whole, cut}, table: newGramTable([]*Member{whole, cut})}
	known := s.names()
	if a, b := scars(known[1], known[0]), scars(known[0], known[1]); a != 1 || b != 0 {
		t.Errorf("%v scars of the cut text, %v of the whole one; want 1 and 0", a, b)
	}
}

// An article is found by the words that a story has.
func TestFinder(t *testing.T) {
	var text strings.Builder
	for i := range 200 {
		fmt.Fprintf(&text, "word%d ", i*i)
	}
	copies := []*Member{{ID: "a", Outlet: "a", Text: text.String()}, {ID: "b", Outlet: "b", Text: text.String()}}
	tr, err := NewTracer()
	if err != nil {
		t.Fatal(err)
	}
	f := NewStoryIndex([]*Observation{tr.Observe(copies)})
	got := f.Find(SampleOf(&Member{Text: "something else comes first, then " + text.String()}), -1)
	if len(got) != 1 || got[0].Story != 0 || got[0].Grams < 10 {
		t.Errorf("found %v, want story 0", got)
	}
	if got := f.Find(SampleOf(copies[0]), 0); got != nil {
		t.Errorf("a story's own article is an outside article: %v", got)
	}
}

// How much is known of outlets and of the store is a feature of its own, up to a bound.
func TestHowMuchIsKnown(t *testing.T) {
	var none *Profiles
	if none.clusterProfiles([]*Member{{Outlet: "a"}}, nil) != nil {
		t.Error("profiles are used before they are counted")
	}
	var h Profiles
	own := &Observation{outlets: []namedCounts{{"a", outletCounts{articles: 3 * unit}}}}
	h.Add(own)
	h.Add(&Observation{outlets: []namedCounts{{"a", outletCounts{articles: 5 * unit}}, {"b", outletCounts{articles: 1e6 * unit}}}})
	p := h.clusterProfiles([]*Member{{Outlet: "a"}, {Outlet: "b"}, {Outlet: "c"}}, own)
	for i, want := range []float64{math.Log1p(5), math.Log1p(enoughOutlet), 0} {
		if got := p.of[i].known; math.Abs(got-want) > 1e-9 {
			t.Errorf("outlet %d: known %.3f, want %.3f", i, got, want)
		}
	}
	if want := math.Log1p(enoughStore); p.articles != want {
		t.Errorf("the store: %.3f, want %.3f", p.articles, want)
	}
}
