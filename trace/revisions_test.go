package trace_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/clock"
)

// timed returns a member that appeared at an hour.
func timed(id, outlet, text string, hour int64) *trace.Member {
	at := hour * 3600
	return &trace.Member{ID: id, Outlet: outlet, Text: text, Clock: clock.Reading{Known: true, Precise: true, Earliest: at, Best: at, Latest: at}}
}

const (
	firstText  = "The ferry to Norhaven will stop on Sundays from October, the council of Skarvik decided on Monday by nine votes to four. The line carried 212 passengers on an average Sunday, a third of what it needs to pay for its crew, harbour master Odd Brekke told the meeting."
	secondText = "A night bus through the tunnel is to replace the ferry on Sundays. The council of Skarvik wants it to run every hour until two, and pays for the first winter. Fishermen say that the last bus leaves before the evening catch is sold, and that ice boxes are not allowed on board."
)

// TestEarlierRevisions: what was copied from an earlier revision has the article as its parent, and the
// article has the source of its first revision.
func TestEarlierRevisions(t *testing.T) {
	tracer, err := trace.NewTracer()
	if err != nil {
		t.Fatal(err)
	}
	wire := timed("w", "wire.example", secondText, 12)
	wire.Earlier = []*trace.Member{timed("w", "wire.example", firstText, 8)}
	members := []*trace.Member{
		timed("a", "coast.example", firstText+" The bus is new.", 9), timed("b", "moor.example", secondText+" It is free.", 13), wire,
	}
	got := tracer.Trace(members)
	if len(got.Edges) != len(members) {
		t.Fatalf("%d edges of %d members", len(got.Edges), len(members))
	}
	a, b, w := got.Edges[0], got.Edges[1], got.Edges[2]
	if a.Parent != 2 || a.Earlier != 0 {
		t.Errorf("the copy of the first revision: %+v", a)
	}
	if b.Parent != 2 || b.Earlier != trace.Unseen {
		t.Errorf("the copy of the second revision: %+v", b)
	}
	if w.Parent != trace.Unseen {
		t.Errorf("the article: %+v", w)
	}
	for i, e := range got.Edges {
		if sum := e.P + e.SecondP; sum > 1+1e-9 || e.Second == e.Parent && e.SecondP > 0 {
			t.Errorf("member %d: %+v", i, e)
		}
	}
	if reports := got.Reports(); len(reports) != 1 {
		t.Errorf("reports %+v", reports)
	}
	if c := got.Cover(members[0]); c.Source != 2 {
		t.Errorf("the cover of a copy is from %d", c.Source)
	}
}

// TestRevisionsAreNoSupport: what an article itself printed before is no other text that has its
// words, in its cover and in its sample.
func TestRevisionsAreNoSupport(t *testing.T) {
	more := " The pilots of Skarvik keep their boat, which was built in 1931 and has an engine of forty horses."
	late := func() *trace.Member {
		m := timed("a", "coast.example", firstText+more, 9)
		m.Earlier = []*trace.Member{timed("a", "coast.example", more+" Odd Brekke owns it.", 8), timed("a", "coast.example", "It is so. "+more, 8)}
		return m
	}
	members := []*trace.Member{late(), timed("b", "moor.example", firstText+" The bus is new.", 10)}
	tracer, err := trace.NewTracer()
	if err != nil {
		t.Fatal(err)
	}
	c := tracer.Trace(members).Cover(members[0])
	copied := 0
	for _, p := range trace.Passages(members[0], []*trace.Coverage{c}) {
		if p.Story != trace.Own {
			copied = p.End
		}
	}
	if copied < len(firstText)-10 || copied > len(firstText)+10 {
		t.Errorf("%d bytes are the story's, want %d", copied, len(firstText))
	}
	got, want := trace.Samples(members), tracer.Observe(members)
	if diff := cmp.Diff(got.Story, want.Story); diff != "" {
		t.Errorf("the sample differs (-Samples +Observe):\n%s", diff)
	}
	if diff := cmp.Diff(got.Loose, want.Loose); diff != "" {
		t.Errorf("the loose samples differ (-Samples +Observe):\n%s", diff)
	}
}

// TestElsewhere: an unseen source is as much less likely as another cluster may have it.
func TestElsewhere(t *testing.T) {
	tracer, err := trace.NewTracer()
	if err != nil {
		t.Fatal(err)
	}
	members := []*trace.Member{timed("a", "coast.example", firstText, 9), timed("b", "moor.example", strings.ToUpper(firstText), 13)}
	before := tracer.Trace(members)
	members[0].Elsewhere, members[1].Elsewhere = .25, .25
	after := tracer.Trace(members)
	for v := range members {
		x, y := before.Edges[v], after.Edges[v]
		if x.Parent != y.Parent || y.RootP < .7499*x.RootP || y.RootP > .7501*x.RootP {
			t.Errorf("member %d: %+v, then %+v", v, x, y)
		}
		if x.Parent == trace.Unseen && y.P != y.RootP || x.Parent != trace.Unseen && y.P != x.P {
			t.Errorf("member %d: %+v, then %+v", v, x, y)
		}
	}
}
