package dedup_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/cluster"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/internal/newsroom"
	"github.com/wiretrace/wiretrace/minhash"
	"github.com/wiretrace/wiretrace/shingle"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// never is more texts than a group of any test has.
const never = 1 << 30

// atEvenOdds is how many other clusters two groups may change: rarity counts a group
// once, so all weights are other ones by a hair, and what is at even odds falls
// on the other side. On seed 7 it is three clusters of some 45 on web, where two rivals swap
// two articles, one of 57 on ocr and two of 51 on mixed.
func atEvenOdds(profile string) int {
	if profile == "web" {
		return 3
	}
	return 2
}

// TestLargeCollapse links the simulated press with two stories of 40
// and 60 prints, with groups and without: less is compared and reported, the
// clusters are the same.
func TestLargeCollapse(t *testing.T) {
	for _, profile := range newsroom.Profiles() {
		articles, err := newsroom.Articles(newsroom.Options{Seed: 7, Profile: profile, Stories: 30})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "articles.jsonl")
		if err := os.WriteFile(path, articles, 0o666); err != nil {
			t.Fatal(err)
		}
		w := newWriter(13)
		nearIdentical := append(w.reprints("x", w.paragraphs(16), 40), w.reprints("y", w.paragraphs(12), 60)...)
		run := func(o dedup.Options) ([][]string, int) {
			st, _ := linked(t, path, o)
			c := linkedSheets(t, st, nearIdentical, o)
			clusters, _ := ids(t, st, c)
			return clusters, len(c.Scored)
		}
		fast, few := run(dedup.Options{})
		slow, many := run(dedup.WithNearIdentical(dedup.Options{}, never))
		if !equalButFor(slow, fast, atEvenOdds(profile)) {
			t.Errorf("%s (-without +with):\n%s", profile, cmp.Diff(slow, fast))
		}
		if many-few < 2000 {
			t.Errorf("%s: %d pairs with groups, %d without: no group was made", profile, few, many)
		}
	}
}

// equalButFor reports whether all clusters of a are among those of b but for some,
// those of the groups, the last two, in any case.
func equalButFor(a, b [][]string, some int) bool {
	in := map[string]bool{}
	for _, c := range b {
		in[strings.Join(c, " ")] = true
	}
	for i, c := range a {
		if in[strings.Join(c, " ")] {
			continue
		}
		if some--; some < 0 || i >= len(a)-2 {
			return false
		}
	}
	return true
}

// TestNearIdenticalIsOneCluster links a story of 80 prints in one run, and in nights in
// another order of which the last begins an epoch: the same results, one cluster,
// an entry in pairs.jsonl for each print, with numbers that are true. The nights conclude what
// runs from scratch under their epochs do.
func TestNearIdenticalIsOneCluster(t *testing.T) {
	w := newWriter(10)
	sheets := append(w.reprints("a", w.paragraphs(8), 80), w.background(10)...)
	once := openStore(t, t.TempDir())
	c := linkedSheets(t, once, sheets, dedup.Options{})
	clusters, _ := ids(t, once, c)
	if len(clusters) != 11 || len(clusters[0]) != 80 {
		t.Errorf("clusters %v, want one of 80 prints and 10 others", clusters)
	}
	if len(c.Scored) > 200 {
		t.Errorf("%d pairs, want one a print and a few", len(c.Scored))
	}
	checkPaired(t, once, c)

	w.r.Shuffle(len(sheets), func(i, j int) { sheets[i], sheets[j] = sheets[j], sheets[i] })
	n := &nights{dirs: [2]string{t.TempDir(), t.TempDir()}}
	for batch := range slices.Chunk(sheets, 30) {
		n.run(t, sheetLines(t, batch), nil, dedup.Options{})
	}
	if n.learnt != 3 {
		t.Errorf("%d of 4 nights began an epoch, want all but the last", n.learnt)
	}
	n.run(t, nil, nil, dedup.Options{Learn: true})
	o, last := dedup.Options{}, openStore(t, n.dirs[0])
	if diff := cmp.Diff(withoutClusterIDs(results(t, once, o)), withoutClusterIDs(results(t, last, o))); diff != "" {
		t.Errorf("(-once +nights):\n%s", diff)
	}
}

