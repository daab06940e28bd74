package dedup_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/internal/newsroom"
	"github.com/wiretrace/wiretrace/store"
)

// concluded returns the payloads and the blocks of the last generation.
func concluded(t *testing.T, st *store.Store) (parts [][]byte) {
	t.Helper()
	err := st.View(func(v *store.View) error {
		g, err := v.Conclusions()
		if err != nil {
			return err
		}
		parts = [][]byte{g.Params, g.Pairs, g.Clusters}
		for i := range v.Blocks() {
			b, err := v.Block(i)
			if err != nil {
				return err
			}
			parts = append(parts, bytes.Clone(b))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return parts
}

// nights is a store on which nights are run, next to another one on which all evidence of the
// epoch is made again each night.
type nights struct {
	dirs   [2]string
	learnt int // nights that began an epoch
}

// run adds articles, deletes others and links. It fails the test unless both stores conclude
// the same, byte for byte.
func (n *nights) run(t *testing.T, fresh, dead []string, o dedup.Options) {
	t.Helper()
	var got [2][][]byte
	for i, dir := range n.dirs {
		st, err := store.Open(dir, store.Options{Create: true, Meaning: dedup.Meaning})
		if err != nil {
			t.Fatal(err)
		}
		src := ingest.Open([]string{"-"}, strings.NewReader(strings.Join(fresh, "\n")), ingest.Options{})
		_, err = dedup.Ingest(t.Context(), st, src, o)
		if err := errors.Join(err, src.Close()); err != nil {
			t.Fatal(err)
		}
		if _, _, err := st.Delete(dead); err != nil {
			t.Fatal(err)
		}
		if i == 1 {
			o = dedup.WithAllAfresh(o)
		}
		if l := link(t, st, o); l.Learnt && i == 0 {
			n.learnt++
		}
		got[i] = concluded(t, st)
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for i := range got[0] {
		if len(got[0]) != len(got[1]) || !bytes.Equal(got[0][i], got[1][i]) {
			t.Fatalf("part %d of %d differs from a run from scratch, with %d parts", i, len(got[0]), len(got[1]))
		}
	}
}

// simulated returns the articles of a simulated press, a line each.
func simulated(t *testing.T, profile string, stories int) (lines []string) {
	t.Helper()
	articles, err := newsroom.Articles(newsroom.Options{Seed: 3, Profile: profile, Stories: stories})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(articles)), "\n")
}

// revised returns an article with the text of another one.
func revised(t *testing.T, line, other string) string {
	t.Helper()
	var a, b map[string]any
	if err := errors.Join(json.Unmarshal([]byte(line), &a), json.Unmarshal([]byte(other), &b)); err != nil {
		t.Fatal(err)
	}
	a["text"], a["updated"] = b["text"], "2026-08-01T00:00:00Z"
	out, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func idOf(t *testing.T, line string) string {
	t.Helper()
	var a struct{ ID string }
	if err := json.Unmarshal([]byte(line), &a); err != nil {
		t.Fatal(err)
	}
	return a.ID
}

// TestNightOfRecurringText: near-identical texts of many days share what recurs. What a night says of
// them does not hang on whether the run that compared them knew that already.
func TestNightOfRecurringText(t *testing.T) {
	w := newWriter(14)
	again := strings.Join(w.paragraphs(9), " ")
	own := len(strings.Fields(again)) * 22 / 78 // words; with more in common they would be one text, whatever recurs
	sheets := w.background(10)
	for i := range 40 {
		words := strings.Fields(strings.Join(w.paragraphs(6), " "))[:own]
		sheets = append(sheets, sheet{
			ID: fmt.Sprintf("a%02d", i), Source: fmt.Sprintf("a%d.example", i), Published: day(i%20, 6), Text: strings.Join(words, " ") + ".\n" + again,
		})
	}
	n := &nights{dirs: [2]string{t.TempDir(), t.TempDir()}}
	n.run(t, sheetLines(t, sheets), nil, dedup.Options{})
	n.run(t, sheetLines(t, w.prints("new", w.paragraphs(6), 3)), nil, dedup.Options{})
	if n.learnt != 1 {
		t.Errorf("%d nights began an epoch, want the first alone", n.learnt)
	}
}

// TestNightIsARunFromScratch: whatever comes, is revised and is deleted, in batches of any size, a
// night concludes what a run from scratch under the same epoch does.
func TestNightIsARunFromScratch(t *testing.T) {
	made := strings.Split(strings.TrimSpace(lines(press(rand.New(rand.NewPCG(8, 21)), 200))), "\n")
	pressLines, err := os.ReadFile(filepath.Join("..", "testdata", "press", "articles.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for name, articles := range map[string][]string{
		"made": made, "web": simulated(t, "web", 12), "mixed": simulated(t, "mixed", 12),
		"press": strings.Split(strings.TrimSpace(string(pressLines)), "\n"),
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 21))
			r.Shuffle(len(articles), func(i, j int) { articles[i], articles[j] = articles[j], articles[i] })
			n := &nights{dirs: [2]string{t.TempDir(), t.TempDir()}}
			o := dedup.WithNearIdentical(dedup.Options{Window: dedup.DefaultWindow, Workers: 2}, 6)
			first := len(articles) * 3 / 4
			any := func() string { return articles[r.IntN(first)] }
			n.run(t, articles[:first], nil, o)
			count := 0
			for left := articles[first:]; len(left) > 0; count++ {
				size := min(len(left), 1+r.IntN(1+len(articles)/16))
				fresh := slices.Clone(left[:size])
				left = left[size:]
				var dead []string
				for range r.IntN(3) {
					dead = append(dead, idOf(t, any()))
				}
				if r.IntN(2) == 0 {
					fresh = append(fresh, revised(t, any(), any()))
				}
				n.run(t, fresh, dead, o)
			}
			if n.learnt < 2 || n.learnt > 1+count/2 {
				t.Errorf("%d of %d nights began an epoch: some should, and most not", n.learnt-1, count)
			}
		})
	}
}
