package dedup_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
)

// clustersOf links sheets and returns the clusters of their ids.
func clustersOf(t *testing.T, sheets []sheet) ([][]string, map[string][]string) {
	t.Helper()
	st := openStore(t, t.TempDir())
	return ids(t, st, linkedSheets(t, st, sheets, dedup.Options{}))
}

// together returns the cluster that has an id.
func together(clusters [][]string, id string) []string {
	for _, c := range clusters {
		if slices.Contains(c, id) {
			return c
		}
	}
	return nil
}

// bot returns n events of a form, each printed by two outlets.
func bot(n int, clock func(event int) float64, text func(event int) string) []sheet {
	var out []sheet
	for i := range n {
		for k, outlet := range []string{"quakes.example", "coast.example"} {
			out = append(out, sheet{
				ID: fmt.Sprintf("e%02d%c", i, 'a'+k), Source: outlet, Published: day(0, clock(i)+float64(k)), Text: text(i),
			})
		}
	}
	return out
}

// TestEventsOfAFormAreApart: the reports that a program writes are a story each, whether a
// day or an hour lies between them, in every language.
func TestEventsOfAFormAreApart(t *testing.T) {
	quake := func(i int) string {
		return fmt.Sprintf("A quake of magnitude %d.%d was felt %d kilometres south of Norhaven at %d:%02d, the institute said. "+
			"It lay %d kilometres deep. No damage was reported. A program wrote this report from data of the institute.",
			2+i%4, i%10, 11+7*i, i%24, 13+i, 31+5*i)
	}
	deaths := func(i int) string {
		return fmt.Sprintf("В області зареєстровано %d нових випадків хвороби, повідомило управління охорони здоров’я. "+
			"До лікарень потрапили %d людей, одужали %d. За тиждень на 100 тисяч жителів припадає %d випадків. "+
			"Управління нагадує про щеплення та просить залишатися вдома у разі хвороби.", 103+17*i, 21+3*i, 77+11*i, 57+2*i)
	}
	for _, c := range []struct {
		name  string
		clock func(int) float64
		text  func(int) string
	}{
		{"quakes, days apart", func(i int) float64 { return float64(24 * i) }, quake},
		{"quakes, hours apart", func(i int) float64 { return 3 * float64(i) }, quake},
		{"infections, days apart", func(i int) float64 { return float64(24 * i) }, deaths},
	} {
		clusters, _ := clustersOf(t, append(bot(12, c.clock, c.text), newWriter(3).background(10)...))
		for i := range 12 {
			want := []string{fmt.Sprintf("e%02da", i), fmt.Sprintf("e%02db", i)}
			if got := together(clusters, want[0]); !slices.Equal(got, want) {
				t.Errorf("%s: cluster %v, want %v", c.name, got, want)
			}
		}
	}
}

// TestRoundupBringsNoStoriesTogether: a page that prints two stories whole, each of which
// stands once more, is with one of them at most.
func TestRoundupBringsNoStoriesTogether(t *testing.T) {
	w := newWriter(5)
	one, two := w.prints("s", w.paragraphs(5), 1)[0], w.prints("t", w.paragraphs(4), 1)[0]
	page := sheet{ID: "m", Source: "digest.example", Published: day(0, 20), Text: one.Text + "\n\n" + two.Text}
	clusters, _ := clustersOf(t, append([]sheet{one, two, page}, w.background(10)...))
	if c := together(clusters, one.ID); slices.Contains(c, two.ID) {
		t.Errorf("two stories in one cluster: %v", c)
	}
}

