package dedup_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/store"
)

// TestUnreadableConclusions replaces each payload of a generation by half of it, as another version
// would have written it: everything says so in the same way, and the next run makes them anew.
func TestUnreadableConclusions(t *testing.T) {
	for name, halve := range map[string]func(g *store.Generation){
		"parameters": func(g *store.Generation) { g.Params = g.Params[:len(g.Params)/2] },
		"pairs":      func(g *store.Generation) { g.Pairs = g.Pairs[:len(g.Pairs)/2] },
		"clusters":   func(g *store.Generation) { g.Clusters = g.Clusters[:len(g.Clusters)/2] },
		"traces":     func(g *store.Generation) { g.Blocks = [][]byte{[]byte("no data")} },
	} {
		t.Run(name, func(t *testing.T) {
			st := openStore(t, t.TempDir())
			add(t, st, press(rand.New(rand.NewPCG(5, 5)), 60), dedup.Options{})
			link(t, st, dedup.Options{})
			want := results(t, st, dedup.Options{})
			g, err := read(st, (*store.View).Conclusions)
			if err != nil {
				t.Fatal(err)
			}
			g.Blocks = blocks(t, st)
			g.Number++
			halve(&g)
			if err := st.SwapGeneration(g); err != nil {
				t.Fatal(err)
			}
			problems := 0
			if err := verifyAll(st, func(string) { problems++ }); err != nil || problems == 0 {
				t.Errorf("Verify: %v, %d problems, want some", err, problems)
			}
			if _, err := read(st, generation.Load); name != "traces" && (!generation.Unreadable(err) || !errors.Is(err, store.ErrDamaged)) {
				t.Errorf("Load: %v", err)
			}
			out := link(t, st, dedup.Options{})
			if !out.Dropped || out.Generation != g.Number+1 {
				t.Errorf("Link: %+v, want generation %d made anew", out, g.Number+1)
			}
			if diff := cmp.Diff(want, results(t, st, dedup.Options{})); diff != "" {
				t.Errorf("results (-before +made anew):\n%s", diff)
			}
			if err := verifyAll(st, func(p string) { t.Error(p) }); err != nil {
				t.Error(err)
			}
		})
	}
}

// blocks returns what the generation holds of sources.
func blocks(t *testing.T, st *store.Store) (out [][]byte) {
	t.Helper()
	err := st.View(func(v *store.View) error {
		for i := range v.Blocks() {
			b, err := v.Block(i)
			if err != nil {
				return err
			}
			out = append(out, append([]byte(nil), b...))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
