//go:build linux

package store

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	badger "github.com/dgraph-io/badger/v4"

	"github.com/google/go-cmp/cmp"
)

// stored adds up the values that are in the database, by what they hold.
func stored(t *testing.T, s *Store) map[string]int64 {
	t.Helper()
	kinds := map[byte]string{
		keyText: "text", keyMeta: "meta", keySig: "index", keyRow: "index", keyTomb: "index", keyBand: "index",
		keyPart: "generation", keyBlock: "generation", keyAnchor: "anchors",
	}
	sizes := map[string]int64{}
	err := s.db.View(func(txn *badger.Txn) error {
		it := txn.NewIterator(badger.DefaultIteratorOptions)
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			err := it.Item().Value(func(v []byte) error {
				if kind := kinds[it.Item().Key()[0]]; kind != "" {
					sizes[kind] += int64(len(v))
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sizes
}

// noise returns bytes that no file system leaves out.
func noise(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// TestStatsAreTrue holds what Stats says of the space to the values in the database and to the files.
func TestStatsAreTrue(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{Create: true})
	check := func(what string) {
		t.Helper()
		st, err := s.Stats()
		if err != nil {
			t.Fatal(err)
		}
		said := map[string]int64{}
		for kind, n := range map[string]int64{"text": st.TextBytes, "meta": st.MetaBytes, "index": st.IndexBytes, "generation": st.GenerationBytes, "anchors": st.AnchorBytes} {
			if n > 0 {
				said[kind] = n
			}
		}
		if diff := cmp.Diff(stored(t, s), said); diff != "" {
			t.Errorf("%s (-stored +said):\n%s", what, diff)
		}
		all := st.Freeable + st.OverheadBytes
		for _, n := range said {
			all += n
		}
		if all != st.DiskBytes {
			t.Errorf("%s: the parts are %d bytes, all is %d", what, all, st.DiskBytes)
		}
	}
	r := rand.New(rand.NewPCG(8, 3))
	check("empty")
	arts := made(1, 300)
	add(t, s, arts, 25)
	check("articles")
	if err := anchorAll(s); err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{90_000, 30_000} { // the second replaces the first
		if err := s.SwapGeneration(Generation{Horizon: 300, Pairs: noise(r, size), Blocks: [][]byte{noise(r, size/3)}}); err != nil {
			t.Fatal(err)
		}
		check("generation")
	}
	if _, _, err := s.Delete([]string{arts[3].ID, arts[200].ID}); err != nil {
		t.Fatal(err)
	}
	check("deleted")
	if err := s.Compact(); err != nil {
		t.Fatal(err)
	}
	check("compacted")
	closeVerified(t, s)
}

// TestSpaceOfNights runs many nights in one process: articles come in, others expire, new conclusions replace the old ones. At no
// time do the files of values take more than twice what is in use when the night ends, and the blocks that are kept ready for
// what is written next.
func TestSpaceOfNights(t *testing.T) {
	dir := t.TempDir()
	tune := small()
	tune.vlog, tune.part = 16<<20, 256<<10
	s, err := open(dir, Options{Create: true, Meaning: testMeaning}, tune)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 5))
	arts := made(1, 800)
	for night := range 20 {
		peak := watchSize(t, dir)
		add(t, s, arts[night*40:(night+1)*40], 20)
		if night > 10 {
			var old []string
			for i := range 40 {
				old = append(old, arts[(night-11)*40+i].ID)
			}
			if _, _, err := s.Delete(old); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.SwapGeneration(Generation{Horizon: s.man.Load().next, Pairs: noise(r, 6<<20)}); err != nil {
			t.Fatal(err)
		}
		if err := s.Compact(); err != nil {
			t.Fatal(err)
		}
		used, garbage, err := s.space()
		if err != nil {
			t.Fatal(err)
		}
		most := peak()
		if ready := min(used, 32<<20) + 1<<20; most > 2*used+ready || garbage > used/8 {
			t.Errorf("night %d: %d bytes at a time, %d not given back in the end, %d in use", night, most, garbage, used)
		}
	}
	closeVerified(t, s)
}

// watchSize measures the files of values until the function that it returns is called, which gives their largest size.
func watchSize(t *testing.T, dir string) func() int64 {
	t.Helper()
	var most int64
	var wg sync.WaitGroup
	quit := make(chan struct{})
	wg.Go(func() {
		for {
			if n, err := diskBytes(dir, ".vlog"); err == nil {
				most = max(most, n)
			}
			select {
			case <-quit:
				return
			case <-time.After(200 * time.Microsecond):
			}
		}
	})
	return func() int64 {
		close(quit)
		wg.Wait()
		return most
	}
}