// TestAnotherOrderIsOneStory: a text whose paragraphs or sentences are all there in another
// order, under another headline, is the same story.
func TestAnotherOrderIsOneStory(t *testing.T) {
	w := newWriter(8)
	paragraphs := w.paragraphs(6)
	sentences := strings.SplitAfter(strings.Join(paragraphs, " "), ". ")
	moved := []string{paragraphs[3], paragraphs[0], paragraphs[5], paragraphs[1], paragraphs[4], paragraphs[2]}
	sentences = sentences[:min(len(sentences), 11)] // an alignment has 12 chains
	reversed := slices.Clone(sentences)
	slices.Reverse(reversed)
	for name, texts := range map[string][2]string{
		"paragraphs": {strings.Join(paragraphs, "\n"), strings.Join(moved, "\n")},
		"sentences":  {strings.Join(sentences, " "), strings.Join(reversed, " ")},
	} {
		clusters, _ := clustersOf(t, append([]sheet{
			{ID: "a", Source: "north.example", Title: "Tram line backed", Published: day(0, 8), Text: texts[0]},
			{ID: "b", Source: "south.example", Title: "What the council wants", Published: day(0, 12), Text: texts[1]},
		}, w.background(10)...))
		if c := together(clusters, "a"); !slices.Contains(c, "b") {
			t.Errorf("%s in another order: cluster %v", name, c)
		}
	}
}

// TestNewsletterJoinsNothing: a page that prints half of three stories is in none of their
// clusters, and is reported to print each.
func TestNewsletterJoinsNothing(t *testing.T) {
	w := newWriter(6)
	var sheets []sheet
	var parts []string
	for _, name := range []string{"r", "s", "t"} {
		story := w.paragraphs(6)
		sheets = append(sheets, w.prints(name, story, 3)...)
		parts = append(parts, story[:4]...)
	}
	sheets = append(sheets, sheet{ID: "news", Source: "digest.example", Published: day(1, 8), Text: strings.Join(parts, "\n")})
	st := openStore(t, t.TempDir())
	c := linkedSheets(t, st, append(sheets, w.background(10)...), dedup.Options{})
	clusters, also := ids(t, st, c)
	if k := together(clusters, "news"); k != nil {
		t.Errorf("the newsletter is in cluster %v", k)
	}
	if len(also["news"]) != 3 {
		t.Errorf("the newsletter is reported to print %v, want three stories", also["news"])
	}
	if len(c.Pages) != 1 || c.Pages[0].Kind != generation.PageSeveral {
		t.Errorf("pages %v, want one of several stories", c.Pages)
	}
}

// TestPostBringsNoReportsTogether: reports of two desks that print one post are two stories; the
// post alone, printed twice, is one text.
func TestPostBringsNoReportsTogether(t *testing.T) {
	post := "The great harbour swim and I have parted over the winter. I mean, not over the whole winter, no wave was " +
		"the one that ended it, no wave at all. We just live on different shores and the water got cold. Thought I should " +
		"tell you all so that you stop asking me how the harbour is — Alma Verrin (@almaverrin) February 5, 2024"
	report := func(id, outlet string, seed uint64) sheet {
		w := newWriter(seed)
		return sheet{ID: id, Source: outlet, Published: day(0, float64(seed)), Text: w.paragraphs(1)[0] + "\n\n" + post + "\n\n" + w.paragraphs(1)[0]}
	}
	reports := []sheet{report("a", "a.example", 3), report("b", "b.example", 4), report("c", "c.example", 5)}
	clusters, _ := clustersOf(t, append(reports, newWriter(9).background(10)...))
	for _, s := range reports {
		if got := together(clusters, s.ID); len(got) > 1 {
			t.Errorf("the report %s is in the cluster %v", s.ID, got)
		}
	}
	posts := []sheet{
		{ID: "p", Source: "p.example", Published: day(0, 1), Text: post}, {ID: "q", Source: "q.example", Published: day(0, 2), Text: post + " Editing by the desk"},
	}
	clusters, _ = clustersOf(t, append(posts, newWriter(9).background(10)...))
	if got := together(clusters, "p"); !slices.Equal(got, []string{"p", "q"}) {
		t.Errorf("the post is in the cluster %v", got)
	}
}
