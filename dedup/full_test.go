package dedup_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/store"
)

// A sheet is an input line with all that linking by passages reads.
type sheet struct {
	ID        string `json:"id"`
	Source    string `json:"source"`
	Title     string `json:"title,omitempty"`
	Published string `json:"published,omitempty"`
	Updated   string `json:"updated,omitempty"`
	Status    string `json:"status,omitempty"`
	Fetched   string `json:"fetched,omitempty"`
	Text      string `json:"text"`
}

// day returns a time of day in a row of days.
func day(n int, hour float64) string {
	return time.Unix(1714521600, 0).UTC().Add(time.Duration(24*float64(n)*float64(time.Hour)) + time.Duration(hour*float64(time.Hour))).Format(time.RFC3339)
}

// A writer invents texts: the same seed invents the same.
type writer struct {
	r     *rand.Rand
	vocab []string
}

func newWriter(seed uint64) *writer {
	w := &writer{r: rand.New(rand.NewPCG(seed, 11))}
	for range 4000 {
		var b strings.Builder
		for range 2 + w.r.IntN(9) {
			b.WriteByte(byte('a' + w.r.IntN(26)))
		}
		w.vocab = append(w.vocab, b.String())
	}
	return w
}

func (w *writer) sentence() string {
	words := make([]string, 10+w.r.IntN(14))
	for i := range words {
		words[i] = w.vocab[w.r.IntN(len(w.vocab))]
	}
	return strings.ToUpper(words[0][:1]) + words[0][1:] + " " + strings.Join(words[1:], " ") + "."
}

// paragraphs returns n paragraphs of two to four sentences.
func (w *writer) paragraphs(n int) []string {
	out := make([]string, n)
	for i := range out {
		s := w.sentence()
		for range 1 + w.r.IntN(3) {
			s += " " + w.sentence()
		}
		out[i] = s
	}
	return out
}

// prints returns n prints of a story by n outlets: whole ones, some cut from
// the bottom, with an edit or two.
func (w *writer) prints(name string, story []string, n int) []sheet {
	var out []sheet
	for i := range n {
		ps := slices.Clone(story[:len(story)-w.r.IntN(1+len(story)/3)])
		for range w.r.IntN(3) {
			k := w.r.IntN(len(ps))
			words := strings.Fields(ps[k])
			words[w.r.IntN(len(words))] = w.vocab[w.r.IntN(len(w.vocab))]
			ps[k] = strings.Join(words, " ")
		}
		out = append(out, sheet{
			ID: fmt.Sprintf("%s%03d", name, i), Source: fmt.Sprintf("%s%d.example", name, i),
			Published: day(0, 24*w.r.Float64()), Text: strings.Join(ps, "\n"),
		})
	}
	return out
}

// sheetLines returns sheets as records, a line each.
func sheetLines(t testing.TB, sheets []sheet) (lines []string) {
	t.Helper()
	for _, s := range sheets {
		line, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(line))
	}
	return lines
}

