package stage_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/internal/newsroom"
	"github.com/wiretrace/wiretrace/stage"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

func newStore(t testing.TB, paths ...string) *store.Store {
	t.Helper()
	st, err := store.Open(t.TempDir(), store.Options{Create: true, Meaning: dedup.Meaning})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	addTo(t, st, paths...)
	return st
}

func addTo(t testing.TB, st *store.Store, paths ...string) {
	t.Helper()
	src := ingest.Open(paths, nil, ingest.Options{})
	defer closed(t, src)
	if _, err := dedup.Ingest(t.Context(), st, src, dedup.Options{}); err != nil {
		t.Fatal(err)
	}
}

// allFiles returns all result files of the last run.
func allFiles(t testing.TB, st *store.Store) map[string]string {
	t.Helper()
	dir := t.TempDir()
	if err := view.WriteResults(t.Context(), st, dir, 1); err != nil {
		t.Fatal(err)
	}
	return resultFiles(t, dir, "articles", "clusters", "pairs", "passages", "copies", "outlets")
}

func fullPlan(t testing.TB, o *dedup.Options) *stage.Plan {
	t.Helper()
	p, err := stage.NewFullPlan(o, "test")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// searched returns the epoch file and the lines of the pairs to align.
func searched(t testing.TB, st *store.Store, o dedup.Options) (epoch []byte, blocks []string) {
	t.Helper()
	p := fullPlan(t, &o)
	var file, out bytes.Buffer
	var b *stage.Blocks
	if err := dedup.Candidates(t.Context(), st, o, func(l *dedup.Learnt) error {
		e, err := p.WriteEpoch(&file, l)
		b = p.NewBlocks(&out, e)
		return err
	}, func(c *dedup.Candidate, text func(dedup.TextID) (article.Article, error)) error {
		return b.Add(c, text)
	}); err != nil {
		t.Fatal(err)
	}
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes(), slices.Collect(strings.Lines(out.String()))
}

// aligned returns the evidence of all blocks, aligned by so many processes that get the lines in any order.
func aligned(t testing.TB, epoch []byte, lines []string, parts int, r *rand.Rand) []string {
	t.Helper()
	e, err := stage.ParseEpoch(epoch)
	if err != nil {
		t.Fatal(err)
	}
	split := make([][]string, parts)
	r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	for _, line := range lines {
		part := &split[int(strings.Split(line, "\t")[1][9])%parts]
		*part = append(*part, line)
	}
	var found []string
	for _, part := range split {
		slices.Sort(part)
		var out bytes.Buffer
		if err := e.Plan().Filter(t.Context(), stage.Align, strings.NewReader(strings.Join(part, "")), &out); err != nil {
			t.Fatal(err)
		}
		found = slices.AppendSeq(found, strings.Lines(out.String()))
	}
	slices.Sort(found)
	return found
}

func conclude(t testing.TB, st *store.Store, o dedup.Options, lines []string) error {
	t.Helper()
	o.Evidence = fullPlan(t, &o).Evidence(strings.NewReader(strings.Join(lines, "")))
	_, err := dedup.Link(t.Context(), st, o)
	return err
}

// TestFullSameAsOneMachine holds the stages of a run with alignment to the bytes of one machine, and the stages of
// a second night too.
func TestFullSameAsOneMachine(t *testing.T) {
	simulation := newsroom.Options{Seed: 2, Profile: newsroom.Profiles()[0], Stories: 12}
	press := filepath.Join("..", "testdata", "press", "articles.jsonl")
	empty := filepath.Join(t.TempDir(), "empty.jsonl")
	if err := os.WriteFile(empty, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for name, nights := range map[string][]string{
		"press":       {press},
		"two nights":  halves(t, press),
		"no articles": {empty},
		"newsroom":    {simulated(t, simulation)},
	} {
		t.Run(name, func(t *testing.T) {
			o := dedup.Options{Window: dedup.DefaultWindow}
			one, spread := newStore(t), newStore(t)
			for n, path := range nights {
				addTo(t, one, path)
				addTo(t, spread, path)
				if _, err := dedup.Link(t.Context(), one, o); err != nil {
					t.Fatal(err)
				}
				epoch, blocks := searched(t, spread, o)
				evidence := aligned(t, epoch, blocks, 3, rand.New(rand.NewPCG(1, uint64(n))))
				if len(evidence) == 0 && name != "no articles" {
					t.Fatal("no pair was aligned")
				}
				if err := conclude(t, spread, o, evidence); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(allFiles(t, one), allFiles(t, spread)); diff != "" {
					t.Errorf("night %d (-one machine +stages):\n%s", n, diff)
				}
			}
		})
	}
}

// halves returns two files with the lines of one.
func halves(t testing.TB, path string) []string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	list := slices.Collect(strings.Lines(string(data)))
	var out []string
	for i, part := range [][]string{list[:len(list)*9/10], list[len(list)*9/10:]} {
		name := filepath.Join(t.TempDir(), fmt.Sprintf("%d.jsonl", i))
		if err := os.WriteFile(name, []byte(strings.Join(part, "")), 0o666); err != nil {
			t.Fatal(err)
		}
		out = append(out, name)
	}
	return out
}

// small returns a store with a few pairs to align.
func small(t testing.TB) *store.Store {
	t.Helper()
	return newStore(t, halves(t, filepath.Join("..", "testdata", "press", "articles.jsonl"))[1])
}

// TestAlignRefused sees that pairs are aligned with all that belongs to them, or not at all.
func TestAlignRefused(t *testing.T) {
	st := small(t)
	o := dedup.Options{Window: dedup.DefaultWindow}
	epoch, blocks := searched(t, st, o)
	e, err := stage.ParseEpoch(epoch)
	if err != nil {
		t.Fatal(err)
	}
	without := func(order string) []string {
		return slices.DeleteFunc(slices.Clone(blocks), func(s string) bool { return strings.HasPrefix(strings.Split(s, "\t")[2], order) })
	}
	other := o
	other.Window = 0
	_, others := searched(t, st, other)
	tests := map[string]struct {
		plan *stage.Plan
		in   []string
		want error
		text string
	}{
		"no epoch":       {fullPlan(t, &o), blocks, stage.ErrEpoch, "none is given"},
		"other settings": {e.Plan(), others, stage.ErrOther, "the same settings"},
		"other epoch": {
			e.Plan(),
			[]string{strings.Replace(blocks[0], blocks[0][strings.LastIndex(blocks[0], "\t"):], "\t00\n", 1)},
			stage.ErrOther, "another epoch file",
		},
		"no beginning": {e.Plan(), without("0"), stage.ErrLost, "beginning of the block"},
		"no texts":     {e.Plan(), without("1"), stage.ErrLost, "a text of pair"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			slices.Sort(test.in)
			err := test.plan.Filter(t.Context(), stage.Align, strings.NewReader(strings.Join(test.in, "")), io.Discard)
			if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.text) {
				t.Errorf("Filter = %v, want %v with %q", err, test.want, test.text)
			}
		})
	}
}

