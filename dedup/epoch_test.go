package dedup_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/wiretrace/wiretrace/dedup"
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

// nights is a store on which nights are run, beside another one on which all evidence of the
// epoch is made again each night.
type nights struct {
	dirs   [2]string
	learnt int // nights that began an epoch
}

// run adds articles, deletes others and links. It fails the test unless both stores conclude
// the same, byte for byte.
func (n *nights) run(t *testing.T, fresh []record, dead []string, o dedup.Options) {
	t.Helper()
	var got [2][][]byte
	for i, dir := range n.dirs {
		st, err := store.Open(dir, store.Options{Create: true, Meaning: dedup.Meaning})
		if err != nil {
			t.Fatal(err)
		}
		add(t, st, fresh, o)
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
	if !slices.EqualFunc(got[0], got[1], bytes.Equal) {
		for i := range got[0] {
			if i >= len(got[1]) || !bytes.Equal(got[0][i], got[1][i]) {
				t.Errorf("part %d of %d differs from a run from scratch", i, len(got[0]))
			}
		}
		t.FailNow()
	}
}

func newNights(t *testing.T) *nights { return &nights{dirs: [2]string{t.TempDir(), t.TempDir()}} }

// TestNightIsARunFromScratch: whatever comes, is revised and is deleted, in batches of any size, a
// night concludes what a run from scratch under the same epoch does.
func TestNightIsARunFromScratch(t *testing.T) {
	nightsOfEpochs, all := 0, 0
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 21))
			n := newNights(t)
			o := dedup.WithCrowd(dedup.Options{Window: dedup.DefaultWindow, Workers: 2}, 6)
			articles := press(r, 200)
			n.run(t, articles[:140], nil, o)
			for left := articles[140:]; len(left) > 0; all++ {
				size := min(len(left), 1+r.IntN(12))
				fresh := slices.Clone(left[:size])
				left = left[size:]
				var dead []string
				for range r.IntN(3) {
					dead = append(dead, articles[r.IntN(140)].ID)
				}
				if old := articles[r.IntN(140)]; r.IntN(2) == 0 && !slices.Contains(dead, old.ID) {
					old.Text, old.Updated = articles[r.IntN(140)].Text, "2024-08-01T00:00:00Z"
					fresh = append(fresh, old)
				}
				n.run(t, fresh, dead, o)
			}
			nightsOfEpochs += n.learnt - 1
		})
	}
	if nightsOfEpochs == 0 || 2*nightsOfEpochs > all {
		t.Errorf("%d of %d nights began an epoch: some should, and most not", nightsOfEpochs, all)
	}
}
