package trace_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/trace"
	"github.com/wiretrace/wiretrace/trace/clock"
)

// pair is an early article and a later one, by as many seconds, that share a text.
type pair struct {
	early, late        []string // words
	fetched, datesOnly bool
}

func (p *pair) trace(t *trace.Tracer, gap int64) *trace.Trace {
	at := func(unix int64) article.Article {
		a := article.Article{Published: article.Time{Unix: unix, Precision: article.PrecisionSecond, Zone: true}}
		if p.datesOnly {
			a.Published = article.Time{Unix: unix - unix%86400, Precision: article.PrecisionDay}
		}
		if p.fetched {
			a.Fetched = article.Time{Unix: unix + 3600, Precision: article.PrecisionSecond, Zone: true}
			if p.datesOnly {
				a.Fetched.Unix += 86400
			}
		}
		return a
	}
	var clocks clock.Clocks
	make := func(id string, words []string, unix int64) *trace.Member {
		a := at(unix)
		m := &trace.Member{ID: id, Outlet: id + ".example", Text: strings.Join(words, " "), Clock: clocks.Read(id+".example", &a)}
		if a.Fetched.Known() {
			m.Fetched = a.Fetched.Unix
		}
		return m
	}
	const start = 1_700_000_000 - 1_700_000_000%86400 + 12*3600
	return t.Trace([]*trace.Member{make("a", p.early, start), make("b", p.late, start+gap)})
}

func drawPair(t *rapid.T) *pair {
	text := strings.Fields(words(rapid.IntRange(1, 50).Draw(t, "text"), 250))
	own := strings.Fields(words(rapid.IntRange(51, 90).Draw(t, "own"), 250))
	part := func(name string) []string {
		list := text[:rapid.IntRange(60, 250).Draw(t, name+" keeps")]
		return append(append([]string(nil), list...), own[:rapid.IntRange(0, 120).Draw(t, name+" adds")]...)
	}
	p := &pair{fetched: rapid.Bool().Draw(t, "fetched"), datesOnly: rapid.Bool().Draw(t, "dates")}
	if rapid.Bool().Draw(t, "equal") {
		p.early, p.late = text, text
	} else {
		p.early, p.late = part("early"), part("late")
	}
	return p
}

// That more time lies between two articles never makes it less likely that the earlier is
// the source, nor more likely that the later is.
func TestLongerGapsKeepTheOrder(t *testing.T) {
	tr := tracer(t)
	gaps := []int64{60, 900, 3600, 6 * 3600, 86400, 2 * 86400, 3 * 86400, 5 * 86400, 9 * 86400, 30 * 86400, 100 * 86400, 1000 * 86400}
	rapid.Check(t, func(t *rapid.T) {
		p := drawPair(t)
		var forth, back float64
		for i, gap := range gaps {
			if p.datesOnly && gap < 86400 {
				continue
			}
			got := p.trace(tr, gap)
			f, b := chance(got, 1, 0), chance(got, 0, 1)
			if f < forth-1e-9 || i > 0 && back > 0 && b > back+1e-9 {
				t.Fatalf("%d s apart: the earlier is the source with %v (before %v), the later with %v (before %v)", gap, f, forth, b, back)
			}
			forth, back = f, b
		}
	})
}

// chance returns the probability that u is the source of v, as far as it is known.
func chance(t *trace.Trace, v, u int) float64 {
	e := &t.Edges[v]
	switch {
	case e.Parent == u:
		return e.P
	case e.Second == u:
		return e.SecondP
	}
	return 0
}

// Of two equal texts the earlier is the source, however late the copy is, and whatever is
// known of clocks.
func TestLateCopies(t *testing.T) {
	tr := tracer(t)
	text := strings.Fields(words(3, 255))
	for _, fetched := range []bool{true, false} {
		for _, dates := range []bool{true, false} {
			for _, days := range []int64{1, 2, 3, 5, 9, 100, 2000} {
				p := &pair{early: text, late: text, fetched: fetched, datesOnly: dates}
				got := p.trace(tr, days*86400)
				sure := !dates || days > 2 // a day or two are within what zones and print days explain
				if got.Edges[0].Parent != trace.Unseen || sure && got.Edges[1].Parent != 0 || chance(got, 1, 0) <= chance(got, 0, 1) {
					t.Errorf("fetched %v, dates %v, %d days: %+v", fetched, dates, days, got.Edges)
				}
			}
		}
	}
}

// Where the only clock contradicts the text, nothing is sure, and the evidence says so.
func TestContradictingClock(t *testing.T) {
	tr := tracer(t)
	whole := strings.Fields(words(4, 400))
	cut := append(append([]string(nil), whole[:240]...), strings.Fields(words(95, 20))...)
	p := &pair{early: cut, late: whole}
	e := p.trace(tr, 211*86400).Edges[0]
	if e.Parent == 1 && e.P > .6 {
		t.Errorf("the later article is the source with %v", e.P)
	}
	for _, x := range e.Evidence {
		if e.Parent == 1 && x.Kind == "time" && x.Weight >= 0 {
			t.Errorf("a contradicting clock speaks for the parent: %+v", x)
		}
	}
}
