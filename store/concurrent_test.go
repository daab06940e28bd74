package store

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestConcurrentViews reads in several goroutines while articles are added,
// values are moved and the store is reopened under them: every view must be
// consistent in itself.
func TestConcurrentViews(t *testing.T) {
	s := openTest(t, t.TempDir(), Options{Create: true})
	arts := made(4, 240)
	var stop atomic.Bool
	var wg sync.WaitGroup
	errs := make(chan error, 3)
	for range 2 {
		wg.Go(func() {
			for !stop.Load() {
				if err := s.View(consistent); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	for i := 0; i < len(arts); i += 40 {
		add(t, s, arts[i:i+40], 20)
		if i%80 == 0 {
			if err := s.Settle(); err != nil {
				t.Error(err)
			}
			if _, _, err := s.Delete([]string{arts[i].ID}); err != nil {
				t.Error(err)
			}
		}
	}
	stop.Store(true)
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Error(err)
	}
}

// consistent reads the live documents of a view, every seventh in full.
func consistent(v *View) error {
	n := 0
	for d := range v.Docs() {
		if !v.Live(d) {
			continue
		}
		n++
		if d%7 != 0 {
			continue
		}
		a, err := v.Article(d)
		if err != nil {
			return err
		}
		sk := sketch(a.Text)
		if row := v.Row(d); row.Content != sk.Content {
			return fmt.Errorf("document %d: row %+v", d, row)
		}
		if got, ok := v.Lookup(a.ID); !ok || got != d {
			return fmt.Errorf("Lookup(%q) = %d, %v, want %d", a.ID, got, ok, d)
		}
	}
	if n != v.LiveDocs() {
		return fmt.Errorf("%d live documents, LiveDocs is %d", n, v.LiveDocs())
	}
	return nil
}

// TestSwapDuringWriter commits a generation while a writer is open: each waits for the other, and neither
// takes away what the other stored.
func TestSwapDuringWriter(t *testing.T) {
	tune := small()
	tune.patience = time.Minute
	s, err := open(t.TempDir(), Options{Create: true, Meaning: testMeaning}, tune)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	arts := made(6, 200)
	var wg sync.WaitGroup
	errs := make([]error, 2)
	wg.Go(func() {
		for i := 0; i < len(arts) && errs[0] == nil; i += 20 {
			errs[0] = tryAdd(s, arts[i:i+20])
		}
	})
	wg.Go(func() {
		for i := 0; i < 20 && errs[1] == nil; i++ {
			errs[1] = s.SwapGeneration(Generation{Pairs: []byte{byte(i)}})
		}
	})
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	g, err := conclusionsOf(s)
	if err != nil || g.Number != 20 || g.Pairs[0] != 19 {
		t.Errorf("generation %d, %v, %v; want 20", g.Number, g.Pairs, err)
	}
	if st, err := s.Stats(); err != nil || st.Revisions != len(arts) {
		t.Errorf("%d revisions, %v, want %d", st.Revisions, err, len(arts))
	}
	// A run that began before another ended must not replace what that concluded.
	if err := s.SwapGeneration(Generation{Number: 20}); !errors.Is(err, ErrBusy) {
		t.Errorf("a swap of an old run: %v", err)
	}
}

// TestPinnedView deletes and commits under an open view, which stays as it was. The bytes of what was
// deleted are owed until it ends.
func TestPinnedView(t *testing.T) {
	tune := small()
	tune.viewPatience = 50 * time.Millisecond
	s, err := open(t.TempDir(), Options{Create: true, Meaning: testMeaning}, tune)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	arts := made(7, 60)
	add(t, s, arts[:40], 20)
	err = s.View(func(v *View) error {
		add(t, s, arts[40:], 20)
		if _, _, err := s.Delete([]string{arts[3].ID}); !errors.Is(err, ErrOwed) {
			t.Errorf("delete under a view: %v, want ErrOwed", err)
		}
		if err := s.Settle(); err != nil {
			t.Errorf("settle under a view: %v", err)
		}
		fork := v.Fork(func(c *View) error {
			if _, ok := c.Lookup(arts[3].ID); !ok || c.LiveDocs() != 40 {
				t.Errorf("%d articles, the deleted one is there: %v", c.LiveDocs(), ok)
			}
			return consistent(c)
		})
		return errors.Join(consistent(v), fork)
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, _, err := s.Delete([]string{arts[3].ID}); n != 1 || err != nil {
		t.Errorf("delete after the view: %d, %v", n, err)
	}
	if err := s.View(consistent); err != nil {
		t.Error(err)
	}
}
