package dedup

import (
	"errors"
	"sync"

	"github.com/wiretrace/wiretrace/store"
)

// inParallel calls work in so many goroutines, numbered from 0, each with a clone of the view.
func inParallel(view *store.View, workers int, work func(worker int, v *store.View) error) error {
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for i := range workers {
		wg.Go(func() {
			v := view.Clone()
			errs[i] = errors.Join(work(i, v), v.Err())
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
