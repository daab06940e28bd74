package dedup

import (
	"errors"
	"sync"

	"github.com/wiretrace/wiretrace/store"
)

// inParallel calls work in a number of goroutines, numbered from 0. Each has a view of its own.
func inParallel(view *store.View, workers int, work func(worker int, v *store.View) error) error {
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for i := range workers {
		wg.Go(func() {
			errs[i] = view.Fork(func(v *store.View) error { return work(i, v) })
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
