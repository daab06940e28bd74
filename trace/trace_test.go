package trace_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/clock"
	"github.com/wiretrace/wiretrace/trace/credit"
)

func tracer(t testing.TB) *trace.Tracer {
	t.Helper()
	tr, err := trace.NewTracer()
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// words returns n words that no other seed has.
func words(seed, n int) string {
	r := rand.New(rand.NewPCG(uint64(seed), 1))
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("w%dx%d", seed, r.IntN(1000))
	}
	return strings.Join(list, " ")
}

func member(id, outlet, text string, minute int64) *trace.Member {
	at := 1_700_000_000 + 60*minute
	return &trace.Member{
		ID: id, Outlet: outlet, Text: text, Fetched: at + 3600,
		Clock: clock.Reading{Known: true, Precise: true, Best: at, Earliest: at, Latest: at},
	}
}

// story is a wire, a copy with two errors of its own, a copy of that copy, and a cut
// copy of the wire.
func story() []*trace.Member {
	text := words(1, 300)
	list := strings.Fields(text)
	edited := strings.Join(list[:120], " ") + " the mayor mispelt by one paper only " + strings.Join(list[126:180], " ") +
		" and a fee that it alone has wrong too " + strings.Join(list[190:], " ")
	wire := member("a", "wire.example", text, 0)
	wire.Feed = "Tidewire"
	return []*trace.Member{
		wire,
		member("b", "coast.example", edited, 40),
		member("c", "harbour.example", edited[:len(edited)*9/10], 90),
		member("d", "moor.example", strings.Join(list[:150], " "), 30),
	}
}

func TestTrace(t *testing.T) {
	got := tracer(t).Trace(story())
	var parents []int
	for _, e := range got.Edges {
		parents = append(parents, e.Parent)
	}
	if diff := cmp.Diff([]int{trace.Unseen, 0, 1, 0}, parents); diff != "" {
		t.Fatalf("parents (-want +got):\n%s", diff)
	}
	for i, e := range got.Edges {
		if e.Agency != "Tidewire" {
			t.Errorf("member %d is of %q, want Tidewire", i, e.Agency)
		}
		if e.P < .5 || e.P > 1 || e.SecondP > e.P {
			t.Errorf("member %d: parent has %v, runner-up %v", i, e.P, e.SecondP)
		}
	}
	if got.Origin.Member != 0 || got.Origin.Agency != "Tidewire" {
		t.Errorf("origin %+v, want member 0", got.Origin)
	}
	quoted := fmt.Sprint(got.Edges[2].Evidence)
	if !strings.Contains(quoted, "mayor mispelt") && !strings.Contains(quoted, "it alone has wrong") {
		t.Errorf("the error that two share is not reported: %s", quoted)
	}
	if r := got.Reports(); len(r) != 1 || r[0].Articles != 4 {
		t.Errorf("reports %+v, want one of 4", r)
	}
}

// What one of two copies of an unseen text credits holds for the other, and for no text of
// another source.
func TestAgencyOfOneText(t *testing.T) {
	text := words(5, 200)
	credited := member("a", "a.example", text, 0)
	credited.Credits = []credit.Credit{{Agency: "Tidewire", Weight: 1, Role: credit.RoleCredit}}
	members := []*trace.Member{credited, member("b", "b.example", text, 1), member("c", "c.example", words(6, 200), 2)}
	got := tracer(t).Trace(members)
	if got.Edges[1].Agency != "Tidewire" || got.Edges[2].AgencyP >= .5 {
		t.Errorf("agencies %+v and %+v", got.Edges[1], got.Edges[2])
	}
}

// Identical texts without clocks share the probability: nothing tells them apart.
func TestIdentical(t *testing.T) {
	text := words(2, 200)
	var members []*trace.Member
	for _, id := range []string{"a", "b", "c"} {
		m := member(id, id+".example", text, 0)
		m.Clock = clock.Reading{}
		members = append(members, m)
	}
	got := tracer(t).Trace(members)
	for v, e := range got.Edges {
		if math.Abs(e.RootP-got.Edges[0].RootP) > 1e-9 {
			t.Errorf("member %d has no source here with %v, the first with %v", v, e.RootP, got.Edges[0].RootP)
		}
		if e.Parent != trace.Unseen && len(e.Identical) != 1 {
			t.Errorf("member %d: %v are as good as its parent, want one", v, e.Identical)
		}
	}
}

// The order of members changes no probability.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr, err := trace.NewTracer()
		if err != nil {
			t.Fatal(err)
		}
		members := story()
		want := tr.Trace(members)
		perm := rapid.Permutation([]int{0, 1, 2, 3}).Draw(t, "order")
		shuffled := make([]*trace.Member, len(perm))
		for i, k := range perm {
			shuffled[i] = members[k]
		}
		got := tr.Trace(shuffled)
		for i, k := range perm {
			if math.Abs(got.Edges[i].P-want.Edges[k].P) > 1e-6 || got.Edges[i].Agency != want.Edges[k].Agency {
				t.Fatalf("member %s: %v of %s in one order, %v of %s in another", members[k].ID,
					want.Edges[k].P, want.Edges[k].Agency, got.Edges[i].P, got.Edges[i].Agency)
			}
		}
	})
}

