package dedup_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/trace/credit"
)

// pressroom is what testdata/press/newsroom.toml says.
func pressroom() generation.Newsroom {
	return generation.Newsroom{
		Agencies: []credit.Agency{
			{Name: "MERIDIAN", Title: "Meridian News Agency", Aliases: []string{"Meridian", "MNA"}, Domains: []string{"meridian-wire.example"}},
			{Name: "KONTOR", Aliases: []string{"Kontor", "Kontor Nachrichten", "Контор"}, Domains: []string{"kontor.example"}},
			{Name: "LEVANTE", Title: "Agence Levante", Aliases: []string{"Levante", "ليفانتي"}, Domains: []string{"levante.example"}},
		},
		Feeds: map[string]string{"kontor.example": "KONTOR", "levante.example": "LEVANTE"},
	}
}

// decodeAll reads a result file.
func decodeAll[T any](t *testing.T, file string) (out []T) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(file))
	for dec.More() {
		var x T
		if err := dec.Decode(&x); err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

func column(t *testing.T, name string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "press", name))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		out[f[0]] = f[1:]
	}
	return out
}

// texts returns the stored texts by id.
func texts(t *testing.T, st *store.Store) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := st.View(func(v *store.View) error {
		return v.EachMeta(0, func(d store.Doc, a *article.Article) error {
			text, err := v.Text(d)
			out[strings.Clone(a.ID)] = strings.Clone(text)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestQualitySources lists the press's articles whose source is named wrongly.
// Nothing was fitted on it.
func TestQualitySources(t *testing.T) {
	st, _ := linked(t, filepath.Join("..", "testdata", "press"), dedup.Options{Newsroom: pressroom()})
	files, same := results(t, st, dedup.Options{}), texts(t, st)
	agencies := map[string]string{}
	for _, a := range decodeAll[report.Article](t, files["articles"]) {
		if a.Agency != nil {
			agencies[a.ID] = *a.Agency
		}
	}
	gold := column(t, "gold_copies.tsv")
	var all, right, named, namedRight, truly int
	var misses []string
	for _, c := range decodeAll[report.Copy](t, files["copies"]) {
		g := gold[c.Child]
		if g == nil {
			continue
		}
		setCredits, ok := c.Parent, false
		if setCredits == "" { // unseen
			setCredits = "ROOT"
		}
		for p := range strings.SplitSeq(g[0], ";") {
			ok = ok || p == setCredits || same[p] != "" && same[p] == same[setCredits]
		}
		all++
		if ok {
			right++
		} else {
			misses = append(misses, fmt.Sprintf("  %s (%s): %s %.2f, is %s", c.Child, g[3], setCredits, c.P, g[0]))
		}
		agency := agencies[c.Child]
		if agency != "" {
			named++
		}
		if g[2] != "-" && g[2] != "" {
			truly++
			if agency == g[2] {
				namedRight++
			}
		}
	}
	slices.Sort(misses)
	var out strings.Builder
	fmt.Fprintf(&out, "dedup on testdata/press, agencies and feeds given: whom the articles of clusters are from\n")
	fmt.Fprintf(&out, "parent    %.4f (%d of %d; an identical text for the right one counts)\n", float64(right)/float64(all), right, all)
	fmt.Fprintf(&out, "agency    precision %.4f (%d of %d), recall %.4f (of %d)\n",
		float64(namedRight)/float64(max(1, named)), namedRight, named, float64(namedRight)/float64(max(1, truly)), truly)
	for _, m := range misses {
		fmt.Fprintln(&out, m)
	}
	golden(t, filepath.Join("..", "testdata", "quality", "sources.txt"), out.String())
}

// The passages of an article follow one another, and places in its parent are
// in its text.
func TestPassages(t *testing.T) {
	st, _ := linked(t, filepath.Join("..", "testdata", "press", "articles.jsonl"), dedup.Options{})
	files := results(t, st, dedup.Options{})
	runes := map[string]int{}
	for id, text := range texts(t, st) {
		runes[id] = utf8.RuneCountInString(text)
	}
	ends, placed := map[string]int{}, 0
	for _, p := range decodeAll[report.Passage](t, files["passages"]) {
		if p.Start < ends[p.ID] || p.End <= p.Start || p.End > runes[p.ID] {
			t.Errorf("%s: [%d,%d) after %d of %d", p.ID, p.Start, p.End, ends[p.ID], runes[p.ID])
		}
		ends[p.ID] = p.End
		if p.From == nil {
			continue
		}
		placed++
		if p.Cluster == nil || p.From.Start >= p.From.End || p.From.End > runes[p.From.ID] {
			t.Errorf("%s: from %+v, cluster %v", p.ID, p.From, p.Cluster)
		}
	}
	if placed == 0 {
		t.Error("no passage has a place in its source")
	}
	for _, c := range decodeAll[report.Cluster](t, files["clusters"]) {
		n := 0
		for _, r := range c.Reports {
			n += r.Articles
		}
		if c.Independent == nil || *c.Independent != len(c.Reports) || n != c.Size {
			t.Errorf("cluster %s of %d: reports %+v", c.ID, c.Size, c.Reports)
		}
	}
}

// A near run traces nothing and says so.
func TestNearTracesNothing(t *testing.T) {
	st, _ := linked(t, filepath.Join("..", "testdata", "press", "articles.jsonl"), dedup.Options{Near: true})
	files := results(t, st, dedup.Options{})
	if files["copies"] != "" || files["outlets"] != "" {
		t.Error("a near run has copies")
	}
	for _, c := range decodeAll[report.Cluster](t, files["clusters"]) {
		if c.Independent != nil || c.Origin.Article != nil || c.Origin.Unseen {
			t.Fatalf("cluster %s has an origin: %+v", c.ID, c)
		}
	}
}
