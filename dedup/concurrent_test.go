package dedup_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/wiretrace/wiretrace/article"
	"github.com/wiretrace/wiretrace/check"
	"github.com/wiretrace/wiretrace/dedup"
	"github.com/wiretrace/wiretrace/generation"
	"github.com/wiretrace/wiretrace/ingest"
	"github.com/wiretrace/wiretrace/report"
	"github.com/wiretrace/wiretrace/store"
	"github.com/wiretrace/wiretrace/view"
)

// TestConcurrentUse links while others ingest, check and report on the same store: nobody waits for
// ever, what they see is whole, and nothing that was stored is lost.
func TestConcurrentUse(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	st, err := store.Open(t.TempDir(), store.Options{Create: true, Meaning: dedup.Meaning})
	if err != nil {
		t.Fatal(err)
	}
	all := press(rand.New(rand.NewPCG(4, 4)), 90)
	add(t, st, all[:30], dedup.Options{})
	link(t, st, dedup.Options{})
	a, err := read(st, func(v *store.View) (article.Article, error) { return v.Article(0) })
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	errs := make([]error, 5)
	done := make(chan struct{})
	wg.Go(func() {
		defer close(done)
		for i := 30; i < 90 && errs[0] == nil; i += 20 {
			src := ingest.Open([]string{"-"}, strings.NewReader(lines(all[i:i+20])), ingest.Options{})
			_, err := dedup.Ingest(t.Context(), st, src, dedup.Options{})
			errs[0] = errors.Join(err, src.Close())
		}
	})
	wg.Go(func() {
		for i := 0; i < 3 && errs[1] == nil; i++ {
			_, errs[1] = dedup.Link(t.Context(), st, dedup.Options{Workers: 2})
		}
	})
	whileOpen := func(n int, work func() error) {
		wg.Go(func() {
			for errs[n] == nil {
				errs[n] = work()
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	whileOpen(2, func() error { return st.View(unchanged) })
	whileOpen(3, func() error {
		_, err := check.Open(st).Check(t.Context(), &a)
		return err
	})
	whileOpen(4, func() error {
		err := view.Report(t.Context(), st, view.Query{}, "", &report.Text{Out: new(strings.Builder)})
		if busy := st.Settle(); !errors.Is(busy, store.ErrBusy) { // a write is under way
			err = errors.Join(err, busy)
		}
		return err
	})
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
	link(t, st, dedup.Options{})
	if s, err := st.Stats(); err != nil || s.Revisions != len(all) {
		t.Errorf("%d revisions, %v, want %d", s.Revisions, err, len(all))
	}
	if _, err := st.Verify(func(p string) { t.Errorf("verify: %s", p) }); err != nil {
		t.Error(err)
	}
	if err := st.Close(); err != nil {
		t.Error(err)
	}
	goleak.VerifyNone(t, ignore)
}

// unchanged reads all of a view and what was concluded of it, while others write.
func unchanged(v *store.View) error {
	docs, number := v.Docs(), v.Generation()
	n := 0
	err := errors.Join(
		generation.Verify(v, func(p string) { n++ }),
		v.EachMeta(0, func(store.Doc, *article.Article) error { return nil }),
	)
	if v.Docs() != docs || v.Generation() != number || n > 0 {
		return errors.New("a view has changed")
	}
	return err
}