// linkedSheets stores and links articles.
func linkedSheets(t testing.TB, st *store.Store, sheets []sheet, o dedup.Options) *generation.Conclusions {
	t.Helper()
	src := ingest.Open([]string{"-"}, strings.NewReader(strings.Join(sheetLines(t, sheets), "\n")), ingest.Options{})
	_, err := dedup.Ingest(t.Context(), st, src, o)
	if err = errors.Join(err, src.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := dedup.Link(t.Context(), st, o); err != nil {
		t.Fatal(err)
	}
	c, err := read(st, generation.Load)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ids returns the members of each cluster by id, and the further clusters of
// each article by their first members.
func ids(t *testing.T, st *store.Store, c *generation.Conclusions) (clusters [][]string, also map[string][]string) {
	t.Helper()
	also = map[string][]string{}
	err := st.View(func(v *store.View) error {
		first := map[string]string{}
		name := func(d store.Doc) (string, error) {
			a, err := v.Meta(d)
			return strings.Clone(a.ID), err
		}
		for _, k := range c.Clusters {
			var members []string
			for _, d := range k.Members {
				id, err := name(d)
				if err != nil {
					return err
				}
				members = append(members, id)
			}
			slices.Sort(members)
			first[k.ID] = members[0]
			clusters = append(clusters, members)
		}
		for _, m := range c.Also {
			id, err := name(m.Doc)
			if err != nil {
				return err
			}
			also[id] = append(also[id], first[m.Cluster])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(clusters, slices.Compare[[]string])
	return clusters, also
}

// TestMergedArticleIsOfBoth: an article merged of two wires is a member of one
// cluster and also of the other; what stands in one alone is not.
func TestMergedArticleIsOfBoth(t *testing.T) {
	w := newWriter(1)
	a, b := w.paragraphs(6), w.paragraphs(6)
	sheets := append(w.prints("a", a, 5), w.prints("b", b, 5)...)
	sheets = append(sheets, sheet{
		ID: "merged", Source: "m.example", Published: day(1, 3),
		Text: strings.Join(append(append(w.paragraphs(1), a[:4]...), b[:4]...), "\n"),
	})
	st := openStore(t, t.TempDir())
	clusters, also := ids(t, st, linkedSheets(t, st, sheets, dedup.Options{}))
	want := map[string][]string{"merged": {"a000"}}
	if len(clusters) == 2 && slices.Contains(clusters[0], "merged") {
		want["merged"] = []string{"b000"}
	}
	if diff := cmp.Diff(want, also); diff != "" || len(clusters) != 2 {
		t.Errorf("clusters %v; also (-want +got):\n%s", clusters, diff)
	}
}

// bulletin is a report made from a template with other figures.
func bulletin(r *rand.Rand, i int) sheet {
	return sheet{
		ID: fmt.Sprintf("f%04d", i), Source: "river.example", Published: day(i/12, float64(i%12)*2),
		Text: fmt.Sprintf("The river authority reports a level of %d centimetres at the bridge of Norhaven at six in the morning, "+
			"%d centimetres below the day before. The ferry runs as planned and the lock is open until %d in the evening, as on every working day of this season. "+
			"In the past hours %d ships passed it, %d of them with timber. The authority asks skippers to keep to the channel. Code %d.",
			r.IntN(900), r.IntN(90), 1+r.IntN(9), r.IntN(400), r.IntN(99), r.IntN(9999)),
	}
}

func TestTemplateIsOfNoFurtherCluster(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	var sheets []sheet
	for i := range 60 {
		sheets = append(sheets, bulletin(r, i))
	}
	w := newWriter(2)
	sheets = append(sheets, w.prints("a", w.paragraphs(5), 6)...)
	st := openStore(t, t.TempDir())
	clusters, also := ids(t, st, linkedSheets(t, st, sheets, dedup.Options{}))
	if len(also) > 0 {
		t.Errorf("also %v of clusters %v", also, clusters)
	}
	sizes := []int{}
	for _, c := range clusters {
		sizes = append(sizes, len(c))
	}
	t.Logf("clusters of %v articles", sizes)
}

// TestWindow: an article of which it is known only when it was fetched may have
// stood there for long: it is near all that was published before.
func TestWindow(t *testing.T) {
	w := newWriter(4)
	story := w.paragraphs(6)
	first := sheet{ID: "a", Source: "a.example", Published: day(200, 0), Text: strings.Join(story, "\n")}
	tests := []struct {
		name, published, fetched string
		want                     bool
	}{
		{"within", day(210, 0), "", true},
		{"later", day(300, 0), "", false},
		{"earlier", day(100, 0), "", false},
		{"no clock", "", "", true},
		{"fetched later", "", day(300, 0), true},
		{"fetched soon", "", day(205, 0), true},
		{"fetched long before", "", day(100, 0), false},
		{"published and fetched later", day(300, 0), day(301, 0), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			other := sheet{ID: "b", Source: "b.example", Published: tt.published, Fetched: tt.fetched, Text: strings.Join(story[:5], "\n")}
			st := openStore(t, t.TempDir())
			c := linkedSheets(t, st, []sheet{first, other}, dedup.Options{Window: dedup.DefaultWindow})
			if got := len(c.Clusters) == 1; got != tt.want {
				t.Errorf("linked: %v, want %v", got, tt.want)
			}
		})
	}
}

// TestWindowOfPrints: a text that is printed again long after is near what is
// near one of its prints, and what lies between them, as with cluster.Options.
func TestWindowOfPrints(t *testing.T) {
	w := newWriter(8)
	story := w.paragraphs(6)
	whole, cut := strings.Join(story, "\n"), strings.Join(story[:5], "\n")
	for at, want := range map[int]bool{-40: false, 10: true, 100: true, 190: true, 240: false} {
		st := openStore(t, t.TempDir())
		c := linkedSheets(t, st, []sheet{
			{ID: "a", Source: "a.example", Published: day(0, 0), Text: whole},
			{ID: "b", Source: "b.example", Published: day(200, 0), Text: whole},
			{ID: "c", Source: "c.example", Published: day(at, 0), Text: cut},
		}, dedup.Options{Window: 30 * 24 * time.Hour})
		clusters, _ := ids(t, st, c)
		if got := len(clusters) == 1 && len(clusters[0]) == 3; got != want {
			t.Errorf("day %d: linked %v, want %v; %v", at, got, want, clusters)
		}
	}
}

// TestFurnitureLinksNothing: lines that an outlet prints under its articles
// make none of them a copy, and are found again in what is read later.
func TestFurnitureLinksNothing(t *testing.T) {
	w := newWriter(5)
	under := strings.Join([]string{w.sentence(), w.sentence(), w.sentence(), w.sentence(), w.sentence(), w.sentence()}, "\n\n")
	var sheets []sheet
	for i := range 14 {
		sheets = append(sheets, sheet{
			ID: fmt.Sprintf("n%02d", i), Source: "courier.example", Published: day(i, 0),
			Text: strings.Join(w.paragraphs(2+w.r.IntN(3)), "\n") + "\n\n" + under,
		})
	}
	copied := w.paragraphs(4)
	sheets = append(sheets,
		sheet{ID: "x", Source: "courier.example", Published: day(3, 0), Text: strings.Join(copied, "\n") + "\n" + under},
		sheet{ID: "y", Source: "gazette.example", Published: day(3, 0), Text: strings.Join(copied, "\n")})
	st := openStore(t, t.TempDir())
	c := linkedSheets(t, st, sheets, dedup.Options{})
	clusters, _ := ids(t, st, c)
	if diff := cmp.Diff([][]string{{"x", "y"}}, clusters); diff != "" {
		t.Errorf("clusters (-want +got):\n%s", diff)
	}
	if c.Lines.Len() != 6 {
		t.Errorf("%d lines of furniture, want 6", c.Lines.Len())
	}
	later := strings.Join(w.paragraphs(2), "\n") + "\n" + under
	if got := c.Lines.Mask(nil, "courier.example", later); len(got) != 6 {
		t.Errorf("%d lines masked of a new article, want 6", len(got))
	}
}

// joined makes n prints of a story, 60 short copies of it (every other one with
// a lead of its own, the others with an own end), and 40 other stories of three
// prints.
func joined(n int) []sheet {
	w := newWriter(6)
	story := w.paragraphs(8)
	sheets := w.prints("a", story, n)
	for i := range 60 {
		text := append([]string{w.sentence()}, story[1:4+w.r.IntN(3)]...)
		if i%2 == 0 {
			text = append(slices.Clone(story[:2+w.r.IntN(2)]), w.sentence())
		}
		sheets = append(sheets, sheet{
			ID: fmt.Sprintf("c%03d", i), Source: fmt.Sprintf("c%d.example", i), Published: day(0, 24*w.r.Float64()),
			Text: strings.Join(text, "\n"),
		})
	}
	for i := range 40 {
		sheets = append(sheets, w.prints(fmt.Sprintf("o%02d-", i), w.paragraphs(6), 3)...)
	}
	return sheets
}

// TestQualityNearIdentical holds what becomes of the prints of one story and their short
// copies as the story grows. Each text is compared with those that it shares
// most with, see anchor.Top, and pairs that were not compared speak against it;
// that many prints are one position, see collapse.go, keeps large stories whole.
func TestQualityNearIdentical(t *testing.T) {
	var out strings.Builder
	fmt.Fprintln(&out, "dedup on n prints of one story, 60 short copies of it and 40 other stories: sizes of the story's clusters")
	for _, n := range []int{5, 20, 100, 400} {
		st := openStore(t, t.TempDir())
		clusters, _ := ids(t, st, linkedSheets(t, st, joined(n), dedup.Options{}))
		others, largest := 0, 0
		var sizes []int
		for _, c := range clusters {
			switch {
			case !strings.HasPrefix(c[len(c)-1], "o"):
				sizes = append(sizes, len(c))
				largest = max(largest, len(c))
			case len(c) == 3 && c[0][:3] == c[2][:3]:
				others++
			default:
				t.Errorf("%d prints: another story is not whole, or joined: %v", n, c)
			}
		}
		slices.Sort(sizes)
		slices.Reverse(sizes)
		fmt.Fprintf(&out, "n %3d: %v of %d\n", n, sizes, n+60)
		if others != 40 || largest < n*39/40 {
			t.Errorf("%d prints: %d other stories, want 40; the largest cluster has %d articles", n, others, largest)
		}
	}
	golden(t, filepath.Join("..", "testdata", "quality", "near-identical.txt"), out.String())
}