// TestConcludeRefused sees that a run takes no evidence but that of its own pairs, and of all of them.
func TestConcludeRefused(t *testing.T) {
	st := small(t)
	o := dedup.Options{Window: dedup.DefaultWindow}
	epoch, blocks := searched(t, st, o)
	all := aligned(t, epoch, blocks, 1, rand.New(rand.NewPCG(1, 1)))
	if len(all) < 2 {
		t.Fatalf("%d pairs", len(all))
	}
	with := func(change func(map[string]any)) []string {
		at := strings.LastIndex(all[0], "\t") + 1
		value := map[string]any{}
		if err := json.Unmarshal([]byte(all[0][at:]), &value); err != nil {
			t.Fatal(err)
		}
		change(value)
		line, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return slices.Concat([]string{all[0][:at] + string(line) + "\n"}, all[1:])
	}
	set := func(name string, x any) []string { return with(func(v map[string]any) { v[name] = x }) }
	tests := map[string]struct {
		in   []string
		want error
	}{
		"the first is missing": {all[1:], dedup.ErrEvidence},
		"the last is missing":  {all[:len(all)-1], stage.ErrLost},
		"one more":             {append(slices.Clone(all), strings.Replace(all[len(all)-1], "\t", "\tf", 1)), dedup.ErrEvidence},
		"twice":                {slices.Insert(slices.Clone(all), 0, all[0]), stage.ErrLine},
		"other find":           {set("sum", 99), dedup.ErrEvidence},
		"odds":                 {set("z", 1000), stage.ErrLine},
		"kind":                 {set("kind", 77), stage.ErrLine},
		"item":                 {set("begins_a", []int{5, 4, 1}), stage.ErrLine},
		"item behind the text": {set("begins_a", []int{5, 1 << 30, 6}), dedup.ErrEvidence},
		"no JSON":              {[]string{strings.Replace(all[0], "{", "[", 1)}, stage.ErrLine},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if err := conclude(t, st, o, test.in); !errors.Is(err, test.want) {
				t.Errorf("Link = %v, want %v", err, test.want)
			}
		})
	}
	if err := conclude(t, st, o, all); err != nil {
		t.Errorf("what was refused left something behind: %v", err)
	}
	if err := fullPlan(t, &o).Evidence(strings.NewReader(all[0])).End(); !errors.Is(err, dedup.ErrEvidence) {
		t.Errorf("evidence that nobody asked for: %v", err)
	}
}