// checkPaired holds that every member of a cluster has a line in pairs.jsonl, and counts
// the pairs anew.
func checkPaired(t *testing.T, st *store.Store, c *generation.Conclusions) {
	t.Helper()
	dir := t.TempDir()
	if err := view.WriteResults(t.Context(), st, dir, 2); err != nil {
		t.Fatal(err)
	}
	has := map[string]bool{}
	for p := range jsonLines[struct{ A, B string }](t, filepath.Join(dir, "pairs.jsonl")) {
		has[p.A], has[p.B] = true, true
	}
	clusters, _ := ids(t, st, c)
	for _, id := range slices.Concat(clusters...) {
		if !has[id] {
			t.Errorf("article %s is in a cluster without a pair", id)
		}
	}
	err := st.View(func(v *store.View) error {
		for i := range c.Scored {
			if err := recount(v, &c.Scored[i]); err != nil {
				t.Error(err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// recount counts the shingles of a pair by its texts.
func recount(v *store.View, p *cluster.Scored) error {
	var sets [2][]uint64
	var sh shingle.Shingler
	for i, d := range [2]store.Doc{p.A, p.B} {
		s, err := v.Text(d)
		if err != nil {
			return err
		}
		sets[i] = minhash.Distinct(sh.Hashes(nil, s, nil))
	}
	got := [3]int{int(p.SizeA), int(p.SizeB), int(p.Common)}
	if want := [3]int{len(sets[0]), len(sets[1]), minhash.Intersection(sets[0], sets[1])}; got != want {
		return fmt.Errorf("pair %d %d has counts %v, want %v", p.A, p.B, got, want)
	}
	return nil
}

// TestDriftIsNotNearIdentical links prints of which each replaces some words of the one
// before: neighbours are alike, the first and the last share next to nothing.
// Even where four texts make a group, each is near its leader.
func TestDriftIsNotNearIdentical(t *testing.T) {
	w := newWriter(11)
	words := strings.Fields(strings.Join(w.paragraphs(10), " "))
	const n = 120
	var sheets []sheet
	for i := range n {
		for k := range 6 { // a run of words, so that few shingles go
			words[(i*6+k)%len(words)] = w.vocab[w.r.IntN(len(w.vocab))]
		}
		sheets = append(sheets, sheet{
			ID: fmt.Sprintf("d%03d", i), Source: fmt.Sprintf("d%d.example", i),
			Published: day(0, float64(i)/10), Text: strings.Join(words, " "),
		})
	}
	st := openStore(t, t.TempDir())
	c := linkedSheets(t, st, sheets, dedup.WithNearIdentical(dedup.Options{}, 4))
	checkPaired(t, st, c)
	pairs := make([][]int, n) // by article: the pairs it has
	for i, p := range c.Scored {
		pairs[p.A], pairs[p.B] = append(pairs[p.A], i), append(pairs[p.B], i)
	}
	followers := 0
	for d, at := range pairs {
		if len(at) != 1 {
			continue // it was compared with more than a leader
		}
		followers++
		p := &c.Scored[at[0]]
		if least, most := float64(min(p.SizeA, p.SizeB)), float64(max(p.SizeA, p.SizeB)); float64(p.Common) < .7*least || float64(p.Common) < .4*most {
			t.Errorf("article %d is in the group of one that has %d of its %v shingles, which is itself of %v", d, p.Common, least, most)
		}
	}
	if followers == 0 {
		t.Error("no group was made: the test tests nothing")
	}
}

// TestTemplateIsNotNearIdentical links reports of one template, long enough to be alike
// but for the numbers, by many outlets; and by one outlet with other words.
func TestTemplateIsNotNearIdentical(t *testing.T) {
	w := newWriter(12)
	r := rand.New(rand.NewPCG(12, 12))
	story := strings.Join(w.paragraphs(8), "\n")
	tests := map[string]func(i int) (outlet, line string){
		"numbers": func(i int) (string, string) {
			return fmt.Sprintf("n%d.example", i), fmt.Sprintf("Level %d centimetres, %d below.", 100+r.IntN(900), 10+r.IntN(90))
		},
		"words": func(int) (string, string) {
			return "river.example", "Level " + w.vocab[r.IntN(len(w.vocab))] + ", " + w.vocab[r.IntN(len(w.vocab))] + " below."
		},
	}
	for name, make := range tests {
		t.Run(name, func(t *testing.T) {
			var sheets []sheet
			for i := range 40 {
				outlet, line := make(i)
				sheets = append(sheets, sheet{
					ID: fmt.Sprintf("t%03d", i), Source: outlet, Published: day(i/4, 6), Text: story + "\n" + line,
				})
			}
			with, without := openStore(t, t.TempDir()), openStore(t, t.TempDir())
			linkedSheets(t, with, sheets, dedup.Options{})
			linkedSheets(t, without, sheets, dedup.WithNearIdentical(dedup.Options{}, never))
			o := dedup.Options{}
			if diff := cmp.Diff(withoutClusterIDs(results(t, without, o)), withoutClusterIDs(results(t, with, o))); diff != "" {
				t.Errorf("(-without +with):\n%s", diff)
			}
		})
	}
}

// TestLargeGiantOnBusyPages links 400 prints of a short story, each with about as many
// words of its outlet, and a report of the same length that 10 outlets print. The prints are one cluster,
// and the report is another.
func TestLargeGiantOnBusyPages(t *testing.T) {
	w := newWriter(21)
	story, other := w.paragraphs(2), w.paragraphs(2)
	page := func(i int, text []string) sheet {
		own := strings.Fields(strings.Join(w.paragraphs(6), " "))
		own = own[:20+w.r.IntN(len(strings.Fields(strings.Join(text, " "))))]
		return sheet{
			ID: fmt.Sprintf("g%03d", i), Source: fmt.Sprintf("g%d.example", i), Published: day(0, float64(i%20)),
			Text: strings.Join(append(slices.Clone(text), strings.Join(own, " ")), "\n\n"),
		}
	}
	var sheets []sheet
	for i := range 410 {
		text := story
		if i >= 400 {
			text = other
		}
		sheets = append(sheets, page(i, text))
	}
	st := openStore(t, t.TempDir())
	clusters, _ := ids(t, st, linkedSheets(t, st, sheets, dedup.Options{}))
	sizes := make([]int, len(clusters))
	for i, c := range clusters {
		sizes[i] = len(c)
	}
	if len(clusters) != 2 || sizes[0] < 390 || sizes[1] != 10 {
		t.Errorf("clusters of %v articles, want one of 390 prints or more, and one of 10", sizes)
	}
}
