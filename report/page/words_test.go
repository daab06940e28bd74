package page

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/report"
)

// TestLikelihoodTable holds the printed table to the words that are used.
func TestLikelihoodTable(t *testing.T) {
	var words []string
	for p := 1000; p >= 0; p-- {
		if w := report.Likelihood(float64(p) / 1000); len(words) == 0 || words[len(words)-1] != w {
			words = append(words, w)
		}
	}
	var table []string
	for _, r := range likelihoodTable() {
		table = append(table, r.Words)
	}
	if diff := cmp.Diff(words, table); diff != "" {
		t.Errorf("the table (+) is not that of report.Likelihood (-):\n%s", diff)
	}
	for p, want := range map[float64]string{.96: "above 95%", .95: "above 80%, to 95%", .8: "above 55%, to 80%", .55: "45% to 55%", .45: "45% to 55%", .44: "20% to below 45%", .2: "20% to below 45%", .05: "5% to below 20%", .04: "below 5%"} {
		i := slices.Index(table, report.Likelihood(p))
		if got := likelihoodTable()[i].From; got != want {
			t.Errorf("%v is in the row %q, want %q", p, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for _, test := range []struct{ name, got, want string }{
		{"one line", legible(" a\r\nb\tc\u2028d "), "a b c d"},
		{"turned around", legible("a\u202egnp.exe"), "a\ufffdgnp.exe"},
		{"escape", legible("\x1b[2J"), "\ufffd[2J"},
		{"not UTF-8", legible("a\xffb"), "a\ufffdb"},
		{"joiners", legible("می\u200cخواهم"), "می\u200cخواهم"},
		{"tower of marks", legible("Z" + strings.Repeat("\u0301", 99)), "Z" + strings.Repeat("\u0301", maxMarks)},
		{"plain argument", argument("c864c90dfd39b5f24"), "c864c90dfd39b5f24"},
		{"quoted argument", argument("it's $HOME"), `'it'\''s $HOME'`},
		{"flag as argument", argument("-rf"), "'-rf'"},
		{"empty argument", argument(""), "''"},
		{"file", fileName("p001"), "p001.html"},
		{"file of a path", fileName("../../etc/passwd"), "page.html"},
		{"seconds", lasting(38), "38 s"},
		{"minutes", lasting(14*minute + 20), "14 min"},
		{"hours", lasting(26*hour + 5*minute), "26 h 5 min"},
		{"days", lasting(3*day + 4*hour), "3 d 4 h"},
		{"years", lasting(6*365*day + 2*day), "6 y 2 d"},
		{"before", lasting(-5 * minute), "−5 min"},
		{"nearly all", percent(.999), "99%"},
		{"nearly none", percent(.001), "<1%"},
		{"certain", report.Chance(1), "over 99%"},
		{"impossible", report.Chance(0), "under 1%"},
		{"likely", likely(.7), "likely, 70%"},
		{"thousands", report.Number(1234567), "1,234,567"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.got != test.want {
				t.Errorf("%q, want %q", test.got, test.want)
			}
		})
	}
}

// TestMoment sees that a time is stated as it is known, and no better.
func TestMoment(t *testing.T) {
	at := func(s string) article.Time { return article.ParseTime(s, "field") }
	for _, test := range []struct {
		name  string
		a     article.Article
		clock *report.ClockView
		text  string
		note  string
	}{
		{"to the second", article.Article{Published: at("2024-05-06T08:10:30Z")}, &report.ClockView{Known: true, Clock: "published", Precise: true, Bounded: true}, "Mon 6 May 2024, 08:10 UTC", ""},
		{"a date", article.Article{Published: at("2024-05-06")}, &report.ClockView{Known: true, Clock: "published", Bounded: true, Flags: []string{"date-only"}}, "Mon 6 May 2024", "a date without a time"},
		{"a year", article.Article{Published: at("2024")}, nil, "2024", "a year without a time"},
		{"fetched", article.Article{Fetched: at("2024-05-06T08:10:30Z")}, &report.ClockView{Known: true, Clock: "fetched", Flags: []string{"fetched-only"}}, "by Mon 6 May 2024, 08:10 UTC", "fetched then, so it had appeared by then"},
		{"no zone", article.Article{Published: at("2024-05-06T08:10:30")}, &report.ClockView{Known: true, Clock: "published", Precise: true, Bounded: true, Flags: []string{"zoneless"}}, "Mon 6 May 2024, 08:10", "no zone given"},
		{"corrected", article.Article{Published: at("2024-05-06T08:10:30Z")}, &report.ClockView{Known: true, Clock: "published", Precise: true, Bounded: true, Offset: -2 * hour}, "Mon 6 May 2024, 06:10 UTC", "printed as Mon 6 May 2024, 08:10 UTC; this outlet’s clock is off by −2 h"},
		{"in the future", article.Article{Published: at("2031-01-01T00:00:00Z"), Fetched: at("2024-05-07T12:55:00Z")}, &report.ClockView{Known: true, Clock: "published", Precise: true, Bounded: true, Flags: []string{"after-fetch"}}, "by Tue 7 May 2024, 12:55 UTC", "fetched then, so it had appeared by then; its own clock says Wed 1 Jan 2031, which is later and so not trusted"},
		{"none", article.Article{}, &report.ClockView{}, "not known", "neither a time of publication nor of the crawl"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := report.MemberView{Article: test.a}
			if test.clock != nil {
				m.Traced = &report.SourceView{Clock: *test.clock}
			}
			if got := momentOf(&m); got.Text != test.text || got.Note != test.note {
				t.Errorf("%q (%q), want %q (%q)", got.Text, got.Note, test.text, test.note)
			}
		})
	}
}

// TestScale sees that time runs to the right, within bounds, and that one odd year does not
// squeeze a day.
func TestScale(t *testing.T) {
	base := int64(1714543800)
	s := newScale([]int64{0, base, base + hour, base + 10*hour, base + 20*hour}, 100, 900, breakWidth)
	if len(s.pieces) != 2 {
		t.Fatalf("%d pieces, want 2: %+v", len(s.pieces), s.pieces)
	}
	if width := s.x(base+20*hour) - s.x(base); width < 600 {
		t.Errorf("a day has %.0f of 800 units next to an article of 1970", width)
	}
	last := 0.0
	for _, at := range []int64{-day, 0, day, base - day, base, base + hour, base + 20*hour, base + 99*day} {
		x := s.x(at)
		if x < last || x < 100 || x > 900 {
			t.Errorf("x(%d) = %.1f after %.1f, outside of 100 to 900 or to the left", at, x, last)
		}
		last = x
	}
	ticks := s.ticks(84)
	if !slices.ContainsFunc(ticks, func(k tick) bool { return k.Break && strings.HasPrefix(k.Label, "54 y") }) {
		t.Errorf("no mark tells that 54 years are left out: %+v", ticks)
	}
	if night := newScale([]int64{0, hour, 20 * hour, 21 * hour}, 0, 100, breakWidth); len(night.pieces) != 1 {
		t.Error("a night is left out")
	}
	if none := newScale(nil, 3, 9, breakWidth); none.x(5) != 3 || len(none.ticks(10)) != 0 {
		t.Error("an empty scale has marks")
	}
}

// TestHeat sees that text is neither lost nor doubled, and that offsets are those of the record.
func TestHeat(t *testing.T) {
	s := &report.Survival{
		Base: "a", Text: "One two three. Four!\n\nFive six\nShare this", Members: 4, Outlets: 3,
		Runs: []report.SurvivalRun{{Start: 0, End: 7, Members: 4, Outlets: 3}, {Start: 8, End: 19, Members: 2, Outlets: 1}, {Start: 22, End: 30}},
	}
	h := newHeat(s)
	var text []string
	for _, p := range h.Paragraphs {
		line := ""
		for _, part := range p.Parts {
			line += part.Text
			if part.Level != "" && !strings.HasPrefix(part.Text, s.Text[part.Start:part.End]) {
				t.Errorf("part %d to %d is %q", part.Start, part.End, part.Text)
			}
		}
		text = append(text, p.Gutter+"|"+line)
	}
	want := []string{"1–3 of 3|One two three. Four!", "0 of 3|Five six", "furniture|Share this"}
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("paragraphs (-want +got):\n%s", diff)
	}
	if newHeat(nil) != nil || newHeat(&report.Survival{Text: "x", Members: 0, Runs: s.Runs}) != nil {
		t.Error("a heat of nothing")
	}
	s.Runs = []report.SurvivalRun{{Start: -5, End: 900, Members: 4, Outlets: 3}, {Start: 3, End: 2}}
	if got := newHeat(s); len(got.Strip) != 0 {
		t.Errorf("runs outside of the text are drawn: %+v", got.Strip)
	}
}
