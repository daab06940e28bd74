package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wiretrace/wiretrace/cluster/pair"
)

// writeBase writes n reports on a few subjects with invented words.
func writeBase(t *testing.T, n int) string {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 1))
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for i := range n {
		var text strings.Builder
		for range 12 {
			for k := range 12 {
				if k == 0 {
					text.WriteString("The ")
				}
				fmt.Fprintf(&text, "%c%c%cord%d ", 'a'+i%7, 'a'+r.IntN(6), 'a'+r.IntN(6), r.IntN(3))
			}
			fmt.Fprintf(&text, "in %d of Place%d. ", 100*i+r.IntN(100), i)
		}
		if err := enc.Encode(record{fmt.Sprint("r", i), "wire.example", fmt.Sprint("Report ", i), "1987-03-04T05:06:07", text.String()}); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "base.jsonl")
	if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestMakeAndFit makes the same files twice and fits a model to them that can be
// loaded.
func TestMakeAndFit(t *testing.T) {
	base := writeBase(t, 300)
	dirs := []string{t.TempDir(), t.TempDir()}
	for _, dir := range dirs {
		if err := run(t.Context(), []string{"make", "-base", base, "-pairs", "80", dir}, os.Stderr); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"articles.jsonl", "pairs.tsv"} {
		a, err := os.ReadFile(filepath.Join(dirs[0], name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(dirs[1], name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) || len(a) == 0 {
			t.Errorf("%s: %d and %d bytes, not the same", name, len(a), len(b))
		}
	}
	model := filepath.Join(t.TempDir(), "chosen.json")
	var out strings.Builder
	if err := run(t.Context(), []string{"fit", "-version", "test-1", "-fitted-on", "a test", "-o", model, dirs[0]}, &out); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(model)
	if err != nil {
		t.Fatal(err)
	}
	m, err := pair.ParseChosen(data)
	if err != nil {
		t.Fatal(err)
	}
	if m.Version != "test-1" || m.Retold.Rest+m.Retold.RestLeast <= 0 {
		t.Errorf("fitted %+v", m)
	}
}

func TestEvents(t *testing.T) {
	var b strings.Builder
	for i := range 30 {
		fmt.Fprintf(&b, `{"id":"e%d","source":"o%d.example","text":"Report %d on the fair.","event":%d}`+"\n", i, i%5, i, i/15)
	}
	path, but, dir := filepath.Join(t.TempDir(), "a.jsonl"), filepath.Join(t.TempDir(), "but.tsv"), t.TempDir()
	for name, text := range map[string]string{path: b.String(), but: "id_a\tid_b\nx\ty\n"} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(t.Context(), []string{"events", "-base", path, "-but", but, dir}, os.Stderr); err != nil {
		t.Fatal(err)
	}
	pairs, err := readPairs(filepath.Join(dir, "pairs.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	if len(pairs) != 2*eachEvent+1 { // and the head
		t.Errorf("%d lines, want %d", len(pairs), 2*eachEvent+1)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{nil, {"make"}, {"fit"}, {"other", "x"}, {"fit", filepath.Join(t.TempDir(), "nowhere")}} {
		if err := run(t.Context(), args, os.Stderr); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
}

// TestLogistic sees that weights are found, and that none is below 0.
func TestLogistic(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	var all []example
	for range 4000 {
		x, y := r.NormFloat64(), r.NormFloat64()
		p := pair.P(-.5 + 2*x - y)
		all = append(all, example{pair.Beside{Rest: x, RestLeast: y}, r.Float64() < p, 1})
	}
	w := logistic(all)
	if w[1] < 1 || w[2] != 0 {
		t.Errorf("weights %.2f, want above 1 and 0", w)
	}
}

func TestTell(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	text := strings.Repeat("The river Lunde rose by 14 metres in Norhaven on Monday. ", 8)
	others := []string{strings.Repeat("Another report says that fishermen went home early. ", 5)}
	if got := (retelling{keep: 1}).tell(r, text, others); strings.Count(got, "Norhaven") != 8 {
		t.Errorf("nothing is to be changed: %q", got)
	}
	if got := (retelling{keep: 1, words: 1}).tell(r, text, others); strings.Contains(got, "metres") || !strings.Contains(got, "Norhaven") {
		t.Errorf("all but names is to be changed: %q", got)
	}
	if got := newRetelling(r).tell(r, text, nil); got != text {
		t.Errorf("nothing to retell with: %q", got)
	}
}
