package store

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
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
