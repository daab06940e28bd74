package stage_test

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/internal/newsroom"
	"github.com/wiretrace/wiretrace/stage"
	"github.com/wiretrace/wiretrace/view"
)

func plan(t testing.TB, window time.Duration) *stage.Plan {
	t.Helper()
	p, err := stage.NewPlan(window, "test")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// read returns the articles of the paths, as the first stage reads them.
func read(t testing.TB, paths ...string) (list []article.Article) {
	t.Helper()
	src := ingest.Open(paths, nil, ingest.Options{})
	defer closed(t, src)
	var c ingest.Chunk
	var dec ingest.Decoder
	for {
		err := src.Next(&c)
		if errors.Is(err, io.EOF) {
			return list
		}
		if err == nil {
			err = dec.Decode(&c, func(a *article.Article) error {
				list = append(list, a.Clone())
				return nil
			}, func(ingest.Reject) {})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func closed(t testing.TB, src *ingest.Source) {
	t.Helper()
	if err := src.Close(); err != nil {
		t.Error(err)
	}
}

// lines returns the records of articles, each with its line end.
func lines(t testing.TB, p *stage.Plan, list []article.Article) []string {
	t.Helper()
	var out bytes.Buffer
	w := p.NewWriter(&out)
	for i := range list {
		if err := w.Add(&list[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return slices.Collect(strings.Lines(out.String()))
}

// runStages runs all stages over the records, each in so many parts, whose records come in any order
// before they are sorted, and returns the result files.
func runStages(t testing.TB, p *stage.Plan, records []string, parts int, r *rand.Rand) map[string]string {
	t.Helper()
	for _, name := range stage.Names() {
		split := make([][]string, parts)
		var rest []string
		r.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		for _, line := range records {
			to, others, _ := strings.Cut(line, "\t")
			if to != p.Address(name) {
				rest = append(rest, line)
				continue
			}
			key, _, _ := strings.Cut(others, "\t")
			h := fnv.New32()
			fmt.Fprint(h, key)
			part := &split[int(h.Sum32())%parts]
			*part = append(*part, line)
		}
		records = rest
		for _, part := range split {
			slices.Sort(part)
			var out bytes.Buffer
			if err := p.Filter(t.Context(), name, strings.NewReader(strings.Join(part, "")), &out); err != nil {
				t.Fatal(err)
			}
			records = slices.AppendSeq(records, strings.Lines(out.String()))
		}
	}
	return collect(t, p, records)
}

func collect(t testing.TB, p *stage.Plan, records []string) map[string]string {
	t.Helper()
	slices.Sort(records)
	got := map[string]*strings.Builder{}
	for _, name := range stage.Results() {
		got[name] = &strings.Builder{}
	}
	if err := p.Collect(t.Context(), strings.NewReader(strings.Join(records, "")), func(rec stage.Record) error {
		fmt.Fprintf(got[rec.To], "%s\n", rec.Value)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for name, b := range got {
		files[name] = b.String()
	}
	return files
}

// oneMachine returns the result files of dedup --near.
func oneMachine(t testing.TB, window time.Duration, paths ...string) map[string]string {
	t.Helper()
	st := newStore(t, paths...)
	if _, err := dedup.Link(t.Context(), st, dedup.Options{Near: true, Window: window}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := view.WriteResults(t.Context(), st, dir, 1); err != nil {
		t.Fatal(err)
	}
	files := resultFiles(t, dir, stage.Results()[:4]...)
	files[stage.Rejects] = ""
	return files
}

// resultFiles reads result files of a folder.
func resultFiles(t testing.TB, dir string, names ...string) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(dir, name+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(data)
	}
	return files
}

func sameFiles(t *testing.T, want, got map[string]string) {
	t.Helper()
	for _, name := range stage.Results() {
		w, g := slices.Collect(strings.Lines(want[name])), slices.Collect(strings.Lines(got[name]))
		for i := range min(len(w), len(g)) {
			if w[i] != g[i] {
				t.Errorf("%s.jsonl line %d (-one machine +stages):\n%s", name, i+1, cmp.Diff(w[i], g[i]))
				break
			}
		}
		if len(w) != len(g) {
			t.Errorf("%s.jsonl has %d lines, that of one machine %d", name, len(g), len(w))
		}
	}
}

// TestSameAsOneMachine holds the stages, with their input shuffled and split in three, to the bytes of one
// machine.
func TestSameAsOneMachine(t *testing.T) {
	press := []string{filepath.Join("..", "testdata", "press", "articles.jsonl"), filepath.Join("..", "testdata", "press", "pages")}
	inputs := map[string][]string{"press": press}
	for _, profile := range newsroom.Profiles() {
		inputs["newsroom "+profile] = []string{simulated(t, newsroom.Options{Seed: 1, Profile: profile, Stories: 15})}
	}
	for name, paths := range inputs {
		t.Run(name, func(t *testing.T) {
			windows := []time.Duration{dedup.DefaultWindow}
			if name == "press" {
				windows = append(windows, 90*time.Minute, 0)
			}
			for i, window := range windows {
				p := plan(t, window)
				want := oneMachine(t, window, paths...)
				got := runStages(t, p, lines(t, p, read(t, paths...)), 3, rand.New(rand.NewPCG(1, uint64(i))))
				if strings.Count(want[stage.Clusters], "\n") == 0 {
					t.Fatalf("one machine found no cluster")
				}
				sameFiles(t, want, got)
			}
		})
	}
}

func simulated(t testing.TB, o newsroom.Options) string {
	t.Helper()
	articles, err := newsroom.Articles(o)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "articles.jsonl")
	if err := os.WriteFile(path, articles, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}