// Any members at all: no panic, and probabilities.
func TestAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr, err := trace.NewTracer()
		if err != nil {
			t.Fatal(err)
		}
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", words(3, 50), words(3, 90), words(4, 60)}))
		var members []*trace.Member
		for i := range rapid.IntRange(0, 7).Draw(t, "n") {
			m := member(fmt.Sprint(i), rapid.SampledFrom([]string{"", "a.example", "b.example"}).Draw(t, "outlet"),
				text.Draw(t, "text"), rapid.Int64Range(-1<<30, 1<<30).Draw(t, "minute"))
			m.Title, m.Feed = text.Draw(t, "title"), rapid.SampledFrom([]string{"", "", "Tidewire"}).Draw(t, "feed")
			members = append(members, m)
		}
		got := tr.Trace(members)
		n := 0
		for _, r := range got.Reports() {
			n += r.Articles
		}
		if n != len(members) {
			t.Fatalf("reports hold %d of %d articles", n, len(members))
		}
		for v, e := range got.Edges {
			if !(e.P >= 0 && e.P <= 1+1e-9 && e.RootP >= 0 && e.AgencyP >= 0 && e.AgencyP <= 1) {
				t.Fatalf("member %d: %+v", v, e)
			}
			c := got.Cover(members[v])
			at := 0
			for _, p := range trace.Passages(members[v], []*trace.Coverage{c}) {
				if p.Start < at || p.End <= p.Start || p.End > len(members[v].Text) {
					t.Fatalf("passage %+v after %d of %d bytes", p, at, len(members[v].Text))
				}
				at = p.End
				if from, to, ok := c.Place(p); ok && (from >= to || to > len(members[c.Source].Text)) {
					t.Fatalf("place [%d,%d) of %d bytes", from, to, len(members[c.Source].Text))
				}
			}
		}
	})
}

// An article merged from two wires comes apart, its own words between them.
func TestPassages(t *testing.T) {
	one, two, own := words(5, 200), words(6, 200), words(7, 60)
	half := func(s string) string { return s[:strings.LastIndex(s[:len(s)/2], " ")] }
	merged := member("m", "paper.example", half(one)+"\n"+own+"\n"+half(two), 50)
	first := []*trace.Member{member("a", "a.example", one, 0), merged, member("c", "c.example", one, 9)}
	second := []*trace.Member{member("x", "x.example", two, 0), member("y", "y.example", two, 5)}
	tr := tracer(t)
	mine, theirs := tr.Trace(first).Cover(merged), tr.Trace(second).Cover(merged)
	got := trace.Passages(merged, []*trace.Coverage{mine, theirs})
	var owners []int
	for _, p := range got {
		owners = append(owners, p.Story)
	}
	if diff := cmp.Diff([]int{0, trace.Own, 1}, owners); diff != "" {
		t.Fatalf("owners (-want +got):\n%s", diff)
	}
	if s := merged.Text[got[1].Start:got[1].End]; s != own {
		t.Errorf("own words: %q, want %q", s, own)
	}
	from, to, ok := theirs.Place(got[2])
	if !ok || from != 0 || !strings.HasPrefix(merged.Text[got[2].Start:], two[from:to]) {
		t.Errorf("the second wire's passage is at [%d,%d) %v there", from, to, ok)
	}
}

func TestReports(t *testing.T) {
	house := func(id, owner, text string, minute int64) *trace.Member {
		m := member(id, id+".example", text, minute)
		m.House = owner
		return m
	}
	statement := words(8, 40)
	members := []*trace.Member{
		house("a", "", words(9, 200)+" "+statement, 0),
		house("b", "", words(10, 200)+" "+statement, 3000),
		house("c", "Press Group", words(11, 200)+" "+statement, 6000),
		house("d", "Press Group", words(12, 200)+" "+statement, 9000),
	}
	got := tracer(t).Trace(members).Reports()
	if len(got) != 3 {
		t.Fatalf("%d reports, want 3: %+v", len(got), got)
	}
	i := slices.IndexFunc(got, func(r trace.Report) bool { return r.Why != "" })
	if i < 0 || got[i].Why != "what Press Group alone has counts once" || got[i].Articles != 2 {
		t.Errorf("the house's reports: %+v", got)
	}
}

// Two texts that one outlet has both of stay two reports.
func TestReportsOfOneOutlet(t *testing.T) {
	one, two := words(13, 200), words(14, 200)
	members := []*trace.Member{
		member("a", "a.example", one, 0), member("b", "b.example", one, 1), member("c", "b.example", two, 2), member("d", "d.example", two, 3),
	}
	if got := tracer(t).Trace(members).Reports(); len(got) != 2 {
		t.Errorf("%d reports, want 2: %+v", len(got), got)
	}
}