// FuzzAlign gives the stage any bytes.
func FuzzAlign(f *testing.F) {
	epoch, blocks := searched(f, small(f), dedup.Options{})
	e, err := stage.ParseEpoch(epoch)
	if err != nil {
		f.Fatal(err)
	}
	p := e.Plan()
	f.Add(strings.ReplaceAll(strings.Join(blocks[:min(4, len(blocks))], ""), p.Address(stage.Align), "@"))
	f.Fuzz(func(t *testing.T, in string) {
		var out bytes.Buffer
		if err := p.Filter(t.Context(), stage.Align, strings.NewReader(strings.ReplaceAll(in, "@", p.Address(stage.Align))), &out); err != nil {
			return
		}
		for line := range strings.Lines(out.String()) {
			if n := strings.Count(line, "\t"); n != 3 {
				t.Fatalf("wrote %q", line)
			}
		}
	})
}

// FuzzEvidence gives a run any bytes as evidence.
func FuzzEvidence(f *testing.F) {
	o := dedup.Options{}
	epoch, blocks := searched(f, small(f), o)
	line := aligned(f, epoch, blocks, 1, rand.New(rand.NewPCG(1, 1)))[0]
	f.Add(line[strings.LastIndex(line, "\t")+1:])
	p := fullPlan(f, &o)
	f.Fuzz(func(t *testing.T, value string) {
		in := fmt.Sprintf("%s\t%024x\t%024x\t%s\n", p.Address(stage.Conclude), 1, 2, value)
		got, err := p.Evidence(strings.NewReader(in)).Pair(dedup.TextID{Shingles: 1}, dedup.TextID{Shingles: 2})
		if err == nil && (got.Counts.Common > min(got.Counts.SizeA, got.Counts.SizeB) || got.Z < -8 || got.Z > 8) {
			t.Fatalf("took %q", value)
		}
	})
}

// FuzzParseEpoch gives the reader of epoch files any bytes.
func FuzzParseEpoch(f *testing.F) {
	epoch, _ := searched(f, small(f), dedup.Options{})
	f.Add(epoch)
	f.Add([]byte(`{"version":1,"run":"","lines":"AA==","recurring":""}`))
	f.Add([]byte(`{"version":2}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if e, err := stage.ParseEpoch(data); (e == nil) != (err != nil) || err != nil && !errors.Is(err, stage.ErrEpoch) {
			t.Fatalf("ParseEpoch = %v, %v", e, err)
		}
	})
}