func TestReader(t *testing.T) {
	registry, err := credit.Load()
	if err != nil {
		t.Fatal(err)
	}
	if registry, err = registry.With([]credit.Agency{{Name: "Tidewire", Domains: []string{"tidewire.example"}}}); err != nil {
		t.Fatal(err)
	}
	r := trace.Reader{
		Registry: registry, Clocks: &clock.Clocks{},
		Feeds: map[string]string{"feed.example": "Tidewire"}, Owners: map[string]string{"b.example": "Press Group"},
	}
	for _, tt := range []struct{ source, text, agency, feed, arm, house string }{
		{"feed.example", "", "Tidewire", "Tidewire", "", ""},
		{"tidewire.example", "", "Tidewire", "Tidewire", "", ""},
		{"tidewire.example", "NORHAVEN (AP) - A boat came in.", "AP", "", "Tidewire", ""},
		{"washingtonpost.com", "NORHAVEN (AP) - A boat came in.", "AP", "", "WPNS", ""},
		{"rnd.de", "Ein Boot kam an.\n\nRND/dpa", "dpa", "", "RND", ""},
		{"b.example", "Ein Boot kam an.\n\nRND/dpa", "RND", "", "", "Press Group"},
		{"b.example", "NORHAVEN (Tidewire) - A boat came in.", "Tidewire", "", "", "Press Group"},
		{"b.example", "A boat came in.", "", "", "", "Press Group"},
	} {
		m := r.Read(&article.Article{ID: "a", Source: tt.source, Text: tt.text})
		name := ""
		if list := tracer(t).Agencies(m); len(list) > 0 && list[0].P > .5 {
			name = list[0].Agency
		}
		if name != tt.agency || m.Feed != tt.feed || m.Arm != tt.arm || m.House != tt.house {
			t.Errorf("%s %q: agency %q, feed %q, arm %q, house %q", tt.source, tt.text, name, m.Feed, m.Arm, m.House)
		}
	}
}

// A newspaper's syndicate is named by more than the newspaper's name alone.
func TestSyndicateByNameAlone(t *testing.T) {
	registry, err := credit.Load()
	if err != nil {
		t.Fatal(err)
	}
	r := trace.Reader{Registry: registry, Clocks: &clock.Clocks{}}
	read := func(id, source, text string) *trace.Member {
		return r.Read(&article.Article{ID: id, Source: source, Text: text})
	}
	body, tail := words(3, 150), "\n\nCopyright 2024 The Associated Press. All rights reserved."
	for _, tt := range []struct {
		name string
		p    float64 // bound of the syndicate's probability
		text string
	}{
		{"its own report", .3, body}, {"of another agency", 0, body + tail},
	} {
		of := func(list []trace.AgencyP) (p float64) {
			for _, x := range list {
				if x.Agency == "WPNS" {
					p = x.P
				}
			}
			return p
		}
		m := read("a", "washingtonpost.com", tt.text)
		if p := of(tracer(t).Agencies(m)); p > tt.p {
			t.Errorf("%s, alone: p %.2f", tt.name, p)
		}
		o := read("b", "b.example", words(3, 100))
		if p := of(tracer(t).Trace([]*trace.Member{m, o}).Edges[0].Agencies); p > tt.p {
			t.Errorf("%s, with a copy: p %.2f", tt.name, p)
		}
	}
}

func TestParse(t *testing.T) {
	m, err := trace.Load()
	if err != nil {
		t.Fatal(err)
	}
	if m.Version == "" || m.Version != trace.Version() || m.FittedOn == "" {
		t.Errorf("version %q, fitted on %q", m.Version, m.FittedOn)
	}
	for _, s := range []string{"", "{}", "[]", `{"temperature":1}`, `{"edge_features":[]}`} {
		if _, err := trace.Parse([]byte(s)); err == nil {
			t.Errorf("%q is a model", s)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"version":"x","temperature":1}`))
	f.Fuzz(func(_ *testing.T, data []byte) {
		if m, err := trace.Parse(data); err == nil {
			trace.WithModel(m).Trace(story())
		}
	})
}

func manyPrints(n int) []*trace.Member {
	var out []*trace.Member
	text := strings.Fields(words(20, 500))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		own := slices.Clone(text[:100+r.IntN(400)])
		for range r.IntN(20) {
			own[r.IntN(len(own))] = fmt.Sprintf("e%d", r.IntN(1000))
		}
		out = append(out, member(fmt.Sprint(i), fmt.Sprintf("o%d.example", i%60), strings.Join(own, " "), int64(r.IntN(3000))))
	}
	return out
}

func TestManyPrints(t *testing.T) {
	got := tracer(t).Trace(manyPrints(320)) // beyond what is weighed pair by pair and counted exactly
	for v, e := range got.Edges {
		if !(e.P > 0 && e.P <= 1+1e-9) {
			t.Fatalf("member %d: %v", v, e.P)
		}
	}
}

func BenchmarkTrace(b *testing.B) {
	for _, n := range []int{8, 100, 2000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			members, tr := manyPrints(n), tracer(b)
			for b.Loop() {
				t := tr.Trace(members)
				for _, m := range members {
					trace.Passages(m, []*trace.Coverage{t.Cover(m)})
				}
			}
		})
	}
}
